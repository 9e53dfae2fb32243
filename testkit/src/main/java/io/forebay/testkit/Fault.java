package io.forebay.testkit;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Something that goes wrong before an operation of a {@link FaultyTarget}, so that the operation does not happen at all.
 *
 * <p>Small faults make larger ones: what goes wrong ({@link #refusal}, {@link #thrown}, {@link #hang}), narrowed to when. The
 * narrowing that is written last looks at the operation first:
 *
 * <pre>{@code
 * Fault.refusal().withProbability(0.2, seed).on(Operation.SPILL, Operation.PUBLISH).until(calm::get)
 * }</pre>
 *
 * <p>Each tells what it does in its {@link Object#toString}, its seed included, and in what it throws.
 *
 * <p><b>Threads.</b> Threads of the sink strike at once; the faults made here are safe for that.
 */
@FunctionalInterface
public interface Fault {

    /** What a target is asked for. */
    enum Operation {
        /** {@link io.forebay.api.FlushTarget#open}. */
        OPEN,
        /** {@link io.forebay.api.Segment#spill}. */
        SPILL,
        /** {@link io.forebay.api.Segment#publish}. */
        PUBLISH,
        /** {@link io.forebay.api.FlushTarget#recover}. */
        RECOVER,
        /** {@link io.forebay.api.FlushTarget#close}, which is done before the fault strikes, since it must release all. */
        CLOSE
    }

    /**
     * Throws, waits, or does nothing and lets the operation go on.
     *
     * @param operation what is about to happen
     * @throws IOException if the operation is refused
     */
    void strike(Operation operation) throws IOException;

    /**
     * Nothing ever goes wrong.
     *
     * @return a fault that does not strike
     */
    static Fault none() {
        return new Faults.None();
    }

    /**
     * Refuses with an {@link IOException}, as a full disk does.
     *
     * @return a fault that strikes each time
     */
    static Fault refusal() {
        return new Faults.Refusal();
    }

    /**
     * Throws anything: an exception of the wrong kind, or an {@link Error}.
     *
     * @param throwable makes what is thrown: an {@link IOException}, an unchecked exception or an error
     * @return a fault that strikes each time
     */
    static Fault thrown(Supplier<? extends Throwable> throwable) {
        return new Faults.Thrown(throwable);
    }

    /**
     * Blocks as a hung disk does, deaf to interrupts, and then lets the operation go on.
     *
     * @param released ends it when it comes to 0, for all operations; count it down in a {@code finally}, or threads stay
     *     blocked
     * @return a fault that strikes each time
     */
    static Fault hang(CountDownLatch released) {
        return new Faults.Hang(released);
    }

    /**
     * Lets time pass before the operation, as a slow disk does.
     *
     * @param passing moves the clock that the sink lives by; called by the thread that asks the target
     * @return a fault that strikes each time
     */
    static Fault slow(Runnable passing) {
        return new Faults.Slow(passing);
    }

    /**
     * Interrupts the thread that asks the target, and lets the operation go on.
     *
     * @return a fault that strikes each time
     */
    static Fault interrupt() {
        return new Faults.Interrupt();
    }

    /**
     * Narrows this fault to some operations.
     *
     * @param first one of them
     * @param more the others
     * @return a fault that lets all other operations go on
     */
    default Fault on(Operation first, Operation... more) {
        Set<Operation> operations = EnumSet.of(first, more);
        return new Faults.On(this, operations);
    }

    /**
     * Narrows this fault to one call.
     *
     * @param number which of the calls that come this far, from 1
     * @return a fault that strikes once
     */
    default Fault onCall(long number) {
        return new Faults.OnCalls(this, number, number);
    }

    /**
     * Narrows this fault to one call and all that follow.
     *
     * @param number which of the calls that come this far is the first, from 1
     * @return a fault that strikes from then on
     */
    default Fault fromCall(long number) {
        return new Faults.OnCalls(this, number, Long.MAX_VALUE);
    }

    /**
     * Leaves this fault to chance.
     *
     * @param probability of striking at each call, 0 to 1
     * @param seed decides which calls; the same calls for the same seed, counted over all threads
     * @return a fault that strikes now and then
     */
    default Fault withProbability(double probability, long seed) {
        return new Faults.ByChance(this, probability, seed);
    }

    /**
     * Ends this fault when something has happened.
     *
     * @param over asked at each call; must be safe for use by several threads
     * @return a fault that strikes no more once that says true
     */
    default Fault until(BooleanSupplier over) {
        return new Faults.Until(this, over);
    }

    /**
     * Adds another fault, which is asked where this one lets the operation go on.
     *
     * @param other the other fault
     * @return both
     */
    default Fault and(Fault other) {
        return new Faults.Both(this, other);
    }
}
