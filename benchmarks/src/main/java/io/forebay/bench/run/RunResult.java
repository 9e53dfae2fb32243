package io.forebay.bench.run;

import io.forebay.bench.contender.Found;
import org.jspecify.annotations.Nullable;

/**
 * What one run came to.
 *
 * @param problem why the run does not count; null if it does
 * @param records offered in the timed part
 * @param accepted records that the contender said it took
 * @param found what was on disk afterwards
 * @param seconds from the start of the producers to the end of the close
 * @param cpuSeconds that the whole process used in that time
 * @param compiledSeconds of these, how long the JVM was still compiling, all its threads together
 * @param allocatedPerRecord bytes of heap that the producers' threads allocated for each record; negative if not known
 * @param latency of each write, as {@link Latencies} codes it; null if the run was not paced
 * @param peakMib the most memory that the process had at a time since its start, mapped files included; negative if not known
 * @param loadBefore the machine's load average before the run: how busy others kept it
 */
public record RunResult(
        @Nullable String problem,
        long records,
        long accepted,
        Found found,
        double seconds,
        double cpuSeconds,
        double compiledSeconds,
        double allocatedPerRecord,
        @Nullable String latency,
        double peakMib,
        double loadBefore) {
    private static final Found NOTHING = new Found(0, 0, 0);

    /** A run that came to no end. */
    public static RunResult failed(String problem) {
        return new RunResult(problem, 0, 0, NOTHING, 0, 0, 0, 0, null, -1, 0);
    }

    /** Whether it counts. */
    public boolean ok() {
        return problem == null;
    }

    /** Records a second. */
    public double rate() {
        return seconds > 0 ? records / seconds : 0;
    }

    /** Million bytes a second. */
    public double megabytes() {
        return seconds > 0 ? found.bytes() / seconds / 1e6 : 0;
    }
}
