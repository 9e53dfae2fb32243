package io.forebay.bench;

import io.forebay.bench.contender.Entrant;
import io.forebay.bench.latency.LatencyResult;
import io.forebay.bench.latency.LatencyRounds;
import io.forebay.bench.latency.Load;
import io.forebay.bench.report.LatencyReport;
import io.forebay.bench.report.Machine;
import io.forebay.bench.run.RunSpec;
import java.io.IOException;
import java.nio.file.Path;
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
    private final RunOptions options = new RunOptions(8192);

    @Option(names = "--contenders", split = ",", description = "name@producers; each producer keeps a processor busy")
    private List<String> contenders = List.of(
            "forebay-nio-64k@1", "forebay-mmap@1", "log4j2-raf@1", "chronicle@1", "plain-port@1", "sync-buffer@1");

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

    @Override
    public Integer call() throws IOException, InterruptedException {
        Machine machine = Machine.here(options.jvm());
        Path out = options.out();
        try (RunDirectory directory = RunDirectory.in(options.place())) {
            Entrant other = Entrant.of(base);
            LatencyRounds rounds = new LatencyRounds(
                    options.runner()::run,
                    (entrant, rate) ->
                            new RunSpec(entrant, record, directory.path().toString(), options.effort(), rate),
                    contenders.stream().map(Entrant::of).toList(),
                    other,
                    allLoads());
            List<LatencyResult> results = List.of();
            String tables = "";
            for (int round = 0; round < options.rounds(); round++) {
                results = rounds.next();
                // After each round, so that a run that is broken off leaves what it has.
                tables = LatencyReport.write(out, machine, other, results);
            }
            System.out.print(tables);
            return results.stream().allMatch(result -> result.problem().isEmpty()) ? 0 : 1;
        }
    }

    private List<Load> allLoads() {
        return Stream.concat(
                        loads.stream().map(share -> new Load(share, false)),
                        sameLoads.stream().map(share -> new Load(share, true)))
                .toList();
    }
}
