package io.forebay.testkit.process;

import io.forebay.testkit.RecordChecker;
import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.process.Report.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/** One life of a busy writer, from its start to kill -9, and what it has told of its records; not safe for use by several threads. */
final class KilledLife {
    private static final int MOST_REPORTS = 6_000;
    private static final int SPIN_NANOS = 300_000;
    private static final int SPIN_AT_START_NANOS = 300_000_000;

    private final BusyLife life;
    private final int firstProducer;
    private final int[] accepted = new int[BusyLife.THREADS];
    private final int[] safe = new int[BusyLife.THREADS];
    private boolean opened;
    private long lost;

    private KilledLife(BusyLife life, int firstProducer) {
        this.life = life;
        this.firstProducer = firstProducer;
        Arrays.fill(accepted, -1);
        Arrays.fill(safe, -1);
    }

    /**
     * Starts a writer and kills it at a moment drawn by the seed: after so many reports, while it opens its sink, or after its last flush.
     *
     * @param number of the life among those of the directory; each has producers of its own
     */
    static KilledLife live(StorageUnderTest storage, Path directory, int number, long seed) throws IOException {
        KilledLife killed = new KilledLife(new BusyLife(seed), number * BusyLife.THREADS);
        try (ChildJvm child = ChildJvm.start(BusyChild.class, storage, directory, killed.firstProducer, seed)) {
            SplittableRandom random = killed.life.momentOfKill();
            boolean early = random.nextInt(4) == 0;
            int drawn = killed.life.lastFlush() > 0 ? Integer.MAX_VALUE : 3 + random.nextInt(MOST_REPORTS);
            int reports = early ? 1 : drawn;
            int spin = random.nextInt(early ? SPIN_AT_START_NANOS : SPIN_NANOS);
            int heard = 0;
            boolean due = false;
            for (Report report = Report.from(child.output()); report != null; report = Report.from(child.output())) {
                killed.hear(report);
                if (++heard == reports || report.event() == Event.DONE) {
                    due = true;
                    long end = System.nanoTime() + spin;
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                    }
                    child.kill();
                }
            }
            if (child.exitCode() != ChildJvm.SIGKILL_EXIT || !due) {
                throw new AssertionError("it ended by itself after " + heard + " reports: " + child.errors());
            }
        }
        return killed;
    }

    private void hear(Report report) {
        int thread = report.producer() - firstProducer;
        switch (report.event()) {
            case OPEN -> opened = true;
            case ACCEPTED -> {
                if (report.serial() != accepted[thread] + 1) {
                    throw new AssertionError("after " + accepted[thread] + " comes " + report);
                }
                accepted[thread]++;
            }
            case SAFE -> safe[thread] = Math.max(safe[thread], report.serial());
            default -> {}
        }
    }

    /** Says what must be there, and what may be: a record that was being written when the kill came. */
    void tell(RecordChecker records, boolean keepsAccepted) {
        for (int thread = 0; thread < BusyLife.THREADS; thread++) {
            int producer = firstProducer + thread;
            for (int serial = 0; serial <= accepted[thread] + 1; serial++) {
                int length = life.length(producer, serial);
                boolean must = serial <= (keepsAccepted ? accepted[thread] : safe[thread]);
                if (must) {
                    records.expect(producer, serial, length, life.fits(length));
                } else {
                    records.allow(producer, serial, length);
                }
            }
        }
    }

    /** Adds up what was acknowledged, waited in a buffer, and is not there. */
    long lost(RecordChecker records) {
        lost = 0;
        for (int thread = 0; thread < BusyLife.THREADS; thread++) {
            int producer = firstProducer + thread;
            for (int serial = safe[thread] + 1; serial <= accepted[thread]; serial++) {
                int length = life.length(producer, serial);
                if (life.fits(length) && !records.found(producer, serial)) {
                    lost += length;
                }
            }
        }
        return lost;
    }

    /** How much it may cost that the buffers are gone. */
    long mayLose() {
        return life.buffered();
    }

    long accepted() {
        return Arrays.stream(accepted).asLongStream().sum() + BusyLife.THREADS;
    }

    /** Whether it had recovered what was left before it. */
    boolean opened() {
        return opened;
    }

    @Override
    public String toString() {
        return "life with producers from " + firstProducer + ", " + life.settings() + ", " + accepted()
                + " records accepted";
    }
}
