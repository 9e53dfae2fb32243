package io.forebay.testkit;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/**
 * One way to damage what a dead target has left: of its unpublished files, or of what it had written down about them.
 *
 * @param name says in a few words what is wrong then; it is in the message of each failure
 * @param outcome what recovery must make of what was spilled
 * @param step does it, to all unpublished files that are there now; no target is open on the place meanwhile
 */
public record LeftoverDamage(String name, Outcome outcome, Step step) {

    /** What must become of leftovers that are damaged. */
    public enum Outcome {
        /** All that was spilled can still be told, and so must be recovered: a stray file, for example, harms nobody. */
        RECOVERED,
        /** It can not be told what is whole, or that it is: nothing is recovered, and what there is must be set aside. */
        SET_ASIDE,
        /** It is not there any more, or only others can tell what is whole; nothing is recovered. */
        LEFT_ALONE
    }

    /** Does the damage. */
    @FunctionalInterface
    public interface Step {
        /**
         * Does it.
         *
         * @throws IOException if it can not be done; the test fails then
         */
        void run() throws IOException;
    }

    /**
     * Checks that all is there.
     *
     * @param name what is wrong then
     * @param outcome what recovery must make of it
     * @param step does it
     */
    public LeftoverDamage {
        requireNonNull(name, "name");
        requireNonNull(outcome, "outcome");
        requireNonNull(step, "step");
    }

    @Override
    public String toString() {
        return name;
    }
}
