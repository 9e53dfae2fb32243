package io.forebay.engine;

import io.forebay.api.FailReason;
import io.forebay.api.TimeSource;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Reads sources on behalf of one lane, and lets the watchdog see for how long the lane has been inside one.
 *
 * <p>The lane's thread is interrupted only while it is in the source, under this lock, and clears its flag when it comes out. So an
 * interrupt never reaches the target's channels.
 */
final class SourceReader {
    private static final long SHORTEST_PAUSE = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    private final SinkConfig config;
    private final TimeSource time;
    private final SureLock lock = new SureLock();
    private final Condition never = lock.newCondition();
    private @Nullable Handoff inside;
    private @Nullable Thread lane;
    private long enteredAt;
    /** Whether the lane is closing a source whose record is done, and the watchdog has not called it back yet. */
    private boolean closingDone;

    /** What the source has left of its time, in nanoseconds. */
    private long timeLeft;

    private long bytes;
    /** Whether the lane has a lease of the target, which is taken away from it if it hangs in a source while the sink closes. */
    private boolean leased;

    SourceReader(SinkConfig config) {
        this.config = config;
        this.time = config.time();
    }

    /** Begins with another source. A record that a caller lends has no limit here: its caller's timeout watches over it. */
    void begin(Handoff handoff) {
        timeLeft = handoff.knownLength() < 0 ? config.sourceTimeout() : Long.MAX_VALUE;
        bytes = 0;
    }

    /** Bytes read from this source. */
    long bytes() {
        return bytes;
    }

    /**
     * Reads until the buffer is full or the source ends.
     *
     * @return the end of the bytes in the buffer, or {@code -1 - end} if the source has ended
     */
    int fill(Handoff handoff, ByteBuffer buffer, int from) throws SourceFailure {
        int end = from;
        long pause = SHORTEST_PAUSE;
        while (end < buffer.capacity()) {
            int count = read(handoff, buffer.slice(end, buffer.capacity() - end));
            if (count < 0) {
                return -1 - end;
            }
            if (count == 0) {
                rest(handoff, pause);
                pause = Math.min(LONGEST_PAUSE, pause * 2);
                continue;
            }
            pause = SHORTEST_PAUSE;
            end += count;
            bytes += count;
            if (bytes > config.maxRecordBytes()) {
                throw new SourceFailure(
                        FailReason.TOO_LARGE,
                        "the source gave more than maxRecordBytes, " + config.maxRecordBytes() + " bytes");
            }
        }
        return end;
    }

    /** One read of user code: it may throw anything, and return anything. */
    private int read(Handoff handoff, ByteBuffer view) throws SourceFailure {
        int room = view.remaining();
        int count;
        enter(handoff);
        try {
            count = handoff.source().read(view);
        } catch (Throwable e) {
            throw new SourceFailure(FailReason.THREW, e);
        } finally {
            leave();
        }
        checkOpen(handoff);
        if (count < -1 || count > room || view.limit() != room || view.position() != Math.max(0, count)) {
            throw new SourceFailure(
                    FailReason.LIED,
                    "the source returned " + count + " for a buffer with room for " + room
                            + ", and left it at position " + view.position() + " and limit " + view.limit());
        }
        return count;
    }

    /**
     * Closes the source at its end, unless somebody has done so; the watchdog looks on, since closing is user code too.
     *
     * @throws SourceFailure if it throws, or was given up meanwhile
     */
    void close(Handoff handoff) throws SourceFailure {
        enter(handoff);
        closeAndLeave(handoff);
        checkOpen(handoff);
    }

    /**
     * Closes the source of a record that is done, unless somebody has done so. It has as much time for that as for all else; then the
     * watchdog calls the lane back.
     *
     * @throws SourceFailure if it throws
     */
    void closeDone(Handoff handoff) throws SourceFailure {
        lock.lock();
        try {
            timeLeft = config.sourceTimeout();
            begin(handoff, true);
        } finally {
            lock.unlock();
        }
        closeAndLeave(handoff);
    }

    private void closeAndLeave(Handoff handoff) throws SourceFailure {
        try {
            handoff.closeSource();
        } catch (Throwable e) {
            throw new SourceFailure(FailReason.THREW, e);
        } finally {
            leave();
        }
    }

    private void rest(Handoff handoff, long nanos) throws SourceFailure {
        enter(handoff);
        lock.lock();
        try {
            time.await(lock, never, nanos);
        } catch (InterruptedException e) {
            // The watchdog has settled the record; the next read finds out.
        } finally {
            lock.unlock();
            leave();
        }
    }

    private void enter(Handoff handoff) throws SourceFailure {
        lock.lock();
        try {
            // Under the lock, so that whoever gives the record up either is seen here, or sees the lane inside.
            checkOpen(handoff);
            if (timeLeft <= 0) {
                // The watchdog looks only now and then, and may have found the lane between two reads.
                throw new SourceFailure(FailReason.STALLED, "the source did not end within the sink's sourceTimeout");
            }
            begin(handoff, false);
        } finally {
            lock.unlock();
        }
    }

    private void begin(Handoff handoff, boolean done) {
        inside = handoff;
        closingDone = done;
        lane = Thread.currentThread();
        enteredAt = time.nanoTime();
    }

    private static void checkOpen(Handoff handoff) throws SourceFailure {
        if (handoff.done()) {
            throw new SourceFailure(FailReason.STALLED, "the source was given up");
        }
    }

    @SuppressWarnings("Interruption") // clears a flag that was meant for the source
    private void leave() {
        lock.lock();
        try {
            inside = null;
            timeLeft -= Math.max(0, time.nanoTime() - enteredAt);
            Thread.interrupted();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Nanoseconds until the source that the lane is in has used up its time; a whole source timeout if it is in none, or in one that
     * was given up and does not come back.
     */
    long untilStalled() {
        lock.lock();
        try {
            if (inside == null || (inside.done() && !closingDone)) {
                return config.sourceTimeout();
            }
            long left = timeLeft - Math.max(0, time.nanoTime() - enteredAt);
            return Math.min(config.sourceTimeout(), Math.max(0, left));
        } finally {
            lock.unlock();
        }
    }

    /** The record whose source the lane is in although its time is used up, or null. */
    @Nullable
    Handoff stalled() {
        lock.lock();
        try {
            return inside != null && untilStalled() == 0 ? inside : null;
        } finally {
            lock.unlock();
        }
    }

    /** Whether another thread than this one, the lane, closes a source whose record is done, and has not been called back. */
    boolean closing() {
        lock.lock();
        try {
            return inside != null && closingDone && lane != Thread.currentThread();
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts the lane if it is in a source, unless it closes one whose record is done. Returns the record, or null. */
    @Nullable
    Handoff interruptReading() {
        lock.lock();
        try {
            Handoff reading = closingDone ? null : inside;
            if (reading != null) {
                interrupt(reading);
            }
            return reading;
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts the lane if it {@linkplain #closing closes} a source. */
    void interruptClosing() {
        lock.lock();
        try {
            Handoff closing = closing() ? inside : null;
            if (closing != null) {
                interrupt(closing);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The record whose source the lane is in, or null. */
    @Nullable
    Handoff inside() {
        lock.lock();
        try {
            return inside;
        } finally {
            lock.unlock();
        }
    }

    /** The lane has taken a lease of the target for its record. */
    void beginLease() {
        lock.lock();
        try {
            leased = true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the lane may still use the target: always while its record is not done. */
    boolean leased() {
        lock.lock();
        try {
            return leased;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the lane's lease; false if it has none any more. */
    boolean endLease() {
        lock.lock();
        try {
            boolean had = leased;
            leased = false;
            return had;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the lane has a lease and is in a source that was given up: it touches nothing of the target before it comes out. */
    boolean hangsWithLease() {
        lock.lock();
        try {
            return leased && inside != null && inside.knownLength() < 0 && inside.done();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the lease away from a lane that hangs; false if it does not. */
    boolean takeLease() {
        lock.lock();
        try {
            return hangsWithLease() && endLease();
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts the lane if it is still in the source of this record. */
    void interrupt(Handoff handoff) {
        lock.lock();
        try {
            if (inside == handoff && lane != null) {
                closingDone = false;
                lane.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }
}
