package io.forebay.engine;

import io.forebay.api.FailReason;
import java.io.Serial;

/** Says in which way a source failed. */
final class SourceFailure extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final FailReason reason;

    SourceFailure(FailReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    SourceFailure(FailReason reason, Throwable cause) {
        super(cause.toString(), cause);
        this.reason = reason;
    }

    FailReason reason() {
        return reason;
    }
}
