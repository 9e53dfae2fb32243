package io.forebay.testkit.process;

import io.forebay.testkit.Records;
import io.forebay.testkit.SinkSettings;
import java.time.Duration;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * What a busy writer does until it is killed, as drawn by a seed; parent and child draw the same.
 *
 * @param seed of the settings and records
 */
record BusyLife(long seed) {
    static final int THREADS = 8;
    /** Only some of the threads ask for flushes, or buffers would never be full. */
    static final int FLUSHING = 2;

    static final int RECORDS_TO_A_FLUSH = 200;
    private static final int ONE_IN_SO_MANY_IS_LARGE = 300;
    private static final int MOST_FLUSHES = 6;

    /** Small buffers, so that much happens; and no record is ever dropped for time. */
    SinkSettings settings() {
        SplittableRandom random = drawing(1);
        int size = 1024 << random.nextInt(4);
        return new SinkSettings(
                1 + random.nextInt(4),
                size,
                Duration.ofHours(1),
                16,
                4 * size,
                (long) size * (1 + 3L * random.nextInt(2)),
                random.nextBoolean() ? Duration.ZERO : Duration.ofMillis(20),
                Duration.ofSeconds(10));
    }

    /** Each with draws of its own. Not {@link Random}, whose first numbers are nearly those of a seed near by. */
    private SplittableRandom drawing(int what) {
        return new SplittableRandom(seed + what);
    }

    /** Whether files are forced to the disk before they are published. */
    boolean forced() {
        return drawing(2).nextBoolean();
    }

    /**
     * Which flush of the first thread is the last: all others stop before it, so that buffers stay as it leaves them, and the kill comes
     * right after. In half of the lives there is none, and everybody writes until the kill.
     *
     * @return from 1, or 0 for none
     */
    int lastFlush() {
        SplittableRandom random = drawing(3);
        return random.nextBoolean() ? 1 + random.nextInt(MOST_FLUSHES) : 0;
    }

    /** When its parent kills it, where there is no last flush. */
    SplittableRandom momentOfKill() {
        return drawing(4);
    }

    /** Which of {@link #settings} bytes can be lost with the buffers: two for each worker. */
    long buffered() {
        return 2L * settings().workers() * settings().size();
    }

    /** The length of a record; its serial numbers have no gap. */
    int length(int producer, int serial) {
        Random random = new Random(seed ^ (long) producer << 40 ^ serial * 0x9E37_79B9_7F4AL);
        int size = settings().size();
        return Records.HEADER
                + (random.nextInt(ONE_IN_SO_MANY_IS_LARGE) == 0
                        ? size + random.nextInt(2 * size)
                        : Records.length(random, size - Records.HEADER));
    }

    /** Whether a record of that length waits in a buffer; a larger one goes through buffers of other threads. */
    boolean fits(int length) {
        return length <= settings().size();
    }
}
