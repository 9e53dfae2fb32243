package io.forebay.testkit.sweep;

import java.util.function.BiConsumer;

/**
 * One run of a sweep: what goes wrong, where, and for how long.
 *
 * @param name says all that, and is given back to repeat the run
 * @param lasting how long
 * @param harmless whether nobody may notice
 * @param hangs whether a call does not return until it is released
 * @param damages whether accepted records may be lost, and then must be reported as damaged, though the fault does not last
 * @param place makes the place of the run
 * @param arm puts the fault there
 * @param <P> kind of the place
 */
record Schedule<P extends Place>(
        String name,
        Lasting lasting,
        boolean harmless,
        boolean hangs,
        boolean damages,
        Places<P> place,
        BiConsumer<P, StageTime> arm) {

    /** Makes a place for each run. */
    @FunctionalInterface
    interface Places<P> {
        P make() throws Exception;
    }

    /** Whether all that was accepted must be published in the end, unless it is told to be damaged. */
    boolean ends() {
        return lasting != Lasting.ALWAYS || harmless;
    }

    @Override
    public String toString() {
        return name;
    }
}
