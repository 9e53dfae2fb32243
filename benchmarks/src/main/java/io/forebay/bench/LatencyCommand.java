package io.forebay.bench;

import io.forebay.bench.compare.Entrant;
import io.forebay.bench.latency.LatencyResult;
import io.forebay.bench.latency.LatencyRounds;
import io.forebay.bench.latency.Load;
import io.forebay.bench.report.LatencyReport;
import io.forebay.bench.report.Machine;
import io.forebay.bench.run.ChildJvm;
import io.forebay.bench.run.RunSpec;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Latency at set loads. */
@Command(
        name = "latency",
        description = "Measures how long a write takes at set loads, from the moment in which it was due.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class LatencyCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private PlaceOptions places;

    @Option(names = "--contenders", split = ",", description = "name@producers; each producer keeps a processor busy")
    private List<String> contenders =
            List.of("forebay-nio-64k@1", "log4j2-raf@1", "chronicle@1", "plain-port@1", "sync-buffer@1");

    @Option(names = "--base", description = "whose saturation sets the load that is the same for all")
    private String base = "log4j2-raf@1";

    @Option(
            names = "--load",
            converter = Positive.Count.class,
            split = ",",
            description = "percent of each contender's own saturation")
    private List<Integer> loads = List.of(10, 50, 80);

    @Option(
            names = "--same-load",
            converter = Positive.Count.class,
            split = ",",
            description = "percent of the base's saturation")
    private List<Integer> sameLoads = List.of(50);

    @Option(names = "--record", converter = Positive.Count.class, description = "bytes of a record")
    private int record = 200;

    @Option(names = "--rounds", converter = Positive.Count.class, description = "how often each contender runs")
    private int rounds = 7;

    @Option(names = "--warm-up", converter = Positive.Quantity.class, description = "seconds before the clock counts")
    private double warmUp = 2;

    @Option(names = "--seconds", converter = Positive.Quantity.class, description = "how long a timed run takes")
    private double seconds = 3;

    @Option(names = "--max-mib", converter = Positive.Count.class, description = "the most that a run writes, in MiB")
    private int maxMib = 2048;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (RunDirectory directory = RunDirectory.in(places.place())) {
            Entrant other = Entrant.of(base);
            RunSpec model = new RunSpec(
                    other.contender(),
                    1,
                    false,
                    record,
                    directory.path().toString(),
                    warmUp,
                    seconds,
                    0,
                    (long) maxMib << 20);
            List<Entrant> entrants = contenders.stream().map(Entrant::of).toList();
            List<Load> all = Stream.concat(
                            loads.stream().map(share -> new Load(share, false)),
                            sameLoads.stream().map(share -> new Load(share, true)))
                    .toList();
            List<LatencyResult> results =
                    new LatencyRounds(new ChildJvm(places.jvm())::run, model, entrants, other, all).run(rounds);
            System.out.print(LatencyReport.write(places.out(), Machine.here(places.jvm()), other, results));
            return results.stream().allMatch(result -> result.problem().isEmpty()) ? 0 : 1;
        }
    }
}
