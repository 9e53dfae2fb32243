package io.forebay.testkit;

import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SpilledDataLostException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What can happen to a place, and to the targets on it. Each trouble is called only where its {@link Capability} is declared, and
 * has ended when the suite closes the targets.
 *
 * <p><b>Threads.</b> The thread of the test calls them; targets meet the trouble in threads of their own.
 */
public interface PlaceTroubles {

    /**
     * Ends a target as the death of its process would: nothing is written or tidied up any more, and its locks are gone. For
     * {@link Capability#DIES}.
     *
     * @param target one that this harness has opened; the suite uses neither it nor its segments after
     * @throws IOException if it can not be ended
     */
    default void kill(FlushTarget target) throws IOException {
        throw new UnsupportedOperationException("declare Capability.DIES only with an implementation of kill");
    }

    /**
     * Makes the place refuse whatever it is asked to store, as a full disk does, until it is called again. Publications must
     * fail meanwhile; nothing that was stored before is harmed. For {@link Capability#REFUSES}.
     *
     * @param on whether to refuse from now on
     * @throws IOException if that can not be changed
     */
    default void refuse(boolean on) throws IOException {
        throw new UnsupportedOperationException("declare Capability.REFUSES only with an implementation of refuse");
    }

    /**
     * Makes whoever stores something here pass a stop before, as a disk that hangs would. For {@link Capability#HANGS}.
     *
     * @param stop called before each spill or publication writes anything, in its thread; it may not return for long. The last
     *     one that was given counts
     */
    default void hang(Runnable stop) {
        throw new UnsupportedOperationException("declare Capability.HANGS only with an implementation of hang");
    }

    /**
     * Takes the place away, as when a directory is moved or its disk is not mounted, until {@link #comeBack}: nothing can be
     * stored, recovered or opened meanwhile. For {@link Capability#VANISHES}.
     *
     * @return what the message of a target that can not be opened must name
     * @throws IOException if it can not be taken away
     */
    default String vanish() throws IOException {
        throw new UnsupportedOperationException("declare Capability.VANISHES only with an implementation of vanish");
    }

    /**
     * Brings back what {@link #vanish} has taken away, unchanged.
     *
     * @throws IOException if it can not be brought back
     */
    default void comeBack() throws IOException {
        throw new UnsupportedOperationException("declare Capability.VANISHES only with an implementation of comeBack");
    }

    /**
     * Gives the next final name that a target is about to use to a visible file of somebody else's, once. For {@link
     * Capability#OCCUPIES_NAMES}.
     *
     * @param foreign what that file holds
     */
    default void occupy(byte[] foreign) {
        throw new UnsupportedOperationException(
                "declare Capability.OCCUPIES_NAMES only with an implementation of occupy");
    }

    /**
     * Makes everything that was spilled here, and is not published yet, unfit to be published, in a way that its target notices at
     * the next publication at the latest, with {@link SpilledDataLostException}: a file that is gone, or that can not be forced.
     * For {@link Capability#LOSES_SPILLED}.
     *
     * @throws IOException if it can not be harmed
     */
    default void loseSpilled() throws IOException {
        throw new UnsupportedOperationException(
                "declare Capability.LOSES_SPILLED only with an implementation of loseSpilled");
    }

    /**
     * Makes each {@link Segment#publish} fail when its file is visible already, because the target can not be sure that it will
     * stay so, until it is called again. For {@link Capability#LEAVES_UNSURE}.
     *
     * @param on whether publications fail from now on
     */
    default void leaveUnsure(boolean on) {
        throw new UnsupportedOperationException(
                "declare Capability.LEAVES_UNSURE only with an implementation of leaveUnsure");
    }

    /**
     * Lists the ways in which this harness can damage what a dead target has left. The suite tries each on a place of its own, and
     * so by its position in the list. For {@link Capability#DAMAGES}.
     *
     * @return as many, in the same order, for each place
     */
    default List<LeftoverDamage> damages() {
        throw new UnsupportedOperationException("declare Capability.DAMAGES only with an implementation of damages");
    }

    /**
     * Reads what recovery, or a target that can no longer vouch for it, has set aside here. For {@link Capability#DAMAGES} and {@link
     * Capability#SETS_ASIDE}.
     *
     * @return what each file holds, by the name that {@link io.forebay.api.Recovery} tells where it was recovery
     * @throws IOException if it can not be read
     */
    default Map<String, byte[]> setAside() throws IOException {
        throw new UnsupportedOperationException(
                "declare Capability.DAMAGES and SETS_ASIDE only with an implementation of setAside");
    }
}
