package io.forebay.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.forebay.bench.compare.Spread;
import io.forebay.bench.contender.Entrant;
import io.forebay.bench.contender.Found;
import io.forebay.bench.report.LatencyReport;
import io.forebay.bench.report.Machine;
import io.forebay.bench.run.ChildJvm;
import io.forebay.bench.run.Effort;
import io.forebay.bench.run.Latencies;
import io.forebay.bench.run.RunResult;
import io.forebay.bench.run.RunSpec;
import io.forebay.bench.run.Timed;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencyRoundsTest {
    private static final Entrant NIO = Entrant.of("forebay-nio-64k@1");
    private static final Entrant MMAP = Entrant.of("forebay-mmap@1");
    private static final Entrant LOG4J = Entrant.of("log4j2-raf@1");
    private static final Load SAME = new Load(50, true);
    private static final Load OWN = new Load(50, false);
    private static final String BROKEN = "it did not end in time";

    /** What each takes in a second, and how long its writes take. A contender without an entry fails. */
    private final Map<Entrant, Long> saturation = new HashMap<>(Map.of(NIO, 3_000L, MMAP, 4_000L, LOG4J, 1_000L));

    private final Map<Entrant, Long> nanos = Map.of(NIO, 100L, MMAP, 150L, LOG4J, 1_000L);

    @TempDir
    private Path directory;

    @Test
    void eachIsOfferedItsShare() throws Exception {
        List<LatencyResult> results = rounds(LOG4J, NIO, LOG4J).next();
        assertThat(results)
                .extracting(LatencyResult::entrant, LatencyResult::load, LatencyResult::rates)
                .containsExactly(
                        row(NIO, SAME, 500), row(LOG4J, SAME, 500), row(NIO, OWN, 1_500), row(LOG4J, OWN, 500));
        assertThat(results).allMatch(result -> result.problem().isEmpty());
    }

    @Test
    void whereTheBaseFailsItIsNotTheOthersThatFailed() throws Exception {
        saturation.remove(LOG4J);
        List<LatencyResult> results = rounds(LOG4J, NIO, LOG4J).next();
        assertThat(results)
                .extracting(LatencyResult::problem)
                .containsExactly(
                        Optional.of("what log4j2-raf@1 can take is not known: " + BROKEN),
                        Optional.of("what log4j2-raf@1 can take is not known: " + BROKEN),
                        Optional.empty(),
                        Optional.of("what log4j2-raf@1 can take is not known: " + BROKEN));
    }

    @Test
    void goalsAreRatiosWithinARound() throws Exception {
        LatencyRounds rounds = rounds(LOG4J, NIO, MMAP, LOG4J);
        rounds.next();
        List<LatencyResult> results = rounds.next();
        assertThat(LatencyGoal.ALL)
                .extracting(goal -> goal.reached(results))
                .containsExactly(Optional.of(new Spread(0.1, 0.1, 0.1)), Optional.of(new Spread(1.5, 1.5, 1.5)));
        String tables = LatencyReport.write(directory, Machine.here(ChildJvm.own()), LOG4J, results);
        assertThat(tables)
                .contains("| ≤ 0.20 | 0.10 (0.10–0.10) | yes |")
                .contains("| ≤ 1.00 | 1.50 (1.50–1.50) | **no** |")
                .contains(
                        "| forebay-nio-64k@1 | 1,500 | 1,500 | 0.10 | 0.10 | 0.10 | 0.10 | 0.10 | 0.10 | 0.10 (0.10–0.10) |");
    }

    @Test
    void aGoalWhoseContenderFailedIsNotMet() throws Exception {
        saturation.remove(MMAP);
        List<LatencyResult> results = rounds(LOG4J, NIO, MMAP, LOG4J).next();
        assertThat(LatencyReport.write(directory, Machine.here(ChildJvm.own()), LOG4J, results))
                .contains("| ≤ 1.00 | FAILED | **no** |")
                .contains("| forebay-mmap@1 | FAILED: what forebay-mmap@1 can take is not known: " + BROKEN + " |");
    }

    @Test
    void aGoalThatNobodyTriedIsNotShown() throws Exception {
        List<LatencyResult> results = rounds(NIO, NIO).next();
        assertThat(LatencyReport.write(directory, Machine.here(ChildJvm.own()), NIO, results))
                .doesNotContain("goal");
    }

    @Test
    void virtualThreadsCanNotKeepAPace() {
        assertThatThrownBy(() -> rounds(LOG4J, Entrant.of("forebay-nio-64k@10v"), LOG4J))
                .hasMessageContaining("forebay-nio-64k@10v has virtual threads");
    }

    @Test
    void theBaseMustRunToo() {
        assertThatThrownBy(() -> rounds(LOG4J, NIO)).hasMessageContaining("must be one of the contenders");
    }

    private LatencyRounds rounds(Entrant base, Entrant... entrants) {
        return new LatencyRounds(
                this::run,
                (entrant, rate) -> new RunSpec(entrant, 200, "nowhere", new Effort(0, 1, 1), rate),
                List.of(entrants),
                base,
                List.of(SAME, OWN));
    }

    private RunResult run(RunSpec spec) {
        Long rate = saturation.get(spec.entrant());
        if (rate == null) {
            return RunResult.failed(BROKEN);
        }
        long records = spec.rate() > 0 ? (long) spec.rate() : rate;
        Histogram histogram = Latencies.empty();
        histogram.recordValueWithCount(nanos.get(spec.entrant()), records);
        return new RunResult(
                null,
                new Timed(records, 1, 1, -1, 0, 0, -1),
                new Found(records, records, 1),
                Latencies.encode(histogram));
    }

    private static Tuple row(Entrant entrant, Load load, double rate) {
        return tuple(entrant, load, List.of(rate));
    }
}
