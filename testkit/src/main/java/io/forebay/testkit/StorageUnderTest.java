package io.forebay.testkit;

import io.forebay.api.Recovery;
import io.forebay.api.TargetOpener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;

/**
 * A storage adapter and the engine that drives it: all that the sweeps, kills and models of this kit need to know of either.
 *
 * <p>Each adapter has one implementation among its tests, and hands it to each suite. It is public and has a public constructor
 * without parameters, because a child process that is to be killed makes one by the name of its class:
 *
 * <pre>{@code
 * public final class MyStorage implements StorageUnderTest { … }
 *
 * class MyFaultSweepTest extends FaultSweep {
 *     @Override protected StorageUnderTest storage() { return new MyStorage(); }
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> Without state.
 */
public interface StorageUnderTest extends SinkPromises.Opener {

    /**
     * Does with a new directory what its user would have to do before the first target is opened there.
     *
     * @param directory empty, on the real file system
     * @throws IOException if it can not be done; nothing is done unless this is overridden
     */
    default void prepare(Path directory) throws IOException {}

    /**
     * Prepares a target that publishes in a directory.
     *
     * @param directory may be on a file system that injects faults: the target must reach the disk through this path alone
     * @param forced whether what is published must survive a loss of power
     * @return an opener, which may be used again and again
     */
    TargetOpener in(Path directory, boolean forced);

    /**
     * Prepares a target that publishes in a directory and takes the time in its names, if it has any, from a clock.
     *
     * @param directory as for {@link #in(Path, boolean)}
     * @param forced as for {@link #in(Path, boolean)}
     * @param clock may jump; safe for use by any thread
     * @return an opener, which may be used again and again; it knows no clock unless this is overridden
     */
    default TargetOpener in(Path directory, boolean forced, InstantSource clock) {
        return in(directory, forced);
    }

    /**
     * Publishes or sets aside what dead writers have left in a directory, without opening a target.
     *
     * @param directory where they published
     * @return what was found
     * @throws IOException if the directory can not be listed
     */
    Recovery recover(Path directory) throws IOException;

    /**
     * Tells what the adapter can do.
     *
     * @return the same set each time
     */
    Set<Capability> capabilities();
}
