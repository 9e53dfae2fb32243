package io.forebay.engine;

import io.forebay.api.Outcome;
import io.forebay.api.RecordSource;
import io.forebay.api.Segment;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A caller's record that is larger than a buffer: read by an intake lane while the caller waits, because the array is the caller's
 * again when {@code write} returns.
 *
 * <p>The lane copies a piece at a time under a lock and does its I/O without it. So a caller whose time is over takes the record back
 * at once, also while the disk hangs, and nobody reads its array afterwards. Only a copy into a mapped file may stand still with its
 * disk, and the caller with it.
 */
final class BorrowedBytes implements RecordSource {
    /** In place of the caller's bytes once they are its own again: a lane that hangs must not hold them. */
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Bytes copied at a time: so long a caller may have to wait until it can take its record back. */
    static final int PIECE = 1 << 18;

    private enum State {
        WAITING,
        TAKEN,
        TIMED_OUT,
        CLOSED,
        UNREADABLE
    }

    private ByteBuffer bytes;
    private final int length;
    private final Books books;
    private final SureLock lock = new SureLock();
    private final Condition changed = lock.newCondition();
    private State state = State.WAITING;
    private @Nullable Throwable unreadable;

    /** Takes the bytes between the view's position and limit, which are the caller's. */
    BorrowedBytes(ByteBuffer view, Books books) {
        this.bytes = view.slice();
        this.length = bytes.limit();
        this.books = books;
    }

    int length() {
        return length;
    }

    @Override
    public int read(ByteBuffer target) {
        lock.lock();
        try {
            if (state != State.WAITING) {
                throw new IllegalStateException("the record is its caller's again");
            }
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int count = Math.min(PIECE, Math.min(bytes.remaining(), target.remaining()));
            bytes.limit(bytes.position() + count);
            copy(target);
            bytes.limit(length);
            return count;
        } finally {
            lock.unlock();
        }
    }

    private void copy(ByteBuffer target) {
        try {
            target.put(bytes);
        } catch (RuntimeException | Error e) {
            giveBackIfUnreadable();
            throw e;
        }
    }

    /** Reads each byte of a piece that could not be copied, to see whether that was the caller's fault or the segment's. */
    private void giveBackIfUnreadable() {
        try {
            while (bytes.hasRemaining()) {
                bytes.get();
            }
        } catch (RuntimeException | Error e) {
            unreadable = e;
            state = State.UNREADABLE;
            bytes = NOTHING;
            changed.signalAll();
        }
    }

    /**
     * Commits it in the segment that all of it was copied to, and has its caller wait no longer. Both under the lock: a record that its
     * caller has taken back is never committed, and so never published by recovery.
     *
     * @return whether it is accepted; false if the caller has taken it back
     */
    boolean take(Segment segment, int end) {
        lock.lock();
        try {
            if (state != State.WAITING) {
                return false;
            }
            segment.commit(end);
            state = State.TAKEN;
            bytes = NOTHING;
            books.oversize(length);
            books.accepted();
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The lane is done with it, or gave it up. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (state == State.WAITING) {
                state = State.CLOSED;
                bytes = NOTHING;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean taken() {
        lock.lock();
        try {
            return state == State.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is its caller's again for a reason of that caller's: its time is up, or its memory can not be read. */
    boolean takenBack() {
        lock.lock();
        try {
            return state == State.TIMED_OUT || state == State.UNREADABLE;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the record is taken over, or takes it back. Throws what reading it threw, as if the caller had read it itself. */
    Outcome await(SinkConfig config, Deadline deadline) {
        lock.lock();
        try {
            long remaining;
            while (state == State.WAITING && (remaining = deadline.remaining()) > 0) {
                config.time().await(lock, changed, remaining);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (state == State.WAITING) {
                state = State.TIMED_OUT;
                bytes = NOTHING;
            }
            lock.unlock();
        }
        if (unreadable instanceof Error error) {
            throw error;
        }
        if (unreadable instanceof RuntimeException exception) {
            throw exception;
        }
        return switch (state) {
            case TAKEN -> Outcome.ACCEPTED;
            case CLOSED -> Outcome.CLOSED;
            default -> Outcome.TIMED_OUT;
        };
    }
}
