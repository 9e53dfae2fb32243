package io.forebay.engine;

import static java.util.Objects.requireNonNull;

import io.forebay.api.Amount;
import io.forebay.api.FailReason;
import io.forebay.api.LossReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

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

    private final SureLock lock = new SureLock();
    private long queuedRecords;
    private long oversizeBytes;
    private final Map<FailReason, LongAdder> failures = new EnumMap<>(FailReason.class);
    private final Tally tally = new Tally();

    Books() {
        for (FailReason reason : FailReason.values()) {
            failures.put(reason, new LongAdder());
        }
    }

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
        lock.lock();
        try {
            queuedRecords++;
        } finally {
            lock.unlock();
        }
    }

    /** The length of an accepted oversize record is known. */
    void oversize(long bytes) {
        lock.lock();
        try {
            oversizeBytes += bytes;
        } finally {
            lock.unlock();
        }
    }

    void failed(FailReason reason) {
        lock.lock();
        try {
            requireNonNull(failures.get(reason)).increment();
        } finally {
            lock.unlock();
        }
    }

    /** Records were given up; a negative count takes that back. */
    void lost(LossReason reason, long records, long bytes) {
        lock.lock();
        try {
            tally.lost(reason, records, bytes);
        } finally {
            lock.unlock();
        }
    }

    /** An oversize record was published in a file of its own. */
    void published(long bytes) {
        lock.lock();
        try {
            tally.published(1, bytes, 1);
        } finally {
            lock.unlock();
        }
    }

    Amount dropped() {
        return new Amount(droppedRecords.sum(), droppedBytes.sum());
    }

    Amount rejected() {
        return new Amount(rejectedRecords.sum(), rejectedBytes.sum());
    }

    /** Adds what has become of records; to be followed by the workers, and then by {@link #addAcceptedTo}. */
    void addOutcomesTo(LedgerBuilder ledger) {
        lock.lock();
        try {
            tally.addTo(ledger);
            failures.forEach((reason, count) -> ledger.failed(reason, count.sum()));
        } finally {
            lock.unlock();
        }
    }

    void addAcceptedTo(LedgerBuilder ledger) {
        lock.lock();
        try {
            ledger.accepted(new Amount(queuedRecords, oversizeBytes));
        } finally {
            lock.unlock();
        }
    }
}
