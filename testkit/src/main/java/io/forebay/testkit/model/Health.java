package io.forebay.testkit.model;

import java.time.Duration;

/**
 * Since when a target has been well, as far as its sink can know: a sink that was refused comes back after a back-off, by a clock that may
 * have jumped meanwhile.
 *
 * <p>Used by the driver.
 */
final class Health {
    /** The longest back-off of a sink, and a little more. */
    private static final long LONGEST_BACKOFF = Duration.ofSeconds(31).toNanos();

    private final SimulatedTime time;
    private final Trouble trouble;
    /** From when on no back-off is left: by time passed, and by the clock. */
    private long calmPassed = Long.MIN_VALUE;

    private long calmClock = Long.MIN_VALUE;
    /** When the clock jumped last, by time passed. */
    private long jumped = Long.MIN_VALUE / 2;
    /** The latest that the clock has shown. */
    private long latest = Long.MIN_VALUE;

    Health(SimulatedTime time, Trouble trouble) {
        this.time = time;
        this.trouble = trouble;
    }

    /** Ends the trouble. */
    void heal() {
        if (trouble.felt()) {
            trouble.end();
            calmPassed = time.passed() + LONGEST_BACKOFF;
            calmClock = latestClock() + LONGEST_BACKOFF;
        }
    }

    /** The clock is about to jump: who sleeps will see it when its sleep is over, and a clock that was behind holds it up until then. */
    void jumps(Duration duration) {
        jumped = time.passed();
        if (!calm()) {
            calmPassed = Math.max(calmPassed, time.passed() + LONGEST_BACKOFF);
        }
        latest = Math.max(latestClock(), time.nanoTime() + duration.toNanos());
    }

    /** Whether the target has been well for so long that nothing waits for it. */
    boolean calm() {
        return !trouble.felt() && time.passed() >= calmPassed && time.nanoTime() >= calmClock;
    }

    /** Whether everybody who sleeps for a time at most has seen the last jump of the clock. */
    boolean settled(Duration longestSleep) {
        return time.passed() - jumped >= longestSleep.toNanos();
    }

    long latestClock() {
        latest = Math.max(latest, time.nanoTime());
        return latest;
    }

    /** Whether the clock has gone back and not come past again: what waits for it may have to wait for long. */
    boolean behind() {
        return time.nanoTime() < latestClock();
    }
}
