package io.forebay.testkit;

import io.forebay.api.FailReason;
import io.forebay.api.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has offered to a sink, and what was said to it.
 *
 * @param producer who it was, as in {@link Records}
 * @param serial number of the record among those of its producer
 * @param length of the record in bytes
 * @param source what it is read from; null if the caller gave bytes
 * @param fails how the record has to fail if it is accepted; null if it has to be published
 * @param inOrder whether it must stand behind those of its producer in a file of the same worker that are in order too
 * @param outcome what was said
 */
public record Offer(
        int producer,
        int serial,
        int length,
        @Nullable CountedSource source,
        @Nullable FailReason fails,
        boolean inOrder,
        Outcome outcome) {

    /**
     * Tells whether it was accepted.
     *
     * @return whether the sink answers for it
     */
    public boolean accepted() {
        return outcome == Outcome.ACCEPTED;
    }

    /**
     * Tells whether it was accepted and is to be published.
     *
     * @return whether nothing is wrong with it
     */
    public boolean good() {
        return accepted() && fails == null;
    }

    /**
     * Tells whether the sink has done with its source.
     *
     * @return whether it is bytes, or a source that was closed
     */
    public boolean read() {
        return source == null || source.closes() > 0;
    }

    /** The bytes that a refusal counts: those of a source are not known. */
    long refusedBytes() {
        return source == null ? length : 0;
    }
}
