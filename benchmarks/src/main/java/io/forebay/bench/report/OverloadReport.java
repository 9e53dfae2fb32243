package io.forebay.bench.report;

import com.google.gson.GsonBuilder;
import io.forebay.bench.compare.Spread;
import io.forebay.bench.overload.OverloadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Writes what overloads came to: JSON with every run, and a table of the medians over the rounds. */
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
                "\n| timeout | records/s offered | dropped | least of a fair share | most | p99.9 beyond the timeout (ms)"
                        + " | most beyond it (ms) | CPU of all callers | books exact |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        Map<Long, List<OverloadResult>> byTimeout = results.stream()
                .collect(Collectors.groupingBy(
                        OverloadResult::timeoutMillis, LinkedHashMap::new, Collectors.toUnmodifiableList()));
        byTimeout.forEach((timeout, rounds) -> table.append(row(timeout, rounds)));
        Files.writeString(directory.resolve("overload.md"), table);
        return table.toString();
    }

    private static String row(long timeout, List<OverloadResult> rounds) {
        return "| " + timeout + " ms | " + spread(rounds, OverloadResult::offered) + " | "
                + spread(rounds, result -> 100 * result.dropped()) + " % | "
                + spread(rounds, OverloadResult::leastShare) + " | "
                + spread(rounds, OverloadResult::mostShare) + " | "
                + spread(rounds, OverloadResult::lateMillis) + " | "
                + spread(rounds, OverloadResult::latestMillis) + " | "
                + spread(rounds, result -> 100 * result.cpu()) + " % | "
                + (rounds.stream().allMatch(OverloadResult::exact) ? "yes" : "NO") + " |\n";
    }

    private static String spread(List<OverloadResult> rounds, ToDoubleFunction<OverloadResult> figure) {
        return Numbers.spread(Spread.of(rounds.stream().mapToDouble(figure).toArray()));
    }
}
