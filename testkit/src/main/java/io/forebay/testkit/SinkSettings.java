package io.forebay.testkit;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Settings of a sink, as a test draws them; whoever opens the sink hands them on, each to the option of its name.
 *
 * @param workers 1 to 8
 * @param size of a buffer in bytes, 64 to 65,536
 * @param timeout zero or more
 * @param queue in records, 1 or more
 * @param maxRecordBytes largest record in bytes, 1 or more
 * @param rollSize of a file in bytes, {@code size} or more
 * @param rollAge zero or more
 * @param sourceTimeout 1 ms or more
 */
public record SinkSettings(
        int workers,
        int size,
        Duration timeout,
        int queue,
        int maxRecordBytes,
        long rollSize,
        Duration rollAge,
        Duration sourceTimeout) {

    /**
     * Generates settings, with those that hurt more often than users choose them: tiny buffers, no wait, no queue to speak of.
     *
     * @return settings that do not contradict each other
     */
    public static Arbitrary<SinkSettings> any() {
        return Arbitraries.randomValue(SinkSettings::random);
    }

    /**
     * Draws settings, for runs that are driven by a seed of their own.
     *
     * @param random draws them
     * @return settings that do not contradict each other
     */
    public static SinkSettings random(Random random) {
        int size = 64 << random.nextInt(11);
        return new SinkSettings(
                1 + random.nextInt(8),
                size - (size > 64 ? random.nextInt(32) : 0),
                oneOf(random, Duration.ZERO, Duration.ofMillis(100), Duration.ofMinutes(10)),
                1 << random.nextInt(10),
                size * (1 + random.nextInt(16)),
                (long) size * (1 + random.nextInt(8)),
                oneOf(random, Duration.ZERO, Duration.ofMillis(50), Duration.ofSeconds(10)),
                oneOf(random, Duration.ofMillis(10), Duration.ofMillis(500), Duration.ofSeconds(10)));
    }

    private static Duration oneOf(Random random, Duration... values) {
        return values[random.nextInt(values.length)];
    }
}
