package io.forebay.bench.report;

import io.forebay.bench.compare.Cell;
import io.forebay.bench.compare.CellResult;
import io.forebay.bench.compare.Goal;
import io.forebay.bench.compare.Spread;
import io.forebay.bench.contender.Entrant;
import io.forebay.bench.run.RunResult;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The results as Markdown. */
final class ThroughputTables {
    private final StringBuilder text = new StringBuilder();

    /** The whole page: the goals first, if there are any. */
    static String of(Machine machine, List<CellResult> results) {
        ThroughputTables tables = new ThroughputTables();
        tables.text.append(machine.heading());
        tables.line(
                "Each number is the median over the rounds, with the least and the most in brackets. A ratio is taken within a round.");
        tables.goals(results);
        results.forEach(tables::cell);
        return tables.text.toString();
    }

    private void goals(List<CellResult> results) {
        if (results.stream().allMatch(result -> result.cell().goals().isEmpty())) {
            return;
        }
        line("%n| goal | wanted | reached | met |%n| --- | --- | --- | --- |");
        for (CellResult result : results) {
            for (Goal goal : result.cell().goals()) {
                Optional<Spread> reached = result.reached(goal);
                line(
                        "| %s | ≥ %s | %s | %s |",
                        goal.what(),
                        Numbers.number(goal.atLeast()),
                        reached.map(Numbers::spread).orElse("FAILED"),
                        reached.filter(ratio -> ratio.median() >= goal.atLeast())
                                        .isPresent()
                                ? "yes"
                                : "**no**");
            }
        }
    }

    private void cell(CellResult result) {
        Cell cell = result.cell();
        line(
                "%n### %s: records of %d B, %d rounds%n",
                cell.name(), cell.recordBytes(), result.rounds().size());
        line(
                "| contender | M records/s | MB/s | ratio to %s | CPU s/GB | producers' heap B/record | MiB at most |",
                cell.base());
        line("| --- | --- | --- | --- | --- | --- | --- |");
        for (Entrant entrant : cell.entrants()) {
            Optional<String> problem = result.problem(entrant);
            if (problem.isPresent()) {
                line("| %s | FAILED: %s | | | | | |", entrant, Numbers.cell(problem.get()));
            } else {
                line(
                        "| %s | %s | %s | %s | %s | %s | %s |",
                        entrant,
                        figure(result, entrant, run -> run.rate() / 1e6),
                        figure(result, entrant, RunResult::megabytes),
                        result.ratio(entrant, cell.base()).map(Numbers::spread).orElse("–"),
                        median(result, entrant, RunResult::cpuSecondsPerGigabyte),
                        median(result, entrant, run -> run.timed().allocatedPerRecord()),
                        median(result, entrant, run -> run.timed().peakMib()));
            }
        }
    }

    private static String figure(CellResult result, Entrant entrant, ToDoubleFunction<RunResult> figure) {
        return result.spread(entrant, figure).map(Numbers::spread).orElse("–");
    }

    private static String median(CellResult result, Entrant entrant, ToDoubleFunction<RunResult> figure) {
        return result.spread(entrant, figure)
                .map(Spread::median)
                .filter(median -> median >= 0)
                .map(Numbers::number)
                .orElse("–");
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
