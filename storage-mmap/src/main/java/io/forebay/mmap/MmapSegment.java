package io.forebay.mmap;

import io.forebay.api.Amount;
import io.forebay.api.Published;
import io.forebay.api.Segment;
import io.forebay.spool.Crc32c;
import io.forebay.spool.WorkerFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A mapped file, and the plain one that takes its bytes when it is spilled: its worker's, or one of its own.
 *
 * <p><b>Threads.</b> One at a time, as the port says. Only {@link #giveUp} may be called beside the others; the plain file's lock is
 * between them.
 */
final class MmapSegment implements Segment {
    private final MmapFlushTarget target;
    private final WorkerFile spilled;
    private final boolean ownsSpilled;
    private final MappedFile mapped;

    private int committed;
    private long commits;
    private int crc = Crc32c.EMPTY;
    private volatile boolean open = true;

    MmapSegment(MmapFlushTarget target, WorkerFile spilled, boolean ownsSpilled, MappedFile mapped) {
        this.target = target;
        this.spilled = spilled;
        this.ownsSpilled = ownsSpilled;
        this.mapped = mapped;
    }

    @Override
    public ByteBuffer buffer() {
        checkOpen();
        return mapped.buffer();
    }

    @Override
    public void commit(int end) {
        checkOpen();
        checkNotCut();
        checkEnd(end);
        int sum = mapped.checksum(committed, end);
        // With the first part of a record spilled, what is here is no record by itself.
        if (!ownsSpilled || !spilled.holdsSpilled()) {
            mapped.commit(end, commits + 1, sum);
        }
        // Last: after an error, a stack that overflows for instance, the writer takes the record for not accepted.
        committed = end;
        commits++;
        crc = sum;
    }

    @Override
    public void spill(int end) throws IOException {
        checkOpen();
        checkEnd(end);
        spilled.lock();
        try {
            checkOpen();
            checkNotCut();
            spilled.spill(mapped.head(end), commits, committed, mapped);
            committed = 0;
            commits = 0;
            crc = Crc32c.EMPTY;
            mapped.restart();
        } finally {
            unlock();
        }
    }

    @Override
    public Published publish() throws IOException {
        checkOpen();
        spilled.lock();
        try {
            checkOpen();
            if (spilled.holdsSpilled()) {
                return publishSpilled();
            }
            if (committed == 0) {
                throw new IllegalStateException("nothing was committed or spilled: discard the segment");
            }
            Published published = mapped.publish(committed, commits, crc);
            release();
            return published;
        } finally {
            unlock();
        }
    }

    private Published publishSpilled() throws IOException {
        Published published = spilled.publish(this, mapped.head(committed), commits, mapped);
        // All of it is visible: whatever goes wrong from here on, nobody may publish it again.
        committed = 0;
        commits = 0;
        try {
            mapped.delete();
        } finally {
            release();
        }
        return published;
    }

    @Override
    public void discard() {
        checkOpen();
        spilled.lock();
        try {
            checkOpen();
            discardLocked();
        } finally {
            unlock();
        }
    }

    private void discardLocked() {
        try {
            mapped.delete();
            spilled.discard(this, ownsSpilled);
        } finally {
            release();
        }
    }

    @Override
    public Amount abandon() {
        checkOpen();
        spilled.lock();
        try {
            checkOpen();
            return abandonLocked();
        } finally {
            unlock();
        }
    }

    /** Abandons the segment, unless a thread is using it; that one will come by again when it is through. */
    void giveUp() {
        if (spilled.tryLock()) {
            try {
                if (open) {
                    abandonLocked();
                }
            } finally {
                spilled.unlock();
            }
        }
    }

    private Amount abandonLocked() {
        try {
            return leaveToRecovery();
        } finally {
            release();
        }
    }

    private Amount leaveToRecovery() {
        // After a publish that failed the bytes may be in the plain file too, and are told with that.
        boolean staged = spilled.holds(this);
        boolean part = ownsSpilled && spilled.holdsSpilled();
        Amount inPlain = spilled.abandon();
        // Unless that file had to be set aside, with the copy in it.
        boolean setAside = staged && !spilled.holds(this) && inPlain.equals(Amount.ZERO);
        Amount inMapped = Amount.ZERO;
        if (committed == 0 || part || (staged && !setAside)) {
            mapped.delete();
        } else if (mapped.abandon()) {
            inMapped = new Amount(commits, committed);
        }
        return inPlain.plus(inMapped);
    }

    private void release() {
        open = false;
        target.released(this);
    }

    private void unlock() {
        spilled.unlock();
        target.afterUse();
    }

    private void checkOpen() {
        if (!open) {
            throw new IllegalStateException("this segment was published, discarded or abandoned: open another one");
        }
    }

    private void checkNotCut() {
        if (mapped.cut()) {
            throw new IllegalStateException("this segment is being published: publish, discard or abandon it");
        }
    }

    private void checkEnd(int end) {
        if (end < committed || end > mapped.buffer().capacity()) {
            throw new IndexOutOfBoundsException("end " + end + " is not between the last commit, " + committed
                    + ", and the capacity, " + mapped.buffer().capacity());
        }
    }
}
