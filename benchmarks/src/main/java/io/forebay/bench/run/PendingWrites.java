package io.forebay.bench.run;

import java.io.IOException;

/** What earlier runs, and the warm-up, have left for the system to bring to its disks later: at the cost of whoever runs then. */
final class PendingWrites {
    private PendingWrites() {}

    /** Has all of it be on the disks, with the command {@code sync}. */
    static void settle() throws IOException, InterruptedException {
        int status = new ProcessBuilder("sync").inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException("sync ended with " + status);
        }
    }
}
