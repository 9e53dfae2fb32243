package io.forebay.engine;

/** The rest that one kind of operation takes after it was refused. Used by one thread. */
final class Pause {
    private final Backoff backoff = new Backoff();
    private boolean resting;
    private long until;
    private long delay;

    /** The operation was refused; returns how long it rests, in nanoseconds, which is no longer than is allowed. */
    long begin(long now, long longest) {
        delay = Math.min(longest, backoff.next());
        resting = true;
        until = now + delay;
        return delay;
    }

    /** The next attempt may be made at once. */
    void end() {
        resting = false;
    }

    /** The operation has succeeded. */
    void reset() {
        resting = false;
        backoff.reset();
    }

    /** Nanoseconds until the next attempt; 0 for now. However far the clock goes back, no single wait is longer than the rest. */
    long remaining(long now) {
        return resting ? Math.min(delay, Math.max(0, until - now)) : 0;
    }
}
