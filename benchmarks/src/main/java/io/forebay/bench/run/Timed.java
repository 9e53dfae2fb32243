package io.forebay.bench.run;

/**
 * What a part of a run took, from the start of its producers to the end of the close.
 *
 * @param records that were written, all of them accepted
 * @param seconds of the clock
 * @param cpuSeconds that the process used
 * @param othersCpuSeconds that all else on the machine used: other processes, the system's own threads, other guests of the host; negative if not known
 * @param compiledSeconds how long the JVM was still compiling, all its threads together
 * @param allocatedPerRecord bytes of heap that the producers' threads allocated for each record; negative if not known
 * @param peakMib the most memory that the process had at a time since its start, mapped files included; negative if not known
 */
public record Timed(
        long records,
        double seconds,
        double cpuSeconds,
        double othersCpuSeconds,
        double compiledSeconds,
        double allocatedPerRecord,
        double peakMib) {
    double rate() {
        return records / seconds;
    }
}
