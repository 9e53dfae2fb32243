package io.forebay.cli;

import static java.util.Objects.requireNonNull;

import io.forebay.api.CloseReport;
import io.forebay.api.RecordSink;
import io.forebay.api.TargetOpener;
import io.forebay.engine.Forebay;
import io.forebay.mmap.MmapTarget;
import io.forebay.nio.NioTarget;
import io.forebay.spool.Sync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forebay collect}: every line of standard input is a record. Confined to the main thread. */
@Command(
        name = "collect",
        description = {
            "Reads standard input and writes it to complete files.",
            "Every line, with its newline, is one record.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        footer = {
            "",
            "Sizes: 4096, 64KiB, 8MiB, 1GiB. Durations: 100ms, 10s, 5m, 1h, 0.",
            "SIGTERM and SIGINT publish what was read; the end takes 13 seconds at most.",
            "",
            "The last line of standard output is a JSON object with counts of records:",
            "  offered, accepted, published, dropped, rejected, failed, lost",
            "and of what was published: files, bytes.",
            "",
            "Exit code:",
            "  0  all accepted records were published",
            "  1  some were dropped, rejected, failed or lost, or the input failed",
            "  2  wrong usage or configuration; nothing was done"
        })
final class CollectCommand implements Callable<Integer> {
    // As in the library, and in the help below.
    private static final int DEFAULT_WORKERS = 4;
    private static final int DEFAULT_SIZE = 64 << 10;
    private static final int DEFAULT_SEGMENT_SIZE = 8 << 20;
    private static final int DEFAULT_MAX_RECORD = 16 << 20;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--dir",
            required = true,
            paramLabel = "DIR",
            description = "Where files are published; must exist.")
    private @Nullable Path dir;

    @Option(
            names = "--storage",
            paramLabel = "nio|mmap",
            converter = Storage.Converter.class,
            description = "nio: through file channels. mmap: into mapped files, so that not even a process that is"
                    + " killed loses what it accepted. Default: nio.")
    private Storage storage = Storage.NIO;

    @Option(
            names = "--temp",
            paramLabel = "DIR",
            description = "Where files are made, on the same file system. Default: the same as --dir.")
    private @Nullable Path temp;

    @Option(
            names = "--prefix",
            paramLabel = "P",
            description = "Of file names: letters, digits, '.', '_', '-', not starting with '.'. Default: none.")
    private @Nullable String prefix;

    @Option(names = "--suffix", paramLabel = "S", description = "Of file names. Default: .log.")
    private @Nullable String suffix;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Buffers filled and flushed side by side, 1 to 256. Default: 4.")
    private @Nullable Integer workers;

    @Option(
            names = "--size",
            paramLabel = "B",
            converter = ByteSize.class,
            description = "Of each buffer; there are two for each worker. Not with mmap. Default: 64KiB.")
    private @Nullable Long size;

    @Option(
            names = "--segment-size",
            paramLabel = "B",
            converter = ByteSize.class,
            description = "Of each mapped file, instead of --size; only with mmap. Default: 8MiB.")
    private @Nullable Long segmentSize;

    @Option(
            names = "--timeout",
            paramLabel = "D",
            converter = DurationText.class,
            description = "Longest wait for a free buffer before a record is dropped. Default: waits for ever.")
    private Duration timeout = GracefulStop.FOREVER;

    @Option(
            names = "--queue",
            paramLabel = "N",
            description = "Length of the hand-off queue, 1 to 1048576. Default: 512.")
    private @Nullable Integer queue;

    @Option(
            names = "--roll-size",
            paramLabel = "B",
            converter = ByteSize.class,
            description = "Publish a file when the next buffer might take it past this. Default: as --size or"
                    + " --segment-size.")
    private @Nullable Long rollSize;

    @Option(
            names = "--roll-age",
            paramLabel = "D",
            converter = DurationText.class,
            description = "Publish a file when it is this old, even if not full; 0: only when full. Default: 10s.")
    private @Nullable Duration rollAge;

    @Option(
            names = "--permission",
            paramLabel = "OCTAL",
            converter = OctalMode.class,
            description = "Of published files. Default: 0400.")
    private @Nullable Integer permission;

    @Option(
            names = "--sync",
            paramLabel = "none|publish",
            converter = SyncText.class,
            description = "publish: force each file to the disk before it is published. Default: none.")
    private @Nullable Sync sync;

    @Option(
            names = "--max-record",
            paramLabel = "B",
            converter = ByteSize.class,
            description = "Longer lines are rejected; at most 1GiB. Default: 16MiB.")
    private @Nullable Long maxRecord;

    private CollectCommand() {}

    @Override
    public Integer call() {
        SinkOptions options = new SinkOptions(requireNonNull(spec).commandLine());
        RecordSink sink = options.open(engine(options, target(options)), this::advice);
        Runnable eraseStatus = StatusLine.follow(sink);
        StandardInput input = new StandardInput();
        Gate gate = new Gate(input::cutShort);
        LineSplitter splitter = new LineSplitter(input.stream(), gate, longestRecord(), sink::write);
        GracefulStop stop = new GracefulStop(
                sink,
                gate,
                (report, signalled) -> {
                    eraseStatus.run();
                    tellRejected(report.ledger().rejected().records(), splitter.tooLong());
                    return tell(report, signalled ? splitter.unfinished() : 0);
                },
                GracefulStop.DEADLINE,
                Runtime.getRuntime()::halt);
        stop.arm();
        try {
            splitter.run();
        } catch (IOException e) {
            stop.fail();
            System.err.println("forebay: cannot read standard input: " + Text.oneLine(e)
                    + "; the whole lines before that are published");
        } catch (RuntimeException | Error e) {
            // A flaw of this program: what was accepted is saved all the same.
            stop.fail();
            System.err.println("forebay: stopped by a flaw of its own, please report it: " + Text.oneLine(e));
        }
        return stop.onEndOfWork();
    }

    private int tell(CloseReport report, int unfinished) {
        if (unfinished > 0) {
            System.err.println(
                    "forebay: stopped within a line; the " + unfinished + " bytes read of it are not a record");
        }
        return RunResult.tell(report, requireNonNull(dir));
    }

    private void tellRejected(long rejected, long tooLong) {
        if (tooLong > 0) {
            System.err.println("forebay: rejected " + Text.count(tooLong, "line") + " longer than --max-record, "
                    + longestRecord() + " bytes; raise it to have such lines");
        }
        if (rejected > tooLong) {
            System.err.println("forebay: rejected " + Text.count(rejected - tooLong, "line")
                    + " that had been read, but found no free buffer before the end");
        }
    }

    private int longestRecord() {
        return maxRecord == null ? DEFAULT_MAX_RECORD : Math.toIntExact(maxRecord);
    }

    private TargetOpener target(SinkOptions options) {
        return switch (storage) {
            case NIO -> nio(options);
            case MMAP -> mmap(options);
        };
    }

    private NioTarget nio(SinkOptions options) {
        if (segmentSize != null) {
            throw wrong(
                    "--segment-size: " + segmentSize + " bytes is given with --storage nio, whose buffers are of --size"
                            + " bytes (1 to 1GiB, by default 64KiB); give that instead, or --storage mmap");
        }
        NioTarget target = NioTarget.in(requireNonNull(dir));
        options.apply("--temp", temp, target::temp);
        options.apply("--prefix", prefix, target::prefix);
        options.apply("--suffix", suffix, target::suffix);
        options.apply("--permission", permission, target::permission);
        options.apply("--sync", sync, target::sync);
        checkRollSize("--size", size == null ? DEFAULT_SIZE : size);
        return target;
    }

    private MmapTarget mmap(SinkOptions options) {
        if (size != null) {
            throw wrong("--size: " + size + " bytes is given with --storage mmap, whose buffers are mapped files of"
                    + " --segment-size bytes (1 to 1GiB, by default 8MiB); give that instead, or --storage nio");
        }
        MmapTarget target = MmapTarget.in(requireNonNull(dir));
        options.apply("--temp", temp, target::temp);
        options.apply("--prefix", prefix, target::prefix);
        options.apply("--suffix", suffix, target::suffix);
        options.apply("--permission", permission, target::permission);
        options.apply("--sync", sync, target::sync);
        options.applyInt("--segment-size", segmentSize, target::segmentSize);
        checkRollSize("--segment-size", segmentSize());
        return target;
    }

    private long segmentSize() {
        return segmentSize == null ? DEFAULT_SEGMENT_SIZE : segmentSize;
    }

    private void checkRollSize(String sizeOption, long bytes) {
        if (rollSize != null && rollSize < bytes) {
            throw wrong("--roll-size: " + rollSize + " bytes is less than " + sizeOption + ", " + bytes
                    + " bytes, and a file holds that much at least; raise --roll-size or lower " + sizeOption);
        }
    }

    /** What to add if the sink can not be opened: its mapped files take all their space at once. */
    private String advice() {
        long needed = (workers == null ? DEFAULT_WORKERS : workers) * 2L * segmentSize();
        Path place = requireNonNull(temp == null ? dir : temp);
        try {
            if (storage == Storage.NIO || Files.getFileStore(place).getUsableSpace() >= needed) {
                return "";
            }
        } catch (IOException e) {
            return "";
        }
        return "; --storage mmap needs " + needed + " bytes (--workers x 2 x --segment-size) in " + place
                + ": make room, or lower one of these";
    }

    private ParameterException wrong(String message) {
        return new ParameterException(requireNonNull(spec).commandLine(), message);
    }

    private Forebay engine(SinkOptions options, TargetOpener target) {
        Forebay forebay = Forebay.to(target).listener(new Events());
        options.apply("--workers", workers, forebay::workers);
        options.applyInt("--size", size, forebay::size);
        options.apply("--timeout", timeout, forebay::timeout);
        options.apply("--queue", queue, forebay::queue);
        options.apply("--roll-size", rollSize, forebay::rollSize);
        options.apply("--roll-age", rollAge, forebay::rollAge);
        options.applyInt("--max-record", maxRecord, forebay::maxRecordBytes);
        return forebay;
    }
}
