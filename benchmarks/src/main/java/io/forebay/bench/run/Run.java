package io.forebay.bench.run;

import io.forebay.bench.contender.Contender;
import io.forebay.bench.contender.Found;
import io.forebay.bench.contender.Writer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

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

    private final RunSpec spec;
    private final Contender contender;
    private final Path directory;
    private final byte[] sample;

    Run(RunSpec spec, Contender contender) {
        this.spec = spec;
        this.contender = contender;
        this.directory = Path.of(spec.directory());
        this.sample = spec.sample();
    }

    RunResult run() throws IOException, InterruptedException {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        double rate = warmUp();
        if (spec.paced()) {
            part(records(spec.rate(), spec.warmUpSeconds() / 2), new Paced(spec.rate() / spec.producers()));
            Directories.empty(directory);
        }
        Paced paced = new Paced(spec.rate() / spec.producers());
        long records = spec.paced()
                ? records(spec.rate(), spec.seconds())
                : Math.max(records(rate, spec.seconds()), atMost(LEAST_BYTES));
        Producers.Timed timed = part(records, spec.paced() ? paced : Writer::writeMany);
        Found found = contender.count(directory, sample);
        String problem = Verdict.of(records, timed.accepted(), spec.recordBytes(), found);
        double allocated = spec.virtual() ? -1 : (double) timed.allocated() / records;
        return new RunResult(
                problem,
                records,
                timed.accepted(),
                found,
                timed.seconds(),
                timed.cpuSeconds(),
                timed.compiledSeconds(),
                allocated,
                spec.paced() ? paced.latency() : null,
                PeakMemory.mib(),
                load);
    }

    /**
     * Runs parts until the time is over and the compiler has little left to do, and returns the best speed: the last part may be too short to tell. The time is over when the
     * process has also used so much CPU time: where others keep the machine busy, the compiler needs longer.
     */
    private double warmUp() throws IOException, InterruptedException {
        long began = System.nanoTime();
        double left;
        boolean over;
        long records = Math.max(spec.producers(), FIRST_BYTES / spec.recordBytes());
        double rate = 0;
        do {
            Producers.Timed timed = part(records, Writer::writeMany);
            Directories.empty(directory);
            rate = Math.max(rate, timed.rate());
            double wall = (System.nanoTime() - began) / 1e9;
            left = spec.warmUpSeconds() - Math.min(wall, Producers.processCpuSeconds());
            boolean compiled = timed.compiledSeconds() <= QUIET * timed.seconds();
            over = (left <= 0 && compiled) || wall > MOST_WARM_UPS * spec.warmUpSeconds();
            records = records(rate, Math.max(left, spec.seconds()));
        } while (!over);
        return rate;
    }

    private Producers.Timed part(long records, Producers.Work work) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        return new Producers(contender.open(directory, sample), spec, sample, work).run(records);
    }

    private long records(double rate, double seconds) {
        return Math.max(spec.producers(), Math.min(atMost(Long.MAX_VALUE), (long) (rate * seconds)));
    }

    private long atMost(long bytes) {
        return Math.min(bytes, spec.maxBytes()) / spec.recordBytes();
    }
}
