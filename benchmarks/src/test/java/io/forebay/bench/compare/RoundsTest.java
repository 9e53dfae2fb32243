package io.forebay.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.bench.contender.Entrant;
import io.forebay.bench.contender.Found;
import io.forebay.bench.report.Machine;
import io.forebay.bench.report.ThroughputReport;
import io.forebay.bench.run.ChildJvm;
import io.forebay.bench.run.Effort;
import io.forebay.bench.run.RunResult;
import io.forebay.bench.run.RunSpec;
import io.forebay.bench.run.Timed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundsTest {
    private static final Entrant FAST = Entrant.of("forebay-nio-64k@2");
    private static final Entrant BASE = Entrant.of("raw-64k@2");
    private static final Goal GOAL = new Goal("half of it", List.of(FAST), BASE, 0.5);

    private static final Effort EFFORT = new Effort(0, 1, 1_000_000);

    private final List<String> order = new ArrayList<>();
    private final Deque<RunResult> results = new ArrayDeque<>();

    @TempDir
    private Path directory;

    @Test
    void contendersRunInTurn() throws Exception {
        run(3, seconds(1), seconds(1), seconds(1), seconds(1), seconds(1), seconds(1));
        assertThat(order)
                .containsExactly(
                        "forebay-nio-64k", "raw-64k", "forebay-nio-64k", "raw-64k", "forebay-nio-64k", "raw-64k");
    }

    @Test
    void aRatioIsTakenWithinItsRound() throws Exception {
        // The machine is ten times slower in the second round; the ratio knows nothing of it.
        CellResult result = run(3, seconds(2), seconds(1), seconds(20), seconds(10), seconds(1), seconds(1));
        assertThat(result.ratio(FAST, BASE)).contains(new Spread(0.5, 0.5, 1));
        assertThat(result.reached(GOAL)).contains(new Spread(0.5, 0.5, 1));
    }

    @Test
    void oneFailedRunSpoilsTheContender() throws Exception {
        CellResult result = run(2, seconds(0.001), seconds(1), lossy(), seconds(1));
        assertThat(result.problem(FAST)).contains("2 bytes were lost");
        assertThat(result.ratio(FAST, BASE)).isEmpty();
        assertThat(result.spread(FAST, RunResult::megabytes)).isEmpty();
        assertThat(result.reached(GOAL)).isEmpty();
    }

    @Test
    void aGoalIsNotMetByTheOthersWhereOneOfItsSubjectsFailed() throws Exception {
        Entrant other = Entrant.of("forebay-nio-256k@2");
        Goal best = new Goal("the better one", List.of(FAST, other), BASE, 0.5);
        results.addAll(List.of(seconds(1), lossy(), seconds(1), seconds(1), seconds(1), seconds(1)));
        Cell cell = new Cell("cell", directory.toString(), 1000, List.of(FAST, other), BASE, List.of(best));
        CellResult result = new Rounds(this::next, 2, EFFORT).run(cell);
        assertThat(result.problem(other)).isPresent();
        assertThat(result.reached(best)).isEmpty();
    }

    @Test
    void theReportShowsALossAndNoNumberForIt() throws Exception {
        CellResult result = run(2, seconds(0.001), seconds(1), lossy(), seconds(1));
        String tables = ThroughputReport.write(directory, Machine.here(ChildJvm.own()), List.of(result));
        assertThat(tables)
                .contains("| forebay-nio-64k@2 | FAILED: 2 bytes were lost |")
                .contains("| half of it | ≥ 0.50 | FAILED | **no** |")
                .contains("| raw-64k@2 | 0.00 (0.00–0.00) | 1.00 (1.00–1.00) | 1.00 (1.00–1.00) |");
        assertThat(Files.readString(directory.resolve("throughput.json"))).contains("2 bytes were lost");
        assertThat(directory.resolve("throughput-cell.svg")).isNotEmptyFile();
    }

    private CellResult run(int rounds, RunResult... inOrder) throws IOException, InterruptedException {
        results.addAll(List.of(inOrder));
        Cell cell = new Cell("cell", directory.toString(), 1000, List.of(FAST), BASE, List.of(GOAL));
        return new Rounds(this::next, rounds, EFFORT).run(cell);
    }

    private RunResult next(RunSpec spec) {
        order.add(spec.entrant().contender());
        return results.remove();
    }

    private static RunResult seconds(double seconds) {
        return new RunResult(
                null, new Timed(1000, seconds, seconds, -1, 0, 0, -1), new Found(1000, 1_000_000, 1), null);
    }

    private static RunResult lossy() {
        return new RunResult(
                "2 bytes were lost", new Timed(1000, 0.001, 0.001, -1, 0, 0, -1), new Found(998, 999_998, 1), null);
    }
}
