package io.forebay.api;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * The monotonic time that a sink lives by: its ages, timeouts, deadlines and back-offs.
 *
 * <p>Replaced in tests, so that they move time and never sleep. {@link #nanoTime} may be called while the sink holds a lock:
 * it must return at once, and must neither throw nor call the sink.
 */
public interface TimeSource {

    /**
     * Returns the time.
     *
     * @return nanoseconds since an arbitrary origin; as {@link System#nanoTime}, only differences mean anything
     */
    long nanoTime();

    /**
     * Waits on a condition for some time of this source. May return early for no reason: callers check and wait again.
     *
     * @param lock the lock of the condition, held by the caller; held again on return
     * @param condition signalled by whoever changes what the caller waits for
     * @param nanos the longest wait in nanoseconds of this source; returns at once if not positive
     * @throws InterruptedException if the thread is interrupted
     */
    void await(Lock lock, Condition condition, long nanos) throws InterruptedException;

    /**
     * Returns the time of the machine.
     *
     * @return a source that is driven by {@link System#nanoTime}
     */
    static TimeSource system() {
        return SystemTime.INSTANCE;
    }
}
