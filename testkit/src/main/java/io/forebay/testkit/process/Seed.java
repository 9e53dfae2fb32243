package io.forebay.testkit.process;

import java.util.Random;
import org.opentest4j.TestAbortedException;

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

    /** Something that may go wrong in ways that nobody has foreseen. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    /** Takes a step that is drawn from this; whatever comes out of it, be it an exception, says how to repeat it. */
    void telling(Step step) {
        try {
            step.run();
        } catch (TestAbortedException e) {
            throw e;
        } catch (Exception | Error e) {
            throw new AssertionError((e instanceof AssertionError ? e.getMessage() : e) + "\n" + this, e);
        }
    }

    Random random() {
        return new Random(value);
    }

    @Override
    public String toString() {
        return "repeat with -D" + PROPERTY + "=" + value;
    }
}
