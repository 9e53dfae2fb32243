package io.forebay.spool;

import io.forebay.api.Amount;
import io.forebay.api.Published;
import io.forebay.api.Segment;
import java.io.IOException;

/**
 * A segment of a {@link SpoolTarget}: it has one life, and what an adapter does to files in it runs under the lock of the unpublished file
 * that it is emptied into.
 *
 * <p><b>Threads.</b> One at a time, as the port says. Only {@link #giveUp} may be called beside the others; the file's lock is between
 * them.
 */
public abstract class SpoolSegment implements Segment {
    private final SpoolTarget target;
    private final WorkerFile file;
    private volatile boolean open = true;

    /**
     * Makes one that is open.
     *
     * @param target whose segment it is
     * @param file that it is emptied into
     */
    protected SpoolSegment(SpoolTarget target, WorkerFile file) {
        this.target = target;
        this.file = file;
    }

    /**
     * Does what {@link #spill} says.
     *
     * @param end index after the last byte to take
     * @throws IOException if it could not be done
     */
    protected abstract void doSpill(int end) throws IOException;

    /**
     * Does what {@link #publish} says. When it returns the segment is over.
     *
     * @return what was published
     * @throws IOException if it could not be done
     */
    protected abstract Published doPublish() throws IOException;

    /** Does what {@link #discard} says. The segment is over then, also if this throws. */
    protected abstract void doDiscard();

    /**
     * Does what {@link #abandon} says. The segment is over then, also if this throws.
     *
     * @return what recovery will publish
     */
    protected abstract Amount doAbandon();

    /** Gives the place in the target back that the segment has taken; called once, when it is over. */
    protected abstract void giveBack();

    @Override
    public final void spill(int end) throws IOException {
        lockOpen();
        try {
            checkOpen();
            doSpill(end);
        } finally {
            unlock();
        }
    }

    @Override
    public final Published publish() throws IOException {
        lockOpen();
        try {
            checkOpen();
            Published published = doPublish();
            end();
            return published;
        } finally {
            unlock();
        }
    }

    @Override
    public final void discard() {
        lockOpen();
        try {
            checkOpen();
            doDiscard();
        } finally {
            end();
            unlock();
        }
    }

    @Override
    public final Amount abandon() {
        lockOpen();
        try {
            checkOpen();
            return doAbandon();
        } finally {
            end();
            unlock();
        }
    }

    /** Abandons the segment, unless a thread is using it; that one will come by again when it is through. */
    final void giveUp() {
        if (file.tryLock()) {
            try {
                if (open) {
                    doAbandon();
                }
            } finally {
                end();
                file.unlock();
            }
        }
    }

    /** Called with the lock held; does nothing when called again. */
    private void end() {
        if (open) {
            open = false;
            target.ended(this);
            giveBack();
        }
    }

    /** Looks before it waits: what is over may be in the hands of somebody who hangs. */
    private void lockOpen() {
        checkOpen();
        file.lock();
    }

    private void unlock() {
        file.unlock();
        target.afterUse();
    }

    /**
     * Refuses what comes after the end of the segment's life.
     *
     * @throws IllegalStateException if it was published, discarded or abandoned
     */
    protected final void checkOpen() {
        if (!open) {
            throw new IllegalStateException("this segment was published, discarded or abandoned: open another one");
        }
    }

    /**
     * Refuses an index that a commit or a spill must not have.
     *
     * @param end as it was given
     * @param committed where the last commit ends
     * @param capacity of the buffer
     * @throws IndexOutOfBoundsException if it is not between the two
     */
    protected static void checkEnd(int end, int committed, int capacity) {
        if (end < committed || end > capacity) {
            throw new IndexOutOfBoundsException(
                    "end " + end + " is not between the last commit, " + committed + ", and the capacity, " + capacity);
        }
    }
}
