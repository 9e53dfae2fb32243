package io.forebay.engine;

import io.forebay.api.Outcome;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one of the sink's long-lived threads does over and over, in steps that can be taken again.
 *
 * <p>Each thread handles what targets, sources and listeners throw where it calls them. What is left is a JVM that has no memory for a
 * moment, anywhere. A thread that ended then would be missed for ever; so it rests, and takes the step again.
 */
@FunctionalInterface
interface Step {
    /** Nanoseconds. */
    long REST = TimeUnit.MILLISECONDS.toNanos(100);

    /** Thrown once by each opening, and caught. */
    RuntimeException PREPARED = new IllegalStateException("nothing has failed");

    /** Takes the step; true when the thread has no more to do. */
    boolean step();

    /** Takes the step until there is no more to do, whatever it throws. */
    static void repeat(Step step) {
        boolean done = false;
        while (!done) {
            try {
                done = step.step();
            } catch (Throwable e) {
                rest(e);
            }
        }
    }

    /** Waits a moment, by the clock of the machine, for memory to be freed; allocates as little as it can. */
    static void rest(Throwable cause) {
        try {
            Logger log = LoggerFactory.getLogger(Forebay.class);
            log.error("{} failed, and goes on: {}", Thread.currentThread().getName(), cause.toString());
            log.debug("It failed here", cause);
        } catch (Throwable e) {
            // There is not even memory to say so, or the logger fails too: going on is all that is left.
        }
        park(REST);
    }

    private static void park(long nanos) {
        // A set flag would cut the rest short; it may be a caller's own.
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(nanos);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void trace(Throwable cause) {
        try {
            LoggerFactory.getLogger(Forebay.class).trace("Ready to go on", cause);
        } catch (Throwable e) {
            // The logger fails: that is no reason not to open.
        }
    }

    /**
     * Has the JVM link what is called where there is no memory or no stack, since linking takes some; and the source of random numbers, which a lack of
     * memory would break for good.
     */
    static void prepare() {
        park(1);
        StackRoom.check();
        Outcome.valueOf(Outcome.ACCEPTED.name());
        ThreadLocalRandom.current();
        // Where no classes are verified, it would be looked for when it is first caught.
        trace(new StackOverflowError());
        try {
            throw PREPARED;
        } catch (Throwable e) {
            trace(e);
        }
    }
}
