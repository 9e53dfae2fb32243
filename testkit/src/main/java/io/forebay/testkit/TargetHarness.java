package io.forebay.testkit;

import io.forebay.api.FlushTarget;
import io.forebay.api.TargetOpener;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * A place that targets publish to and that outlives them, such as a temporary directory, with the few handles that {@link
 * FlushTargetContract} needs on it.
 *
 * <p>One is made for each test, and closed after it; the suite closes the targets first.
 *
 * <p><b>Threads.</b> {@link #visible} is called beside threads that publish; the rest by the thread of the test.
 */
public interface TargetHarness extends TargetOpener, AutoCloseable {

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
     * Ends a target as the death of its process would: nothing is written or tidied up any more, and its locks are gone.
     * Called only where {@link Capability#DIES} is declared.
     *
     * @param target one that this harness has opened; the suite uses neither it nor its segments after
     * @throws IOException if it can not be ended
     */
    default void kill(FlushTarget target) throws IOException {
        throw new UnsupportedOperationException("declare Capability.DIES only with an implementation of kill");
    }

    /**
     * Makes the place refuse whatever it is asked to store, as a full disk does, until it is called again. Publications must
     * fail meanwhile; nothing that was stored before is harmed. Called only where {@link Capability#REFUSES} is declared.
     *
     * @param on whether to refuse from now on
     * @throws IOException if that can not be changed
     */
    default void refuse(boolean on) throws IOException {
        throw new UnsupportedOperationException("declare Capability.REFUSES only with an implementation of refuse");
    }

    /**
     * Removes the place.
     *
     * @throws IOException if something of it stays
     */
    @Override
    void close() throws IOException;
}
