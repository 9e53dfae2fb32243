package io.forebay.testkit;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The part of the contract that holds over any steps: random lives of a target, each of them with a seed that brings it back. */
abstract class RandomLivesContract extends OpeningContract {
    private static final String SEED = "forebay.seed";
    private static final int LIVES = 40;

    @Test
    void promises_1_to_5_and_11_hold_over_random_lives() throws Exception {
        long first = Long.getLong(SEED, new Random().nextInt(1_000_000_000));
        for (long seed = first; seed < first + SampleSize.of(LIVES); seed++) {
            try (TargetHarness place = harness()) {
                TargetLife life = new TargetLife(place, SPEC, new Random(seed));
                try {
                    life.live();
                } catch (AssertionError | Exception e) {
                    throw new AssertionError(
                            e.getMessage() + "\nRepeat it with -D" + SEED + "=" + seed + ". What was done:\n" + life,
                            e);
                }
            }
        }
    }
}
