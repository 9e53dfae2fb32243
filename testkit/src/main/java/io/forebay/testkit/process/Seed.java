package io.forebay.testkit.process;

import java.util.Random;

/**
 * What a run is drawn from: another one each time, unless the system property {@value #PROPERTY} names it.
 *
 * @param value any
 */
record Seed(long value) {
    private static final String PROPERTY = "forebay.seed";

    static Seed draw() {
        return new Seed(Long.getLong(PROPERTY, new Random().nextLong()));
    }

    Random random() {
        return new Random(value);
    }

    @Override
    public String toString() {
        return "repeat with -D" + PROPERTY + "=" + value;
    }
}
