package io.forebay.engine;

import io.forebay.api.Amount;
import io.forebay.api.LossReason;
import org.jspecify.annotations.Nullable;

/**
 * What has entered a worker, what it holds of that, and what became of the rest. Not thread-safe: the worker's lock guards it.
 *
 * <p>Booking allocates nothing, so that it can not fail once the target has done its work.
 */
final class Account {
    /** What has entered: counted by plain stores, since the stack of a caller may have no room for a call any more. */
    long enteredRecords;

    long enteredBytes;
    /** Those of them that came from callers; those of sources were counted when they were queued. */
    long callerRecords;

    private final Tally tally = new Tally();

    /** What the unpublished file holds besides the buffers. */
    private long spilledRecords;

    private long spilledBytes;

    /** The reason by which all that is held counts as lost, if the close deadline has passed while the target did not answer; else null. */
    private @Nullable LossReason unanswered;

    /** Records that were published or lost, in the order in which they entered. */
    long settledRecords() {
        return tally.settledRecords();
    }

    long heldRecords() {
        return enteredRecords - tally.settledRecords();
    }

    private long heldBytes() {
        return enteredBytes - tally.settledBytes();
    }

    long spilledRecords() {
        return spilledRecords;
    }

    long spilledBytes() {
        return spilledBytes;
    }

    boolean unanswered() {
        return unanswered != null;
    }

    /** A buffer was appended to the unpublished file. */
    void spilled(long records, long bytes) {
        spilledRecords += records;
        spilledBytes += bytes;
    }

    /** A buffer was published, with all that was spilled before it; or nothing had to be, since all these records are empty. */
    void published(long records, long bytes, int files) {
        long allRecords = spilledRecords + records;
        long allBytes = spilledBytes + bytes;
        tally.published(allRecords, allBytes, files);
        answered(allRecords, allBytes);
        forgetSpilled();
    }

    /** What had been spilled is gone. Books that before anything else can fail. */
    Amount damaged() {
        long records = spilledRecords;
        long bytes = spilledBytes;
        tally.lost(LossReason.DAMAGED, records, bytes);
        answered(records, bytes);
        forgetSpilled();
        return new Amount(records, bytes);
    }

    /** All that is held is lost, but for what recovery will publish. */
    void gaveUp(Amount recoverable) {
        long records = unanswered == null ? heldRecords() : tally.lostRecords(unanswered);
        long bytes = unanswered == null ? heldBytes() : tally.lostBytes(unanswered);
        long keptRecords = Math.min(records, recoverable.records());
        long keptBytes = Math.min(bytes, recoverable.bytes());
        answered(records, bytes);
        tally.lost(LossReason.RECOVERABLE, keptRecords, keptBytes);
        tally.lost(LossReason.DEADLINE, records - keptRecords, bytes - keptBytes);
        forgetSpilled();
    }

    /** The deadline has passed and the target hangs: all that is held counts as lost, for this reason, until it answers. */
    void declareUnanswered(LossReason reason) {
        if (unanswered == null) {
            unanswered = reason;
            tally.lost(reason, heldRecords(), heldBytes());
        }
    }

    /** The target has answered after all. */
    private void answered(long records, long bytes) {
        if (unanswered != null) {
            tally.lost(unanswered, -records, -bytes);
        }
    }

    private void forgetSpilled() {
        spilledRecords = 0;
        spilledBytes = 0;
    }

    /** Adds what was published and lost, and then what was accepted. */
    void addTo(LedgerBuilder ledger) {
        tally.addTo(ledger);
        ledger.accepted(new Amount(callerRecords, enteredBytes));
    }
}
