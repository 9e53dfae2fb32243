package io.forebay.engine;

import io.forebay.api.Amount;
import io.forebay.api.FailReason;
import io.forebay.api.LossReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The counts that belong to no worker: what was refused, and what goes through the hand-off queue until a worker has it.
 *
 * <p>What was refused is counted without a lock, since many writers may be refused at once; the rest under a lock of its own.
 */
final class Books {
    private final LongAdder droppedRecords = new LongAdder();
    private final LongAdder droppedBytes = new LongAdder();
    private final LongAdder rejectedRecords = new LongAdder();
    private final LongAdder rejectedBytes = new LongAdder();

    private final ReentrantLock lock = new ReentrantLock();
    private long queuedRecords;
    private long oversizeBytes;
    private final Map<FailReason, Long> failures = new EnumMap<>(FailReason.class);
    private final Tally tally = new Tally();

    /** The bytes first, and read last: so no record is seen without its bytes. */
    void dropped(long bytes) {
        droppedBytes.add(bytes);
        droppedRecords.increment();
    }

    void rejected(long bytes) {
        rejectedBytes.add(bytes);
        rejectedRecords.increment();
    }

    /** A record was accepted that no worker has: a source that is queued, or an oversize record that was taken over. */
    void accepted() {
        under(() -> queuedRecords++);
    }

    /** The length of an accepted oversize record is known. */
    void oversize(long bytes) {
        under(() -> oversizeBytes += bytes);
    }

    void failed(FailReason reason) {
        under(() -> failures.merge(reason, 1L, Long::sum));
    }

    void lost(LossReason reason, Amount amount) {
        under(() -> tally.lost(reason, amount));
    }

    /** An oversize record was published in a file of its own. */
    void published(long bytes) {
        under(() -> tally.published(1, bytes, 1));
    }

    Amount dropped() {
        return new Amount(droppedRecords.sum(), droppedBytes.sum());
    }

    Amount rejected() {
        return new Amount(rejectedRecords.sum(), rejectedBytes.sum());
    }

    /** Adds what has become of records; to be followed by the workers, and then by {@link #addAcceptedTo}. */
    void addOutcomesTo(LedgerBuilder ledger) {
        under(() -> {
            tally.addTo(ledger);
            failures.forEach(ledger::failed);
        });
    }

    void addAcceptedTo(LedgerBuilder ledger) {
        under(() -> ledger.accepted(new Amount(queuedRecords, oversizeBytes)));
    }

    private void under(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
