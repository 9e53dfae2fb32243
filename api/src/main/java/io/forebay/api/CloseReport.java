package io.forebay.api;

import java.util.List;

/**
 * What a {@link RecordSink#close(java.time.Duration)} has left behind.
 *
 * @param ledger the books at the end; nothing is buffered. What the target holds for recovery stands under
 *     {@link LossReason#RECOVERABLE}
 * @param leftovers one sentence for each thread or resource that could not be ended by the deadline, naming it; empty
 *     otherwise
 */
public record CloseReport(Ledger ledger, List<String> leftovers) {

    /**
     * Copies the list.
     *
     * @param ledger the books at the end
     * @param leftovers what could not be ended
     */
    public CloseReport {
        leftovers = List.copyOf(leftovers);
    }

    /**
     * Tells whether all accepted records were published, or failed by their own source, and nothing remains.
     *
     * @return whether nothing was lost and no thread or resource is left
     */
    public boolean clean() {
        return ledger.lost().records() == 0 && ledger.buffered().records() == 0 && leftovers.isEmpty();
    }
}
