package io.forebay.engine;

import static java.util.Objects.requireNonNull;

import io.forebay.api.Amount;
import io.forebay.api.LossReason;
import java.util.EnumMap;
import java.util.Map;

/**
 * What became of accepted records at one place. Not thread-safe: the owner guards it.
 *
 * <p>Plain counters: booking allocates nothing, so it can not fail once a target has done its work.
 */
final class Tally {
    private long publishedRecords;
    private long publishedBytes;
    private long files;
    private final Map<LossReason, Loss> losses = new EnumMap<>(LossReason.class);
    private final Loss allLosses = new Loss();

    /** What was lost for one reason. */
    private static final class Loss {
        private long records;
        private long bytes;

        void add(long moreRecords, long moreBytes) {
            records += moreRecords;
            bytes += moreBytes;
        }
    }

    Tally() {
        for (LossReason reason : LossReason.values()) {
            losses.put(reason, new Loss());
        }
    }

    void published(long records, long bytes, int newFiles) {
        publishedRecords += records;
        publishedBytes += bytes;
        files += newFiles;
    }

    /** Books a loss; a negative count takes one back. */
    void lost(LossReason reason, long records, long bytes) {
        loss(reason).add(records, bytes);
        allLosses.add(records, bytes);
    }

    private Loss loss(LossReason reason) {
        return requireNonNull(losses.get(reason), "each reason has its place");
    }

    long lostRecords(LossReason reason) {
        return loss(reason).records;
    }

    long lostBytes(LossReason reason) {
        return loss(reason).bytes;
    }

    /** Records that are no longer held. */
    long settledRecords() {
        return publishedRecords + allLosses.records;
    }

    /** Bytes that are no longer held. */
    long settledBytes() {
        return publishedBytes + allLosses.bytes;
    }

    void addTo(LedgerBuilder ledger) {
        ledger.published(new Amount(publishedRecords, publishedBytes), files);
        losses.forEach((reason, loss) -> ledger.lost(reason, new Amount(loss.records, loss.bytes)));
    }
}
