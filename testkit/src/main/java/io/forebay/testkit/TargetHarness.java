package io.forebay.testkit;

import io.forebay.api.FlushTarget;
import io.forebay.api.TargetOpener;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A place that targets publish to and that outlives them, such as a temporary directory, with the few handles that {@link
 * FlushTargetContract} needs on it.
 *
 * <p>One is made for each test, and closed after it; the suite closes the targets first. Four methods make a harness; each of the
 * others, here and in {@link PlaceTroubles}, belongs to a {@link Capability}, and more of the suite runs with each.
 *
 * <p><b>Threads.</b> {@link #open}, {@link #visible} and {@link #permissions} are called beside threads that publish; the rest by
 * the thread of the test.
 */
public interface TargetHarness extends TargetOpener, PlaceTroubles, AutoCloseable {

    /**
     * Opens a target on the place.
     *
     * @param spec what the test will ask of it
     * @return an open target
     * @throws IOException as {@link TargetOpener#open} does
     */
    @Override
    FlushTarget open(TargetSpec spec) throws IOException;

    /**
     * Passes on what the opener of the target under test says; empty unless overridden.
     *
     * @return as {@link TargetOpener#bufferSize} says
     */
    @Override
    default OptionalInt bufferSize() {
        return OptionalInt.empty();
    }

    /**
     * Opens a target on the place with settings that contradict the spec, which must fail. For {@link Capability#CONTRADICTS}.
     *
     * @param spec what the settings contradict
     * @return never, if the target keeps the contract
     * @throws IOException as {@link TargetOpener#open} does
     */
    default FlushTarget openContradicting(TargetSpec spec) throws IOException {
        throw new UnsupportedOperationException(
                "declare Capability.CONTRADICTS only with an implementation of openContradicting");
    }

    /**
     * Reads everything that a shipper would take: all that is visible under a final name, however it got there.
     *
     * @return what each file holds, by a name of its own; with {@link Capability#NAMES_FILES} the name that the target gave out
     *     when it published or recovered it
     * @throws IOException if it can not be read
     */
    Map<String, byte[]> visible() throws IOException;

    /**
     * Tells what the target and this harness can do.
     *
     * @return the same set each time
     */
    Set<Capability> capabilities();

    /**
     * Reads the worker out of a name. For {@link Capability#NAMES_WORKERS}.
     *
     * @param name of a file that was published or recovered
     * @return number of the worker
     */
    default int worker(String name) {
        throw new UnsupportedOperationException(
                "declare Capability.NAMES_WORKERS only with an implementation of worker");
    }

    /**
     * Reads out of a name how many files its worker has published. For {@link Capability#NUMBERS_FILES}.
     *
     * @param name of a file that was published, not recovered
     * @return 1 for the first file of each worker of each target
     */
    default long sequence(String name) {
        throw new UnsupportedOperationException(
                "declare Capability.NUMBERS_FILES only with an implementation of sequence");
    }

    /**
     * Reads the permissions of everything that is visible. For {@link Capability#PERMISSIONS}.
     *
     * @return by the names of {@link #visible}, each in any form
     * @throws IOException if they can not be read
     */
    default Map<String, String> permissions() throws IOException {
        throw new UnsupportedOperationException(
                "declare Capability.PERMISSIONS only with an implementation of permissions");
    }

    /**
     * Tells the permission that the targets were set to give to what they publish. For {@link Capability#PERMISSIONS}.
     *
     * @return in the same form as in {@link #permissions}
     */
    default String permission() {
        throw new UnsupportedOperationException(
                "declare Capability.PERMISSIONS only with an implementation of permission");
    }

    /**
     * Counts the handles, locks and mappings that targets hold on this place. For {@link Capability#COUNTS_HANDLES}.
     *
     * @return 0 when no target is open
     */
    default int handles() {
        throw new UnsupportedOperationException(
                "declare Capability.COUNTS_HANDLES only with an implementation of handles");
    }

    /**
     * Removes the place.
     *
     * @throws IOException if something of it stays
     */
    @Override
    void close() throws IOException;
}
