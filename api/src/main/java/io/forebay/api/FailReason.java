package io.forebay.api;

/** Why a record that was handed over as a {@link RecordSource} counts as failed. */
public enum FailReason {
    /** The source threw. */
    THREW,
    /** The source did not end within the sink's {@code sourceTimeout}: it blocked, or returned 0 for ever. */
    STALLED,
    /** The source gave more than {@code maxRecordBytes}. */
    TOO_LARGE,
    /** The source returned a count that does not agree with what it put into the buffer. */
    LIED
}
