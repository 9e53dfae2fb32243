package io.forebay.bench.report;

import com.google.gson.GsonBuilder;
import io.forebay.bench.compare.Spread;
import io.forebay.bench.contender.Entrant;
import io.forebay.bench.latency.LatencyGoal;
import io.forebay.bench.latency.LatencyResult;
import io.forebay.bench.latency.Load;
import io.forebay.bench.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;

/** Writes what latencies were measured: JSON with every run, a page of tables, and a plot of percentiles for each load. */
public final class LatencyReport {
    private record Content(Machine machine, List<LatencyResult> results) {}

    private LatencyReport() {}

    /** Writes all of it into a directory, which is made if it is missing, and returns the tables. */
    public static String write(Path directory, Machine machine, Entrant base, List<LatencyResult> results)
            throws IOException {
        Files.createDirectories(directory);
        String json = new GsonBuilder().setPrettyPrinting().create().toJson(new Content(machine, results));
        Files.writeString(directory.resolve("latency.json"), json + "\n");
        StringBuilder tables = new StringBuilder(machine.heading()).append(goals(results));
        List<Load> loads = results.stream().map(LatencyResult::load).distinct().collect(Collectors.toList());
        for (Load load : loads) {
            List<LatencyResult> some = results.stream()
                    .filter(result -> result.load().equals(load))
                    .toList();
            tables.append(table(load, base, some));
            Path plot = directory.resolve("latency-" + load.share() + (load.same() ? "-same" : "-own") + ".svg");
            PercentilePlot.write("Latency of write at " + load, some, plot);
        }
        Files.writeString(directory.resolve("latency.md"), tables);
        return tables.toString();
    }

    private static String goals(List<LatencyResult> results) {
        List<LatencyGoal> tried =
                LatencyGoal.ALL.stream().filter(goal -> goal.wasTried(results)).toList();
        if (tried.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("\n| goal | wanted | reached | met |\n| --- | --- | --- | --- |\n");
        for (LatencyGoal goal : tried) {
            Optional<Spread> reached = goal.reached(results);
            boolean met = reached.isPresent() && reached.get().median() <= goal.atMost();
            text.append("| " + goal.what() + " | ≤ " + Numbers.number(goal.atMost()) + " | "
                    + reached.map(Numbers::spread).orElse("FAILED") + " | " + (met ? "yes" : "**no**") + " |\n");
        }
        return text.toString();
    }

    private static String table(Load load, Entrant base, List<LatencyResult> results) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%n### Load: %s (µs)%n%n"
                        + "| contender | records/s offered | taken | p50 | p90 | p99 | p99.9 | p99.99 | max | p99.9 to %s |%n%s%n",
                load,
                base,
                "| --- ".repeat(10) + "|"));
        LatencyResult other = results.stream()
                .filter(result -> result.entrant().equals(base))
                .findFirst()
                .orElseThrow();
        for (LatencyResult result : results) {
            text.append(result.problem()
                    .map(problem ->
                            "| " + result.entrant() + " | FAILED: " + Numbers.cell(problem) + " |" + " |".repeat(8))
                    .orElseGet(() -> row(result, other)));
            text.append('\n');
        }
        return text.toString();
    }

    private static String row(LatencyResult result, LatencyResult base) {
        Histogram histogram = result.merged();
        StringBuilder row = new StringBuilder("| " + result.entrant() + " | "
                + median(result.rates().stream().mapToDouble(Double::doubleValue)) + " | "
                + median(result.runs().stream().mapToDouble(RunResult::rate)));
        for (double percentile : new double[] {50, 90, 99, LatencyGoal.TAIL, 99.99, 100}) {
            row.append(" | ").append(Numbers.number(histogram.getValueAtPercentile(percentile) / 1e3));
        }
        String ratio = result.ratio(base, LatencyGoal.TAIL).map(Numbers::spread).orElse("–");
        return row + " | " + ratio + " |";
    }

    private static String median(DoubleStream values) {
        return Numbers.number(Spread.of(values.toArray()).median());
    }
}
