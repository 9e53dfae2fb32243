package io.forebay.engine;

import io.forebay.api.Amount;
import io.forebay.api.FailReason;
import io.forebay.api.Ledger;
import io.forebay.api.LossReason;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up the counts of a sink's parts. Used by one thread.
 *
 * <p>What has become of records is to be read before what was accepted, so that no part of the snapshot is ahead of its cause.
 */
final class LedgerBuilder {
    private Amount accepted = Amount.ZERO;
    private Amount published = Amount.ZERO;
    private long files;
    private final Map<FailReason, Long> failures = new EnumMap<>(FailReason.class);
    private final Map<LossReason, Amount> losses = new EnumMap<>(LossReason.class);

    /** What has become of records is read first, and what was accepted last. */
    static Ledger snapshot(Books books, List<Worker> workers) {
        LedgerBuilder ledger = new LedgerBuilder();
        books.addOutcomesTo(ledger);
        workers.forEach(worker -> worker.addTo(ledger));
        books.addAcceptedTo(ledger);
        return ledger.build(books.dropped(), books.rejected());
    }

    void accepted(Amount amount) {
        accepted = accepted.plus(amount);
    }

    void published(Amount amount, long newFiles) {
        published = published.plus(amount);
        files += newFiles;
    }

    void failed(FailReason reason, long records) {
        if (records != 0) {
            failures.merge(reason, records, Long::sum);
        }
    }

    void lost(LossReason reason, Amount amount) {
        if (!amount.equals(Amount.ZERO)) {
            losses.merge(reason, amount, Amount::plus);
        }
    }

    private Ledger build(Amount dropped, Amount rejected) {
        return new Ledger(accepted, published, dropped, rejected, failures, losses, files);
    }
}
