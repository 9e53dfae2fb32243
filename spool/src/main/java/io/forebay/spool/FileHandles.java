package io.forebay.spool;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The handles of a worker's unpublished file. The system may report only when one is closed that it could not write; from then on the file
 * is in {@link #doubt}.
 *
 * <p><b>Threads.</b> All methods but {@link #closeFailed} are called with the file's lock held.
 */
final class FileHandles {
    private final WorkerFile file;
    private final IdleHandles idle;
    private final Spool spool;
    /** Set by whoever evicts the handle. */
    private volatile @Nullable IOException doubt;

    FileHandles(WorkerFile file, IdleHandles idle, Spool spool) {
        this.file = file;
        this.idle = idle;
        this.spool = spool;
    }

    /** Why no byte of the file can be trusted; null if each can. */
    @Nullable
    IOException doubt() {
        return doubt;
    }

    /** Begins with another file, or with the same one when it is not to hold anything. */
    void forgetDoubt() {
        doubt = null;
    }

    void closeFailed(Throwable cause) {
        doubt = cause instanceof IOException e ? e : new IOException("closing a handle failed: " + cause, cause);
    }

    SteadyChannel open(IdleHandles.Opening opening) throws IOException {
        return idle.open(opening);
    }

    /** Takes the one that waits, if one does. */
    @Nullable
    SteadyChannel take() {
        return idle.take(file);
    }

    /** Has the handle wait for the next append. Where that is not possible, for lack of memory, the next one opens its own. */
    void give(SteadyChannel handle) {
        try {
            idle.give(file, handle);
        } catch (RuntimeException | Error e) {
            closeAfter(handle, e);
        }
    }

    void close(SteadyChannel handle) throws IOException {
        try {
            handle.close();
        } catch (IOException | RuntimeException | Error e) {
            closeFailed(e);
            throw e;
        }
    }

    /** Closes the one that waits, if one does, when nobody is to be told but by {@link #doubt}. */
    void closeIdle() {
        SteadyChannel handle = take();
        if (handle != null) {
            try {
                handle.close();
            } catch (IOException | RuntimeException | Error e) {
                closeFailed(e);
            }
        }
    }

    /** Closes one whose use has failed. */
    void closeAfter(@Nullable SteadyChannel handle, Throwable cause) {
        if (handle != null) {
            try {
                close(handle);
            } catch (IOException | RuntimeException | Error e) {
                cause.addSuppressed(e);
            }
        }
    }

    /** Closes one of a file that is given up, which casts no doubt on any other. */
    void closeGivenUp(@Nullable SteadyChannel handle) {
        if (handle != null) {
            try {
                handle.close();
            } catch (IOException | RuntimeException | Error e) {
                spool.warn("can not close a file that is given up", e);
            }
        }
    }
}
