package io.forebay.bench.run;

import io.forebay.bench.contender.Contender;
import io.forebay.bench.contender.Found;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One contender's run: warmed up until it is time, then timed over work that is fixed before it begins, then counted. */
final class Run {
    /** The first part of the warm-up, whose speed nobody knows yet. */
    private static final long FIRST_BYTES = 4L << 20;

    /** The timed part is no smaller than this, or what it takes to close would be most of it. */
    private static final long LEAST_BYTES = 64L << 20;

    /** The warm-up ends after so many times its length, whatever the compiler and others on the machine are still doing. */
    private static final int MOST_WARM_UPS = 10;

    /** Of the time of a part: a compiler that runs for no longer has nothing to do that matters. */
    private static final double QUIET = 0.02;

    private static final Producers.Work UNPACED = (writer, sample, records, begin) -> writer.writeMany(sample, records);

    private final RunSpec spec;
    private final Effort effort;
    private final Contender contender;
    private final Path directory;
    private final byte[] sample;

    Run(RunSpec spec, Contender contender) {
        this.spec = spec;
        this.effort = spec.effort();
        this.contender = contender;
        this.directory = Path.of(spec.directory());
        this.sample = spec.sample();
    }

    RunResult run() throws IOException, InterruptedException {
        return spec.paced() ? paced() : unpaced();
    }

    /** Offers as much as is taken, for about as long as was asked for: the work is set from the speed of the warm-up. */
    private RunResult unpaced() throws IOException, InterruptedException {
        long records = Math.max(records(warmUp(), effort.seconds()), recordsIn(LEAST_BYTES));
        return counted(timed(records, UNPACED), null);
    }

    /** Offers as much as was asked for, and is never cut short: latencies of less time would have less of a tail. */
    private RunResult paced() throws IOException, InterruptedException {
        double bytes = spec.rate() * effort.seconds() * spec.recordBytes();
        if (bytes > effort.maxBytes()) {
            return RunResult.failed(String.format(
                    Locale.ROOT,
                    "%.0f records/s for %s s are %.0f MiB, and a run may write %d; raise --max-mib, or shorten --seconds",
                    spec.rate(),
                    effort.seconds(),
                    bytes / (1 << 20),
                    effort.maxBytes() >> 20));
        }
        warmUp();
        part(records(spec.rate(), effort.warmUpSeconds() / 2), new Paced(ratePerProducer()));
        Directories.empty(directory);
        Paced paced = new Paced(ratePerProducer());
        return counted(timed(records(spec.rate(), effort.seconds()), paced), paced.latency());
    }

    private double ratePerProducer() {
        return spec.rate() / spec.entrant().producers();
    }

    private RunResult counted(Timed timed, @Nullable String latency) throws IOException {
        Found found = contender.count(directory, sample);
        return new RunResult(Verdict.of(timed.records(), spec.recordBytes(), found), timed, found, latency);
    }

    /**
     * Runs parts until the time is over and the compiler has little left to do, and returns the best speed: the last part may be too short to tell. The time is over when the
     * process has also used so much CPU time: where others keep the machine busy, the compiler needs longer.
     */
    private double warmUp() throws IOException, InterruptedException {
        long began = System.nanoTime();
        double left;
        boolean over;
        long records = Math.max(spec.entrant().producers(), FIRST_BYTES / spec.recordBytes());
        double rate = 0;
        do {
            Timed timed = part(records, UNPACED);
            Directories.empty(directory);
            rate = Math.max(rate, timed.rate());
            double wall = (System.nanoTime() - began) / 1e9;
            left = effort.warmUpSeconds() - Math.min(wall, Cpu.own());
            boolean compiled = timed.compiledSeconds() <= QUIET * timed.seconds();
            over = (left <= 0 && compiled) || wall > MOST_WARM_UPS * effort.warmUpSeconds();
            records = records(rate, Math.max(left, effort.seconds()));
        } while (!over);
        return rate;
    }

    private Timed timed(long records, Producers.Work work) throws IOException, InterruptedException {
        PendingWrites.settle();
        Closeable memory = FreeMemory.of(records * spec.recordBytes());
        try {
            return part(records, work);
        } finally {
            memory.close();
        }
    }

    private Timed part(long records, Producers.Work work) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        return new Producers(contender.open(directory, sample), spec, sample, work).run(records);
    }

    private long records(double rate, double seconds) {
        return Math.max(spec.entrant().producers(), Math.min(recordsIn(effort.maxBytes()), (long) (rate * seconds)));
    }

    private long recordsIn(long bytes) {
        return Math.min(bytes, effort.maxBytes()) / spec.recordBytes();
    }
}
