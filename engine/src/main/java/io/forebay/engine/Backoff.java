package io.forebay.engine;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How long to wait before a refused operation is tried again: 100 ms, doubled with each refusal in a row up to 30 s, of which a random
 * half is left out ("equal jitter"), so that workers which failed together do not come back together. Used by one thread.
 */
final class Backoff {
    static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(100);
    static final long LONGEST = TimeUnit.SECONDS.toNanos(30);

    private long bound = SHORTEST;

    /** Nanoseconds until the next attempt. */
    long next() {
        long half = bound / 2;
        long delay = half + ThreadLocalRandom.current().nextLong(half + 1);
        bound = Math.min(LONGEST, bound * 2);
        return Math.max(SHORTEST, delay);
    }

    /** The operation has succeeded. */
    void reset() {
        bound = SHORTEST;
    }
}
