package io.forebay.bench;

import io.forebay.bench.compare.Cell;
import io.forebay.bench.compare.CellResult;
import io.forebay.bench.compare.Rounds;
import io.forebay.bench.compare.Suites;
import io.forebay.bench.contender.Contenders;
import io.forebay.bench.report.Machine;
import io.forebay.bench.report.ThroughputReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Throughput, side by side. */
@Command(
        name = "compare",
        description =
                "Measures how fast contenders bring records to disk, in interleaved rounds, each run in a JVM of its own.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class CompareCommand implements Callable<Integer> {
    private static final List<String> SET_BY_SUITE = List.of("--contenders", "--base", "--producers", "--record");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final RunOptions options = new RunOptions(2048);

    @Option(names = "--disk", description = "directory on a disk, for suites that need both")
    private Path disk = Path.of("/var/tmp");

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

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (suite == null) {
            try (RunDirectory place = RunDirectory.in(options.place())) {
                return run(Suites.matrix(
                        contenders,
                        base,
                        producers,
                        virtual,
                        records,
                        place.path().toString()));
            }
        }
        if (!suite.equals("goals")) {
            throw new IllegalArgumentException("there is no suite '" + suite + "'; the one there is, is goals");
        }
        for (String option : SET_BY_SUITE) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new IllegalArgumentException("a suite has its own " + option + "; leave one of the two out");
            }
        }
        try (RunDirectory memory = RunDirectory.in(options.place());
                RunDirectory onDisk = RunDirectory.onDisk(disk)) {
            return run(Suites.goals(memory.path().toString(), onDisk.path().toString(), virtual));
        }
    }

    private int run(List<Cell> cells) throws IOException, InterruptedException {
        Machine machine = Machine.here(options.jvm());
        Path out = options.out();
        Rounds runner = new Rounds(options.runner()::run, options.rounds(), options.effort());
        List<CellResult> results = new ArrayList<>();
        String tables = "";
        for (Cell cell : cells) {
            results.add(runner.run(cell));
            // After each cell, so that a run that is broken off leaves what it has.
            tables = ThroughputReport.write(out, machine, results);
        }
        System.out.print(tables);
        boolean allCount = results.stream()
                .flatMap(result -> result.rounds().stream())
                .flatMap(List::stream)
                .allMatch(run -> run.ok());
        return allCount ? 0 : 1;
    }
}
