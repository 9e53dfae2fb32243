package io.forebay.nio;

import io.forebay.api.Amount;
import io.forebay.api.Published;
import io.forebay.api.Segment;
import io.forebay.spool.WorkerFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A buffer in direct memory, and the file that it is emptied into: its worker's, or one of its own.
 *
 * <p><b>Threads.</b> One at a time, as the port says. Only {@link #giveUp} may be called beside the others; the file's lock is between
 * them.
 */
final class NioSegment implements Segment {
    private final NioFlushTarget target;
    private final WorkerFile file;
    private final boolean ownsFile;
    private final ByteBuffer buffer;
    /** Callers may do to the position and limit of the buffer what they like. */
    private final ByteBuffer view;

    private int committed;
    private long commits;
    private volatile boolean open = true;

    NioSegment(NioFlushTarget target, WorkerFile file, boolean ownsFile, ByteBuffer buffer) {
        this.target = target;
        this.file = file;
        this.ownsFile = ownsFile;
        this.buffer = buffer;
        this.view = buffer.duplicate();
    }

    @Override
    public ByteBuffer buffer() {
        checkOpen();
        return buffer;
    }

    @Override
    public void commit(int end) {
        checkOpen();
        checkEnd(end);
        committed = end;
        commits++;
    }

    @Override
    public void spill(int end) throws IOException {
        checkOpen();
        checkEnd(end);
        file.lock();
        try {
            checkOpen();
            file.spill(bytes(end), commits, committed, null);
            committed = 0;
            commits = 0;
        } finally {
            unlock();
        }
    }

    @Override
    public Published publish() throws IOException {
        checkOpen();
        file.lock();
        try {
            checkOpen();
            Published published = file.publish(this, bytes(committed), commits, null);
            release();
            return published;
        } finally {
            unlock();
        }
    }

    @Override
    public void discard() {
        checkOpen();
        file.lock();
        try {
            checkOpen();
            file.discard(this, ownsFile);
            release();
        } finally {
            unlock();
        }
    }

    @Override
    public Amount abandon() {
        checkOpen();
        file.lock();
        try {
            checkOpen();
            return abandonLocked();
        } finally {
            unlock();
        }
    }

    /** Abandons the segment, unless a thread is using it; that one will come by again when it is through. */
    void giveUp() {
        if (file.tryLock()) {
            try {
                if (open) {
                    abandonLocked();
                }
            } finally {
                file.unlock();
            }
        }
    }

    private Amount abandonLocked() {
        Amount amount = file.abandon();
        release();
        return amount;
    }

    private ByteBuffer bytes(int end) {
        return view.clear().limit(end);
    }

    private void release() {
        open = false;
        target.released(this, buffer);
    }

    private void unlock() {
        file.unlock();
        target.afterUse();
    }

    private void checkOpen() {
        if (!open) {
            throw new IllegalStateException("this segment was published, discarded or abandoned: open another one");
        }
    }

    private void checkEnd(int end) {
        if (end < committed || end > buffer.capacity()) {
            throw new IndexOutOfBoundsException("end " + end + " is not between the last commit, " + committed
                    + ", and the capacity, " + buffer.capacity());
        }
    }
}
