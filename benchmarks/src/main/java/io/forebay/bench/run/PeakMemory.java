package io.forebay.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much memory this process has had at most, as Linux counts it. */
final class PeakMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK = "VmHWM:";

    private PeakMemory() {}

    /** Since its start, with what it has mapped of files; negative where the system does not tell. */
    static double mib() throws IOException {
        List<String> lines = Files.isReadable(STATUS) ? Files.readAllLines(STATUS) : List.of();
        return lines.stream()
                .filter(line -> line.startsWith(PEAK))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }
}
