package io.forebay.testkit;

import static java.util.Objects.requireNonNull;

import io.forebay.api.RecordSink;
import io.forebay.api.TargetOpener;
import io.forebay.api.TimeSource;
import java.io.IOException;

/**
 * A property of sinks: whatever is written, by whom, and whatever fails, the promises 1, 2, 3 and 6 hold.
 *
 * <p>One {@link #run} draws settings, threads, records, sources and faults from a seed, lets them loose on a sink over a {@link
 * MemoryStore}, closes the sink, and then checks that
 *
 * <ol>
 *   <li>the books agree with what callers were told, with the files, and with each other;
 *   <li>each record in a file is whole, was accepted, and stands in the order of its thread;
 *   <li>none is there twice, after recovery either, and none that was accepted is missing unless it counts as failed or lost;
 *   <li>each source was closed exactly once.
 * </ol>
 *
 * <p>It also expects that an interrupt stays set, that a caller may reuse an array at once, and that no target is left open.
 * With jqwik:
 *
 * <pre>{@code
 * private final SinkPromises promises = new SinkPromises((target, settings, time) -> Forebay.to(target)
 *         .workers(settings.workers()).size(settings.size()) // and so on
 *         .timeSource(time).open());
 *
 * @Property(tries = 1_000)
 * void promises_1_2_3_and_6_hold_under_random_faults(@ForAll long seed) {
 *     promises.run(seed);
 * }
 * }</pre>
 *
 * <p>A seed draws the same run each time, but threads race as they please: repeat a seed that failed a few times.
 *
 * <p><b>Threads.</b> Runs may go on side by side; each starts threads of its own and ends them.
 */
public final class SinkPromises {
    private final Opener opener;

    /** Opens the sinks that are put to the test. */
    @FunctionalInterface
    public interface Opener {

        /**
         * Opens a sink.
         *
         * @param target where it must publish; refuses, throws and recovers
         * @param settings all of which it must take over
         * @param time it must live by; runs faster than that of the machine
         * @return an open sink, which the run closes
         * @throws IOException if the target could not be opened or failed at once; nothing may be left behind
         */
        RecordSink open(TargetOpener target, SinkSettings settings, TimeSource time) throws IOException;
    }

    /**
     * Prepares runs.
     *
     * @param opener opens a sink for each run
     */
    public SinkPromises(Opener opener) {
        this.opener = requireNonNull(opener, "opener");
    }

    /**
     * Does one run; some 10 ms, longer where sources stall.
     *
     * @param seed draws it
     * @throws AssertionError if a promise was broken; the message has the seed, the settings, and what was found
     */
    public void run(long seed) {
        new PromiseRun(seed, opener).run();
    }
}
