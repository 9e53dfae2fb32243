package io.forebay.api;

/**
 * What became of one record that was offered to a sink, and so what its caller should do next. Immutable, and safe for
 * use by any thread.
 */
public enum Outcome {
    /** The sink has taken the record over. Go on with the next one. */
    ACCEPTED,

    /** No buffer came free within the timeout; the record is dropped and counted. Back off, or offer it again. */
    TIMED_OUT,

    /** The record is larger than the sink takes. Offering it again cannot succeed; split it or give it up. */
    TOO_LARGE,

    /** The sink is closed. Stop: it takes no record any more. */
    CLOSED
}
