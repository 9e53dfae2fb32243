package io.forebay.bench.report;

import com.google.gson.GsonBuilder;
import io.forebay.bench.compare.CellResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the results of a comparison: JSON with every run, a page of tables, and a plot for each cell. */
public final class ThroughputReport {
    private record Content(Machine machine, List<CellResult> results) {}

    private ThroughputReport() {}

    /** Writes all of it into a directory, which is made if it is missing, and returns the tables. */
    public static String write(Path directory, Machine machine, List<CellResult> results) throws IOException {
        Files.createDirectories(directory);
        String json = new GsonBuilder().setPrettyPrinting().create().toJson(new Content(machine, results));
        Files.writeString(directory.resolve("throughput.json"), json + "\n");
        String tables = ThroughputTables.of(machine, results);
        Files.writeString(directory.resolve("throughput.md"), tables);
        for (CellResult result : results) {
            ThroughputPlot.write(
                    result, directory.resolve("throughput-" + result.cell().name() + ".svg"));
        }
        return tables;
    }
}
