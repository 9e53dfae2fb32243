package io.forebay.cli;

import static java.util.Objects.requireNonNull;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.RecordSink;
import io.forebay.api.TargetOpener;
import io.forebay.engine.Forebay;
import io.forebay.mmap.MmapTarget;
import io.forebay.nio.NioTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forebay demo}: makes hits, collects them, and checks the files against them. Confined to the main thread. */
@Command(
        name = "demo",
        description = {
            "Makes records, writes them to complete files, and checks the files.",
            "The records are edge hits (session id, timestamp, URL) from several threads.",
            "Every file is checked against what was offered.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        footer = {
            "",
            "Exit code:",
            "  0  all accepted hits were published, and the check found each exactly once",
            "  1  some were not, the check failed, or a signal came before it",
            "  2  wrong usage or configuration; nothing was done"
        })
final class DemoCommand implements Callable<Integer> {
    private static final int MOST_RECORDS = 1_000_000_000;
    private static final int MOST_PRODUCERS = 256;
    private static final int FILES_SHOWN = 5;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where files are published; must exist. Default: a new temporary directory, which is named.")
    private @Nullable Path dir;

    @Option(names = "--records", paramLabel = "N", description = "Hits to make. Default: ${DEFAULT-VALUE}.")
    private int records = 500_000;

    @Option(names = "--producers", paramLabel = "N", description = "Threads that make them. Default: ${DEFAULT-VALUE}.")
    private int producers = 4;

    @Option(
            names = "--storage",
            paramLabel = "nio|mmap",
            converter = Storage.Converter.class,
            description = "nio: through file channels. mmap: into mapped files. Default: nio.")
    private Storage storage = Storage.NIO;

    private DemoCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        checkRange("--records", records, MOST_RECORDS);
        checkRange("--producers", producers, MOST_PRODUCERS);
        Path directory = dir == null ? temporaryDirectory() : dir;
        // So that the check can tell this run's files from those that are there already.
        String prefix = "demo-" + HexFormat.of().toHexDigits(new SecureRandom().nextInt()) + "_";
        RecordSink sink = open(directory, prefix);
        Stdout.line(Text.count(records) + " hits from " + producers + " threads to " + directory);
        Runnable eraseStatus = StatusLine.follow(sink);
        Gate gate = new Gate();
        long start = System.nanoTime();
        GracefulStop stop = new GracefulStop(
                sink,
                gate,
                (report, signalled) -> {
                    double seconds = (System.nanoTime() - start) / 1e9;
                    eraseStatus.run();
                    tell(report, directory, seconds, signalled);
                    // Only the check makes it 0, and a signal may come before that.
                    return RunResult.NOT_ALL_PUBLISHED;
                },
                GracefulStop.DEADLINE,
                Runtime.getRuntime()::halt);
        stop.arm();
        HitCheck check;
        try {
            check = new HitCheck(new HitProducers(sink, gate).run(producers, records));
        } catch (ExecutionException e) {
            stop.fail();
            throw e;
        }
        stop.onEndOfWork();
        stop.disarm();
        List<Path> files = files(directory, prefix);
        name(files);
        check.read(files);
        Stdout.line(check.verdict());
        return check.passed() ? RunResult.exitCode(sink.ledger()) : RunResult.NOT_ALL_PUBLISHED;
    }

    private Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("forebay-demo-");
        } catch (IOException e) {
            throw new ParameterException(
                    requireNonNull(spec).commandLine(),
                    "no directory can be made in " + System.getProperty("java.io.tmpdir")
                            + ", which is for temporary files; name one with --dir",
                    e);
        }
    }

    private RecordSink open(Path directory, String prefix) throws IOException {
        try {
            return new SinkOptions(requireNonNull(spec).commandLine())
                    .open(Forebay.to(target(directory, prefix))
                            .timeout(GracefulStop.FOREVER)
                            .listener(new Events()));
        } catch (ParameterException refused) {
            if (dir == null) {
                Files.delete(directory); // it is new, and nothing was left behind in it
            }
            throw refused;
        }
    }

    private void checkRange(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(
                    requireNonNull(spec).commandLine(),
                    option + ": " + value + " is not between 1 and " + most + "; give a number in that range");
        }
    }

    private static void tell(CloseReport report, Path directory, double seconds, boolean signalled) {
        RunResult.tell(report, directory);
        Amount published = report.ledger().published();
        Stdout.line(String.format(
                Locale.ROOT,
                "published %,d hits in %.2f s: %,.0f hits/s, %s/s",
                published.records(),
                seconds,
                published.records() / seconds,
                Text.mebibytes(published.bytes() / seconds)));
        if (signalled) {
            Stdout.line("stopped by a signal: the files are not checked");
        }
    }

    private static void name(List<Path> files) throws IOException {
        Stdout.line(Text.count(files.size()) + " files:");
        for (Path file : files.subList(0, Math.min(FILES_SHOWN, files.size()))) {
            Stdout.line("  " + file.getFileName() + "  " + size(file));
        }
        if (files.size() > FILES_SHOWN) {
            Stdout.line("  and " + Text.count(files.size() - FILES_SHOWN) + " more");
        }
    }

    private static String size(Path file) throws IOException {
        try {
            return Text.count(Files.size(file)) + " bytes";
        } catch (NoSuchFileException e) {
            return "taken away";
        }
    }

    private TargetOpener target(Path directory, String prefix) {
        return switch (storage) {
            case NIO -> NioTarget.in(directory).prefix(prefix);
            case MMAP -> MmapTarget.in(directory).prefix(prefix);
        };
    }

    private static List<Path> files(Path directory, String prefix) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }
}
