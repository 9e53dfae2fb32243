package io.forebay.bench.run;

import com.google.common.base.Splitter;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** CPU time: that of this process, and that of all else, as Linux counts it. */
final class Cpu {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final Path STAT = Path.of("/proc/stat");

    /** Of Linux's user interface, whatever the kernel was built with. */
    private static final double TICKS_PER_SECOND = 100;

    /** The columns of the line "cpu": user, nice, system, idle, iowait, irq, softirq, steal. */
    private static final int[] BUSY = {1, 2, 3, 6, 7, 8};

    private Cpu() {}

    /** What this process has used since its start, in seconds. */
    static double own() {
        return SYSTEM.getProcessCpuTime() / 1e9;
    }

    /** What the machine has used since it started, with what its host gave to others, in seconds, in a container the whole host's; negative where the system does not tell. */
    static double all() throws IOException {
        if (!Files.isReadable(STAT)) {
            return -1;
        }
        List<String> columns =
                Splitter.onPattern(" +").splitToList(Files.readAllLines(STAT).get(0));
        double ticks = 0;
        for (int column : BUSY) {
            ticks += Double.parseDouble(columns.get(column));
        }
        // Some sandboxes tell of nothing but zeros.
        return ticks > 0 ? ticks / TICKS_PER_SECOND : -1;
    }
}
