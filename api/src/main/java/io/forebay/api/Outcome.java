package io.forebay.api;

/**
 * What became of one record, and what its caller should do next.
 *
 * <p>Every call of a {@code write} method of {@link RecordSink} returns exactly one of these, and the {@link Ledger}
 * counts the record under exactly one of "accepted", "dropped" and "rejected".
 */
public enum Outcome {
    /**
     * The sink has taken the record and answers for it from here on. Nothing is left to do: the caller's array or
     * buffer is its own again.
     */
    ACCEPTED,

    /**
     * The record was dropped: no memory became free within the sink's {@code timeout}, or other threads, which were just storing
     * records, stood still for that long (at least for some ten milliseconds), or the calling thread was interrupted while it waited (its
     * interrupt flag is still set), or the record is larger than a buffer and the target lost what it had taken of it. Counted as
     * dropped. Retry later if the record matters more than the caller's time; shed load otherwise.
     */
    TIMED_OUT,

    /**
     * The record is larger than the sink's {@code maxRecordBytes}. Counted as rejected. Do not retry: the same record
     * is refused each time.
     */
    TOO_LARGE,

    /** The sink is closed or closing. Counted as rejected. Stop writing to it: it never opens again. */
    CLOSED
}
