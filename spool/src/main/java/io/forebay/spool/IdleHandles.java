package io.forebay.spool;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where the handle of an unfinished file waits between two appends to it.
 *
 * <p>Whoever uses a handle takes it out, so that nothing closes it meanwhile. What an implementation closes of its own accord and
 * fails to, it tells the file by {@link WorkerFile#closeFailed}, and before the handle can be missed.
 *
 * <p><b>Threads.</b> Any; a file's handle by one at a time.
 */
public interface IdleHandles {

    /** Opens a file, one way or another. */
    @FunctionalInterface
    interface Opening {
        /**
         * Opens the file.
         *
         * @return a new channel, which the caller closes
         * @throws IOException if it can not be opened
         */
        SteadyChannel open() throws IOException;
    }

    /**
     * Takes the handle of a file out.
     *
     * @param file whose handle it is
     * @return the handle, which is the caller's now, or null if none is open
     */
    @Nullable
    SteadyChannel take(WorkerFile file);

    /**
     * Puts a handle back; it, or another one, may be closed at once.
     *
     * @param file whose handle it is
     * @param handle open
     */
    void give(WorkerFile file, SteadyChannel handle);

    /**
     * Opens a file; idle handles may be given up for that.
     *
     * @param opening called once or twice
     * @return a new channel, which the caller closes or gives
     * @throws IOException if it can not be opened
     */
    SteadyChannel open(Opening opening) throws IOException;
}
