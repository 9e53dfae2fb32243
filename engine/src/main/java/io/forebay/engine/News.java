package io.forebay.engine;

import io.forebay.api.TimeSource;

/**
 * Wakes one thread for what others change under a lock of theirs, the guard.
 *
 * <p>Nothing is missed: who changes something counts it under the guard, and raises the signal without it. The reader looks at
 * the count under the guard too, with all the rest, and sleeps only as long as it stays.
 */
final class News {
    private final TimeSource time;
    private final Signal signal;
    /** Written under the guard. */
    private volatile long count;

    News(TimeSource time) {
        this.time = time;
        this.signal = new Signal(time);
    }

    /** To be prepared before anybody waits. */
    SureLock lock() {
        return signal.lock();
    }

    /** There is something new. Called under the guard; {@link #raise} follows, without it. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only under the guard
    void add() {
        count++;
    }

    /** Wakes the reader, if it sleeps. */
    void raise() {
        signal.raise();
    }

    /** How much there has been. Called by the reader under the guard. */
    long count() {
        return count;
    }

    /** Waits for so many nanoseconds, or until there is more than what the reader has seen. */
    void await(long seen, long nanos) {
        try {
            signal.await(() -> count != seen, Deadline.in(time, nanos));
        } catch (InterruptedException e) {
            // Nobody of the sink interrupts the reader, and an interrupt from outside must not stop it: its flag is
            // cleared, since it would close the target's channels.
        }
    }
}
