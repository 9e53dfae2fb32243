package io.forebay.api;

/**
 * What a {@link RecordSink#flush} has reached.
 *
 * @param status whether everything that was accepted before the call is published
 * @param pending records that were accepted before the call and have not been settled, by an upper bound; 0 when the
 *     status is {@link Status#OK}
 */
public record FlushReport(Status status, long pending) {

    /**
     * Tells whether everything is published.
     *
     * @return whether the status is {@link Status#OK}
     */
    public boolean ok() {
        return status == Status.OK;
    }

    /** The ways in which a flush ends. */
    public enum Status {
        /**
         * Everything that was accepted before the call is published, and forced where the target is set to; but for records that
         * had failed or been lost before it, which stand in the ledger.
         */
        OK,
        /** The deadline passed, or the caller was interrupted. What is pending stays so: the sink goes on with it. */
        TIMED_OUT,
        /** Nothing is pending, but records were lost or failed while the flush ran; the ledger tells why. */
        INCOMPLETE,
        /** The sink is closed; its {@link CloseReport} says what became of the records. */
        CLOSED
    }
}
