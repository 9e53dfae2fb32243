package io.forebay.bench.latency;

import io.forebay.bench.compare.Spread;
import io.forebay.bench.contender.Entrant;
import io.forebay.bench.run.Latencies;
import io.forebay.bench.run.RunResult;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * One contender under one load, in all rounds.
 *
 * @param entrant the contender
 * @param load what it was given
 * @param rates records a second that were offered, round by round; zero where no load could be set
 * @param runs what came of it, round by round
 */
public record LatencyResult(Entrant entrant, Load load, List<Double> rates, List<RunResult> runs) {
    /** Copies the lists. */
    public LatencyResult {
        rates = List.copyOf(rates);
        runs = List.copyOf(runs);
    }

    /** The first thing that went wrong. */
    public Optional<String> problem() {
        return runs.stream().filter(run -> !run.ok()).findFirst().map(run -> String.valueOf(run.problem()));
    }

    /** All rounds in one; of no use if there is a problem. */
    public Histogram merged() {
        Histogram merged = Latencies.empty();
        runs.forEach(run -> merged.add(histogram(run)));
        return merged;
    }

    /** The spread of a percentile's ratio to that of another contender, round by round; empty if either has a problem. */
    public Optional<Spread> ratio(LatencyResult base, double percentile) {
        if (problem().isPresent() || base.problem().isPresent()) {
            return Optional.empty();
        }
        double[] ratios = new double[runs.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = at(runs.get(i), percentile) / at(base.runs().get(i), percentile);
        }
        return Optional.of(Spread.of(ratios));
    }

    private static double at(RunResult run, double percentile) {
        return Math.max(1, histogram(run).getValueAtPercentile(percentile));
    }

    private static Histogram histogram(RunResult run) {
        return Latencies.decode(Objects.requireNonNull(run.latency(), "a paced run has its latencies"));
    }
}
