package io.forebay.api;

import java.io.IOException;
import java.io.Serial;

/**
 * Says that a target can no longer vouch for what was spilled to an unpublished file, and has set it aside: what there still is of the
 * file is kept, as recovery keeps what it {@linkplain Recovery#quarantined sets aside}, and nobody publishes it.
 */
public class SpilledDataLostException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Amount lost;

    /**
     * Makes the exception.
     *
     * @param message what was set aside, where, and why
     * @param lost the whole records among what was spilled and is lost now
     * @param cause what went wrong with the file
     */
    public SpilledDataLostException(String message, Amount lost, Throwable cause) {
        super(message, cause);
        this.lost = lost;
    }

    /**
     * Returns what is lost.
     *
     * @return whole records that had been spilled, not those in the buffer
     */
    public Amount lost() {
        return lost;
    }
}
