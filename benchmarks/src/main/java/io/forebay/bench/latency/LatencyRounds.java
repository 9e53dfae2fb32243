package io.forebay.bench.latency;

import static java.util.Objects.requireNonNull;

import io.forebay.bench.compare.Rounds;
import io.forebay.bench.contender.Entrant;
import io.forebay.bench.run.RunResult;
import io.forebay.bench.run.RunSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** In each round, first finds out what each contender can take, then runs all of them under each load in turn. */
public final class LatencyRounds {
    private record Key(Entrant entrant, Load load) {}

    private record Collected(List<Double> rates, List<RunResult> runs) {}

    private final Rounds.Runner runner;
    private final BiFunction<Entrant, Double, RunSpec> specs;
    private final List<Entrant> entrants;
    private final Entrant base;
    private final List<Load> loads;
    private final Map<Key, Collected> all = new LinkedHashMap<>();
    private int rounds;

    /**
     * Runs nothing yet.
     *
     * @param runner does one run
     * @param specs what a contender's run at a rate does; zero is as fast as it can
     * @param entrants who runs, with threads of the platform: each keeps a processor busy while it waits for its turn
     * @param base whose saturation sets the load that is the same for all; one of the entrants
     * @param loads what they are given
     */
    public LatencyRounds(
            Rounds.Runner runner,
            BiFunction<Entrant, Double, RunSpec> specs,
            List<Entrant> entrants,
            Entrant base,
            List<Load> loads) {
        if (!entrants.contains(base)) {
            throw new IllegalArgumentException("the base, " + base + ", must be one of the contenders " + entrants);
        }
        entrants.stream().filter(Entrant::virtual).findFirst().ifPresent(entrant -> {
            throw new IllegalArgumentException(
                    entrant + " has virtual threads, which can not keep a pace; leave out the v");
        });
        this.runner = runner;
        this.specs = specs;
        this.entrants = List.copyOf(entrants);
        this.base = base;
        this.loads = List.copyOf(loads);
    }

    /** Runs one more round, and returns the results of all so far. */
    public List<LatencyResult> next() throws IOException, InterruptedException {
        rounds++;
        Map<Entrant, RunResult> saturation = saturate();
        for (Load load : loads) {
            for (Entrant entrant : entrants) {
                Entrant measured = load.same() ? base : entrant;
                run(entrant, load, measured, requireNonNull(saturation.get(measured)));
            }
        }
        return results();
    }

    private Map<Entrant, RunResult> saturate() throws IOException, InterruptedException {
        Map<Entrant, RunResult> saturation = new LinkedHashMap<>();
        for (Entrant entrant : entrants) {
            RunResult result = runner.run(specs.apply(entrant, 0.0));
            saturation.put(entrant, result);
            tell(entrant, "saturation", result.rate(), result);
        }
        return saturation;
    }

    private void run(Entrant entrant, Load load, Entrant measured, RunResult saturation)
            throws IOException, InterruptedException {
        double rate = saturation.ok() ? saturation.rate() * load.share() / 100 : 0;
        RunResult result = saturation.ok()
                ? runner.run(specs.apply(entrant, rate))
                : RunResult.failed("what " + measured + " can take is not known: " + saturation.problem());
        Collected collected =
                all.computeIfAbsent(new Key(entrant, load), key -> new Collected(new ArrayList<>(), new ArrayList<>()));
        collected.rates().add(rate);
        collected.runs().add(result);
        tell(entrant, load.toString(), rate, result);
    }

    private List<LatencyResult> results() {
        return all.entrySet().stream()
                .map(entry -> new LatencyResult(
                        entry.getKey().entrant(),
                        entry.getKey().load(),
                        entry.getValue().rates(),
                        entry.getValue().runs()))
                .toList();
    }

    private void tell(Entrant entrant, String what, double rate, RunResult result) {
        System.err.printf(
                "latency, round %d: %-24s %-32s %s%n",
                rounds,
                entrant,
                what,
                result.ok() ? String.format("%10.0f records/s", rate) : "FAILED: " + result.problem());
    }
}
