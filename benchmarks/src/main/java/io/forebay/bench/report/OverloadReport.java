package io.forebay.bench.report;

import com.google.gson.GsonBuilder;
import io.forebay.bench.overload.OverloadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes what overloads came to: JSON, and a table. */
public final class OverloadReport {
    private record Content(Machine machine, List<OverloadResult> results) {}

    private OverloadReport() {}

    /** Writes both into a directory, which is made if it is missing, and returns the table. */
    public static String write(Path directory, Machine machine, List<OverloadResult> results) throws IOException {
        Files.createDirectories(directory);
        String json = new GsonBuilder().setPrettyPrinting().create().toJson(new Content(machine, results));
        Files.writeString(directory.resolve("overload.json"), json + "\n");
        StringBuilder table = new StringBuilder(machine.heading());
        table.append(
                "\n| timeout | records/s offered | dropped | least and most of a fair share | p99.9 beyond the timeout (ms)"
                        + " | most beyond it (ms) | CPU of all callers | books exact |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (OverloadResult result : results) {
            table.append("| " + result.timeoutMillis() + " ms | " + Numbers.number(result.offered()) + " | "
                    + Numbers.number(100 * result.dropped()) + " % | " + Numbers.number(result.leastShare()) + "–"
                    + Numbers.number(result.mostShare()) + " | " + Numbers.number(result.lateMillis()) + " | "
                    + Numbers.number(result.latestMillis()) + " | " + Numbers.number(100 * result.cpu()) + " % | "
                    + (result.exact() ? "yes" : "NO") + " |\n");
        }
        Files.writeString(directory.resolve("overload.md"), table);
        return table.toString();
    }
}
