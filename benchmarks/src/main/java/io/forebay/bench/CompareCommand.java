package io.forebay.bench;

import io.forebay.bench.compare.Cell;
import io.forebay.bench.compare.CellResult;
import io.forebay.bench.compare.Rounds;
import io.forebay.bench.compare.Suites;
import io.forebay.bench.contender.Contenders;
import io.forebay.bench.report.Machine;
import io.forebay.bench.report.ThroughputReport;
import io.forebay.bench.run.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Throughput, side by side. */
@Command(
        name = "compare",
        description =
                "Measures how fast contenders bring records to disk, in interleaved rounds, each run in a JVM of its own.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class CompareCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private PlaceOptions places;

    @Option(names = "--suite", description = "a named set of comparisons instead of the options below: goals")
    private @Nullable String suite;

    @Option(
            names = "--contenders",
            split = ",",
            description = "names, or name@producers (name@1000v for virtual threads); default: all")
    private List<String> contenders = new ArrayList<>(Contenders.names());

    @Option(names = "--base", description = "what the ratios are to")
    private String base = "raw-64k";

    @Option(
            names = "--producers",
            converter = Positive.Count.class,
            split = ",",
            description = "threads that write at once, as a list")
    private List<Integer> producers = List.of(1, 2, 4);

    @Option(names = "--virtual", description = "the producers are virtual threads")
    private boolean virtual;

    @Option(
            names = "--record",
            converter = Positive.Count.class,
            split = ",",
            description = "bytes of a record, as a list")
    private List<Integer> records = List.of(200);

    @Option(names = "--rounds", converter = Positive.Count.class, description = "how often each contender runs")
    private int rounds = 7;

    @Option(names = "--warm-up", converter = Positive.Quantity.class, description = "seconds before the clock counts")
    private double warmUp = 2;

    @Option(names = "--seconds", converter = Positive.Quantity.class, description = "about how long a timed run takes")
    private double seconds = 2;

    @Option(names = "--max-mib", converter = Positive.Count.class, description = "the most that a run writes, in MiB")
    private int maxMib = 2048;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (RunDirectory memory = RunDirectory.in(places.place());
                RunDirectory disk = RunDirectory.in(places.disk())) {
            Rounds runner = new Rounds(new ChildJvm(places.jvm())::run, rounds, warmUp, seconds, (long) maxMib << 20);
            List<CellResult> results = new ArrayList<>();
            String tables = "";
            for (Cell cell : cells(memory.path(), disk.path())) {
                results.add(runner.run(cell));
                // After each cell, so that a run that is broken off leaves what it has.
                tables = ThroughputReport.write(places.out(), Machine.here(places.jvm()), results);
            }
            System.out.print(tables);
            boolean allCount = results.stream()
                    .flatMap(result -> result.rounds().stream())
                    .flatMap(List::stream)
                    .allMatch(run -> run.ok());
            return allCount ? 0 : 1;
        }
    }

    private List<Cell> cells(Path memory, Path disk) {
        if (suite == null) {
            return Suites.matrix(contenders, base, producers, virtual, records, memory.toString());
        }
        if (!suite.equals("goals")) {
            throw new IllegalArgumentException("there is no suite '" + suite + "'; the one there is, is goals");
        }
        return Suites.goals(memory.toString(), disk.toString(), virtual);
    }
}
