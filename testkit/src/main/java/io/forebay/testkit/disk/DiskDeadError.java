package io.forebay.testkit.disk;

/** Thrown by each call on a {@link FaultyDisk} that is dead: to the code that runs, this is where the process ended. */
public final class DiskDeadError extends Error {
    private static final long serialVersionUID = 1L;

    DiskDeadError(String where) {
        super(where, null, false, true);
    }
}
