package io.forebay.engine;

import io.forebay.api.FailReason;
import io.forebay.api.LossReason;
import io.forebay.api.RecordSource;
import io.forebay.api.Segment;
import io.forebay.api.TimeSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * One record on its way from a caller to an intake lane, and who has the last word on it.
 *
 * <p>It is open until somebody settles it: the lane, when the source fails; the watchdog, when it stalls; the sink, when it closes. Or the
 * lane claims it, once it has been read whole: then only the lane can finish it. So each record is counted once.
 */
final class Handoff {
    private enum State {
        OPEN,
        CLAIMED,
        DONE
    }

    private final RecordSource source;
    private final @Nullable BorrowedBytes borrowed;
    private final AtomicBoolean sourceClosing = new AtomicBoolean();
    private final SureLock lock = new SureLock();
    private final Condition changed = lock.newCondition();
    private State state = State.OPEN;
    private long claimedRecords;
    private long claimedBytes;
    private boolean unanswered;
    private boolean hurried;
    private volatile boolean sourceClosed;
    /** Place in the queue; guarded by the intake's lock. */
    long sequence;

    Handoff(RecordSource source) {
        this.source = source;
        this.borrowed = source instanceof BorrowedBytes bytes ? bytes : null;
    }

    RecordSource source() {
        return source;
    }

    /** The length of the record if a caller waits for it to be taken over, else -1. */
    long knownLength() {
        return borrowed == null ? -1 : borrowed.length();
    }

    /** Whether the ledger holds it as accepted; no longer changes after {@link #returnToCaller}. */
    boolean accepted() {
        return borrowed == null || borrowed.taken();
    }

    /** Whether a caller has it back for a reason of its own, and the target has nothing to do with it. */
    boolean takenBack() {
        return borrowed != null && borrowed.takenBack();
    }

    /** Commits the record in its segment, and accepts it if a caller waits for that; false if that caller has taken it back. */
    boolean take(Segment segment, int end) {
        if (borrowed != null) {
            return borrowed.take(segment, end);
        }
        segment.commit(end);
        return true;
    }

    /** Has a caller who waits for its record to be taken over wait no longer, unless it is taken. */
    void returnToCaller() {
        if (borrowed != null) {
            borrowed.close();
        }
    }

    /** Closes the source, the first time it is called. User code: it may throw anything, or hang. */
    void closeSource() throws Exception {
        if (!sourceClosing.compareAndSet(false, true)) {
            return;
        }
        try {
            source.close();
        } finally {
            sourceClosed = true;
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Whether somebody closes the source, or has done so. */
    boolean sourceClosing() {
        return sourceClosing.get();
    }

    /** Waits until whoever closes the source has done so. */
    void awaitSourceClosed() {
        lock.lock();
        try {
            while (!sourceClosed) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The lane has read the record whole; false if somebody settled it before.
     *
     * @param records 1 if the lane takes it to the target itself; 0 if a worker answers for it from here on
     * @param bytes its length, or 0
     * @param books get the length of a source, which nobody knew before
     */
    boolean claim(long records, long bytes, Books books) {
        lock.lock();
        try {
            if (state != State.OPEN) {
                return false;
            }
            if (borrowed == null) {
                books.oversize(bytes);
            }
            state = State.CLAIMED;
            claimedRecords = records;
            claimedBytes = bytes;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Its source has failed; false if it was claimed or settled before. Who sees it done finds the failure in the books. */
    boolean settleFailed(Books books, FailReason reason) {
        lock.lock();
        try {
            boolean settled = settle();
            if (settled) {
                books.failed(reason);
            }
            return settled;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives it up before it was read whole; false if it was claimed or settled before. Who sees it done finds the loss in the books: none
     * if it is its caller's again.
     */
    boolean settleLost(Books books, LossReason reason) {
        lock.lock();
        try {
            boolean settled = settle();
            if (settled) {
                returnToCaller();
                if (accepted()) {
                    books.lost(reason, 1, Math.max(0, knownLength()));
                }
            }
            return settled;
        } finally {
            lock.unlock();
        }
    }

    /** The sink closes: a caller who waits for its record to be taken over is turned away. */
    void turnAway() {
        lock.lock();
        try {
            returnToCaller();
            if (!accepted()) {
                settle();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean settle() {
        if (state != State.OPEN) {
            return false;
        }
        state = State.DONE;
        changed.signalAll();
        return true;
    }

    /** The lane has brought a claimed record to a worker, which answers for it. */
    void finish(Books books) {
        lock.lock();
        try {
            end(books);
        } finally {
            lock.unlock();
        }
    }

    /** The lane has published a claimed record. */
    void finishPublished(Books books) {
        lock.lock();
        try {
            end(books);
            books.published(claimedBytes);
        } finally {
            lock.unlock();
        }
    }

    /** The lane has to give a claimed record up. */
    void finishLost(Books books, LossReason reason) {
        lock.lock();
        try {
            end(books);
            books.lost(reason, 1, claimedBytes);
        } finally {
            lock.unlock();
        }
    }

    /** Takes back what was booked as unanswered. Allocates nothing, like all that books what was done. */
    private void end(Books books) {
        state = State.DONE;
        if (unanswered) {
            books.lost(LossReason.UNANSWERED, -claimedRecords, -claimedBytes);
        }
    }

    /** The close deadline has passed: books what the lane has claimed and not finished as unanswered. */
    void declareUnanswered(Books books) {
        lock.lock();
        try {
            if (state == State.CLAIMED && !unanswered) {
                unanswered = true;
                books.lost(LossReason.UNANSWERED, claimedRecords, claimedBytes);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean done() {
        lock.lock();
        try {
            return state == State.DONE;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for some time, or until the record is settled or {@link #hurry} is called; tells whether it was. */
    boolean pause(TimeSource time, long nanos) {
        Deadline deadline = Deadline.in(time, nanos);
        lock.lock();
        try {
            long remaining;
            while (state != State.DONE && !hurried && (remaining = deadline.remaining()) > 0) {
                awaitChange(time, remaining);
            }
            boolean wasHurried = hurried;
            hurried = false;
            return wasHurried;
        } finally {
            lock.unlock();
        }
    }

    private void awaitChange(TimeSource time, long nanos) {
        try {
            time.await(lock, changed, nanos);
        } catch (InterruptedException e) {
            // A stray interrupt does not shorten the pause.
        }
    }

    /** Ends the pause that the lane makes, or else the next one. */
    void hurry() {
        lock.lock();
        try {
            hurried = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
