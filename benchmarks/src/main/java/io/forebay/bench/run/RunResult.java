package io.forebay.bench.run;

import io.forebay.bench.contender.Found;
import org.jspecify.annotations.Nullable;

/**
 * What one run came to.
 *
 * @param problem why the run does not count; null if it does
 * @param timed what the timed part took
 * @param found what was on disk afterwards
 * @param latency of each write, as {@link Latencies} codes it; null if the run was not paced
 */
public record RunResult(
        @Nullable String problem,
        Timed timed,
        Found found,
        @Nullable String latency) {
    private static final Timed NO_TIME = new Timed(0, 0, 0, 0, 0, 0, 0);
    private static final Found NOTHING = new Found(0, 0, 0);

    /** A run that came to no end. */
    public static RunResult failed(String problem) {
        return new RunResult(problem, NO_TIME, NOTHING, null);
    }

    /** Whether it counts. */
    public boolean ok() {
        return problem == null;
    }

    /** Records a second. */
    public double rate() {
        return timed.seconds() > 0 ? timed.records() / timed.seconds() : 0;
    }

    /** Million bytes a second. */
    public double megabytes() {
        return timed.seconds() > 0 ? found.bytes() / timed.seconds() / 1e6 : 0;
    }

    /** Seconds of CPU time for a billion bytes. */
    public double cpuSecondsPerGigabyte() {
        return timed.cpuSeconds() / found.bytes() * 1e9;
    }
}
