package io.forebay.bench.compare;

import io.forebay.bench.contender.Entrant;
import io.forebay.bench.run.Effort;
import io.forebay.bench.run.RunResult;
import io.forebay.bench.run.RunSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs the entrants of a cell in turn, A B C A B C, so that slow changes of the machine meet all alike.
 *
 * @param runner does one run
 * @param count how many rounds
 * @param effort of each run
 */
public record Rounds(Runner runner, int count, Effort effort) {
    /** Does one run, in a JVM of its own where it matters. */
    @FunctionalInterface
    public interface Runner {
        /** Does it, and says what came of it. */
        RunResult run(RunSpec spec) throws IOException, InterruptedException;
    }

    /** Runs all rounds of a cell, telling each run on standard error. */
    public CellResult run(Cell cell) throws IOException, InterruptedException {
        List<List<RunResult>> rounds = new ArrayList<>();
        for (int round = 1; round <= count; round++) {
            List<RunResult> results = new ArrayList<>();
            for (Entrant entrant : cell.entrants()) {
                RunResult result = runner.run(new RunSpec(entrant, cell.recordBytes(), cell.place(), effort, 0));
                tell(cell, round, entrant, result);
                results.add(result);
            }
            rounds.add(results);
        }
        return new CellResult(cell, rounds);
    }

    private void tell(Cell cell, int round, Entrant entrant, RunResult result) {
        String outcome = result.ok()
                ? String.format(
                        Locale.ROOT,
                        "%8.3f M records/s %8.1f MB/s %6.2f s %6.2f CPU s",
                        result.rate() / 1e6,
                        result.megabytes(),
                        result.timed().seconds(),
                        result.timed().cpuSeconds())
                : "FAILED: " + result.problem();
        System.err.printf("%s, round %d of %d: %-24s %s%n", cell.name(), round, count, entrant, outcome);
    }
}
