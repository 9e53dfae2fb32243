package io.forebay.bench.latency;

import static java.util.Objects.requireNonNull;

import io.forebay.bench.compare.Entrant;
import io.forebay.bench.compare.Rounds;
import io.forebay.bench.run.RunResult;
import io.forebay.bench.run.RunSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * In each round, first finds out what each contender can take, then runs all of them under each load in turn.
 *
 * @param runner does one run
 * @param model all of a run but the contender and the pace
 * @param entrants who runs
 * @param base whose saturation sets the load that is the same for all; one of the entrants
 * @param loads what they are given
 */
public record LatencyRounds(
        Rounds.Runner runner, RunSpec model, List<Entrant> entrants, Entrant base, List<Load> loads) {

    private record Key(Entrant entrant, Load load) {}

    private record Collected(List<Double> rates, List<RunResult> runs) {}

    /** Copies the lists. */
    public LatencyRounds {
        entrants = List.copyOf(entrants);
        loads = List.copyOf(loads);
        if (!entrants.contains(base)) {
            throw new IllegalArgumentException("the base, " + base + ", must be one of the contenders " + entrants);
        }
    }

    /** Runs so many rounds. */
    public List<LatencyResult> run(int rounds) throws IOException, InterruptedException {
        Map<Key, Collected> all = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            Map<Entrant, RunResult> saturation = saturate(round);
            for (Load load : loads) {
                for (Entrant entrant : entrants) {
                    RunResult measure = requireNonNull(saturation.get(load.same() ? base : entrant));
                    Collected collected = all.computeIfAbsent(
                            new Key(entrant, load), key -> new Collected(new ArrayList<>(), new ArrayList<>()));
                    double rate = measure.rate() * load.share() / 100;
                    RunResult result = measure.ok() ? runner.run(spec(entrant, rate)) : measure;
                    collected.rates().add(rate);
                    collected.runs().add(result);
                    tell(round, entrant, load.toString(), rate, result);
                }
            }
        }
        return all.entrySet().stream()
                .map(entry -> new LatencyResult(
                        entry.getKey().entrant(),
                        entry.getKey().load(),
                        entry.getValue().rates(),
                        entry.getValue().runs()))
                .toList();
    }

    private Map<Entrant, RunResult> saturate(int round) throws IOException, InterruptedException {
        Map<Entrant, RunResult> saturation = new LinkedHashMap<>();
        for (Entrant entrant : entrants) {
            RunResult result = runner.run(spec(entrant, 0));
            saturation.put(entrant, result);
            tell(round, entrant, "saturation", result.rate(), result);
        }
        return saturation;
    }

    private RunSpec spec(Entrant entrant, double rate) {
        return new RunSpec(
                entrant.contender(),
                entrant.producers(),
                entrant.virtual(),
                model.recordBytes(),
                model.directory(),
                model.warmUpSeconds(),
                model.seconds(),
                rate,
                model.maxBytes());
    }

    private static void tell(int round, Entrant entrant, String what, double rate, RunResult result) {
        System.err.printf(
                "latency, round %d: %-24s %-32s %10.0f records/s %s%n",
                round, entrant, what, rate, result.ok() ? "" : "FAILED: " + result.problem());
    }
}
