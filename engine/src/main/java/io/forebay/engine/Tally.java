package io.forebay.engine;

import io.forebay.api.Amount;
import io.forebay.api.LossReason;
import java.util.EnumMap;
import java.util.Map;

/** What became of accepted records at one place. Not thread-safe: the owner guards it. */
final class Tally {
    private long publishedRecords;
    private long publishedBytes;
    private long lostRecords;
    private long lostBytes;
    private long files;
    private final Map<LossReason, Amount> losses = new EnumMap<>(LossReason.class);

    void published(long records, long bytes, int newFiles) {
        publishedRecords += records;
        publishedBytes += bytes;
        files += newFiles;
    }

    /** Books a loss; a negative amount takes one back. */
    void lost(LossReason reason, Amount amount) {
        losses.merge(reason, amount, Amount::plus);
        lostRecords += amount.records();
        lostBytes += amount.bytes();
    }

    Amount lost(LossReason reason) {
        return losses.getOrDefault(reason, Amount.ZERO);
    }

    /** Records that are no longer held. */
    long settledRecords() {
        return publishedRecords + lostRecords;
    }

    /** What is no longer held. */
    Amount settled() {
        return new Amount(publishedRecords + lostRecords, publishedBytes + lostBytes);
    }

    void addTo(LedgerBuilder ledger) {
        ledger.published(new Amount(publishedRecords, publishedBytes), files);
        losses.forEach(ledger::lost);
    }
}
