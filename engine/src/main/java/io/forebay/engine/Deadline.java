package io.forebay.engine;

import io.forebay.api.TimeSource;
import java.time.Duration;

/** One bound on a total wait, however many steps the wait has. Immutable. */
final class Deadline {
    private final TimeSource time;
    private final long start;
    private final long nanos;

    private Deadline(TimeSource time, long start, long nanos) {
        this.time = time;
        this.start = start;
        this.nanos = nanos;
    }

    /** Starts now. {@link Long#MAX_VALUE} nanoseconds never pass. */
    static Deadline in(TimeSource time, long nanos) {
        return new Deadline(time, time.nanoTime(), nanos);
    }

    /** Started when this one did, and passes when a part of its time has passed. */
    Deadline part(int numerator, int denominator) {
        return nanos == Long.MAX_VALUE ? this : new Deadline(time, start, nanos / denominator * numerator);
    }

    /** Nanoseconds left; 0 once it has passed. */
    long remaining() {
        if (nanos == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        // A time that goes back, which it should not, does not overflow: no single wait is longer than the whole.
        return Math.max(0, nanos - Math.max(0, time.nanoTime() - start));
    }

    boolean passed() {
        return remaining() == 0;
    }

    /** Nanoseconds that a refused operation may rest before the next attempt: a small part of what is left, so that many follow. */
    long longestPause() {
        return Math.max(Backoff.SHORTEST, remaining() / 8);
    }

    /** A duration of any length in nanoseconds; what does not fit is for ever. */
    static long saturatedNanos(Duration duration) {
        try {
            return Math.max(0, duration.toNanos());
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }
}
