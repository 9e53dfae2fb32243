package io.forebay.engine;

import io.forebay.api.Amount;
import io.forebay.api.LossReason;
import io.forebay.api.Segment;
import io.forebay.api.TimeSource;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two buffers that take turns: writers fill the active one while the flush thread empties the other.
 *
 * <p>A slot moves in a circle: active (being filled) → sealed (the flush thread writes it) → spare (published, no segment) → standby
 * (empty, waiting for its turn) → active. A slot whose segment was spilled goes from sealed to standby at once. At most one slot
 * is sealed at a time, so a worker's records reach the target in the order in which they came.
 *
 * <p>Everything here is guarded by one lock, but for what is volatile. Under it nothing runs but copies, counters, a look for stack and
 * {@link Segment#commit}: no I/O, and no user code but {@link TimeSource#nanoTime}.
 */
final class Worker {
    /** What became of an {@link #offer}. */
    static final int TAKEN = 0;

    static final int FULL = 1;
    static final int BUSY = 2;
    static final int CLOSED = 3;

    /**
     * A record of this share of a buffer is small. A larger one that does not fit says little of how full the buffer is; it has the next one, as long as small ones
     * still fit into this.
     */
    private static final int SMALL_SHARE = 8;

    /** What the flush thread is to do next. */
    enum Task {
        /** Append the sealed segment to the file, or publish it. */
        WRITE,
        /** Open a segment for a spare slot. */
        OPEN,
        /** The close deadline has passed. */
        GIVE_UP,
        /** All is published, and nothing comes any more. */
        END
    }

    private final SinkConfig config;
    private final TimeSource time;
    private final BriefLock lock = new BriefLock();
    /** What the flush thread is to be woken for. */
    private final News news;

    private @Nullable Slot active;
    private @Nullable Slot standby;
    private @Nullable Slot sealed;
    private final ArrayDeque<Slot> spares = new ArrayDeque<>(2);
    /** The active buffer is full for small records, and there is no standby: once there is one, the flush thread seals for itself. */
    private boolean outgrown;

    private final Account account = new Account();
    /** When the first record of the unpublished file came; says nothing while that is empty. */
    private long spilledSince;

    /** Everything up to this count of entered records is to be published now. */
    private long flushUpTo;

    /** Somebody waits for a flush or for the end: cut a back-off short. */
    private boolean hurry;

    private boolean closed;
    /** Set when the sink begins to close; records of sources may still enter then. */
    private volatile @Nullable Deadline closeDeadline;

    Worker(SinkConfig config, Segment first, Segment second) {
        this.config = config;
        this.time = config.time();
        this.news = new News(time);
        active = new Slot(first);
        standby = new Slot(second);
    }

    /** What the flush thread waits for. */
    News news() {
        return news;
    }

    /**
     * Copies a record into the active buffer.
     *
     * @param array holds the record, or null
     * @param bytes holds the record if the array is null; read by index
     * @param wait whether to wait for the lock, which is held for no longer than a copy takes, unless the copy stands still: not for that
     * @param fromCaller whether this counts as accepted, or was counted before
     */
    int offer(
            byte @Nullable [] array,
            @Nullable ByteBuffer bytes,
            int offset,
            int length,
            boolean wait,
            boolean fromCaller) {
        if (!(wait ? lock.tryLockForAWhile() : lock.tryLock())) {
            return BUSY;
        }
        boolean sealedOne = false;
        try {
            if (closed) {
                return CLOSED;
            }
            Slot slot = active;
            if (slot == null || slot.buffer.capacity() - slot.end < length) {
                if (standby == null) {
                    outgrown |= slot != null && length <= slot.buffer.capacity() / SMALL_SHARE;
                    return FULL;
                }
                slot = standby;
                // For the signal too: half of it would be worse than none.
                StackRoom.check();
                seal();
                news.add();
                sealedOne = true;
            }
            put(slot, array, bytes, offset, length);
            account.enteredRecords++;
            account.enteredBytes += length;
            if (fromCaller) {
                account.callerRecords++;
            }
            return TAKEN;
        } finally {
            try {
                lock.unlock();
            } catch (StackOverflowError e) {
                // There was no room for the call, so it has done nothing. This is none.
                lock.held = false;
            }
            if (sealedOne) {
                news.raise();
            }
        }
    }

    /** Leaves everything as it was if it throws, for instance because another thread changes the caller's buffer. */
    private void put(Slot slot, byte @Nullable [] array, @Nullable ByteBuffer bytes, int offset, int length) {
        int end = slot.end + length;
        slot.fetchAhead(length);
        if (array != null) {
            slot.buffer.put(slot.end, array, offset, length);
        } else {
            slot.buffer.put(slot.end, bytes, offset, length);
        }
        if (slot.records == 0) {
            slot.since = time.nanoTime();
        }
        if (length > 0) {
            slot.segment.commit(end);
        }
        slot.end = end;
        slot.records++;
    }

    private void seal() {
        sealed = active;
        active = standby;
        standby = null;
        outgrown = false;
    }

    /**
     * Asks for everything that has entered to be published; returns the count that {@link #settled} must reach. A slot without a segment
     * is asked for too, because a lane may be waiting for it with a record that was accepted.
     */
    long requestFlush() {
        long upTo;
        lock.lock();
        try {
            upTo = account.enteredRecords;
            flushUpTo = upTo;
            if (upTo > account.settledRecords() || !spares.isEmpty()) {
                hurry = true;
                news.add();
            }
        } finally {
            lock.unlock();
        }
        news.raise();
        return upTo;
    }

    /** Count of records that have entered and were neither published nor lost. */
    long unsettled() {
        lock.lock();
        try {
            return account.heldRecords();
        } finally {
            lock.unlock();
        }
    }

    /** Count of records that were published or lost, in the order in which they entered. */
    long settled() {
        lock.lock();
        try {
            return account.settledRecords();
        } finally {
            lock.unlock();
        }
    }

    /** The sink begins to close: asks for everything, as {@link #requestFlush} does. There is no time for long pauses any more. */
    void closeSoon(Deadline deadline) {
        closeDeadline = deadline;
        requestFlush();
    }

    /** Nanoseconds that the flush thread may rest before it tries again. */
    long longestPause() {
        Deadline deadline = closeDeadline;
        return deadline == null ? Long.MAX_VALUE : deadline.longestPause();
    }

    /** Refuses records from now on, and has the flush thread publish what is held and end. */
    void close(Deadline deadline) {
        lock.lock();
        try {
            closed = true;
            closeDeadline = deadline;
            hurry = true;
            news.add();
        } finally {
            lock.unlock();
        }
        news.raise();
    }

    /** Adds what was published and lost, and then what was accepted. */
    void addTo(LedgerBuilder ledger) {
        lock.lock();
        try {
            account.addTo(ledger);
        } finally {
            lock.unlock();
        }
    }

    // ---- the flush thread's side

    /** Waits until there is something to do. */
    Task next(Pause writing, Pause opening) {
        while (true) {
            long heard;
            long wait;
            lock.lock();
            try {
                endPausesInAHurry(writing, opening);
                Deadline deadline = closed ? closeDeadline : null;
                if (closed && !account.unanswered() && account.heldRecords() == 0) {
                    return Task.END;
                }
                if (deadline != null && (account.unanswered() || deadline.passed())) {
                    return Task.GIVE_UP;
                }
                wait = deadline == null ? Long.MAX_VALUE : deadline.remaining();
                long now = time.nanoTime();
                if (sealed == null) {
                    long untilDue = untilDue(now);
                    if (untilDue == 0) {
                        seal();
                    }
                    wait = Math.min(wait, untilDue);
                }
                if (sealed != null) {
                    long pause = writing.remaining(now);
                    if (pause == 0) {
                        return Task.WRITE;
                    }
                    wait = Math.min(wait, pause);
                }
                if (!spares.isEmpty() && !closed) {
                    long pause = opening.remaining(now);
                    if (pause == 0) {
                        return Task.OPEN;
                    }
                    wait = Math.min(wait, pause);
                }
                heard = news.count();
            } finally {
                lock.unlock();
            }
            news.await(heard, wait);
        }
    }

    private void endPausesInAHurry(Pause writing, Pause opening) {
        if (hurry) {
            hurry = false;
            if (closeDeadline != null) {
                writing.reset();
                opening.reset();
            }
            writing.end();
            opening.end();
        }
    }

    /**
     * Nanoseconds until the active segment must be sealed though it is not full; 0 for now.
     *
     * <p>While it is empty, one roll age: a writer need not wake the flush thread for the first record, because the flush thread
     * looks before that record is too old.
     */
    private long untilDue(long now) {
        if (active == null) {
            return Long.MAX_VALUE;
        }
        if (active.records == 0 && account.spilledRecords() == 0) {
            return config.rollAge() == 0 ? Long.MAX_VALUE : config.rollAge();
        }
        if (publishWanted()) {
            return 0;
        }
        return config.rollAge() == 0 ? Long.MAX_VALUE : untilTooOld(active, now);
    }

    private long untilTooOld(Slot slot, long now) {
        long since = account.spilledRecords() > 0 ? spilledSince : slot.since;
        return Math.max(0, config.rollAge() - Math.max(0, now - since));
    }

    private boolean publishWanted() {
        return closed || flushUpTo > account.settledRecords();
    }

    /** The segment to write; it is the flush thread's until it says what became of it. */
    @Nullable
    Slot sealed() {
        lock.lock();
        try {
            return sealed;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the file is to be published with the sealed segment, because it is full, old, or asked for; then so until it is. */
    boolean publishNow(Slot slot) {
        lock.lock();
        try {
            long full = account.spilledBytes() + slot.end + slot.buffer.capacity();
            slot.publishing = slot.publishing
                    || full > config.rollSize()
                    || publishWanted()
                    || (config.rollAge() > 0 && untilTooOld(slot, time.nanoTime()) == 0);
            return slot.publishing;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the sealed segment and the unpublished file hold no byte: all its records, if any, are empty. */
    boolean nothingToWrite(Slot slot) {
        lock.lock();
        try {
            return slot.end == 0 && account.spilledBytes() == 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The sealed segment was published, with all that was spilled before it. Like the other methods that book what the target has
     * done, this allocates nothing, so that it can not fail.
     */
    void published(Slot slot) {
        lock.lock();
        try {
            account.published(slot.records, slot.end, 1);
            sealed = null;
            spares.add(slot);
        } finally {
            lock.unlock();
        }
    }

    /** The sealed segment held empty records only: they count as published, and no file comes of them. */
    void emptied(Slot slot) {
        lock.lock();
        try {
            account.published(slot.records, slot.end, 0);
            sealed = null;
            slot.clear();
            install(slot);
        } finally {
            lock.unlock();
        }
    }

    /** The sealed segment was appended to the file and is empty again. */
    void spilled(Slot slot) {
        lock.lock();
        try {
            if (account.spilledRecords() == 0) {
                spilledSince = slot.since;
            }
            account.spilled(slot.records, slot.end);
            sealed = null;
            slot.clear();
            install(slot);
        } finally {
            lock.unlock();
        }
    }

    /** What had been spilled is gone; the sealed segment still stands. Books that before anything else can fail. */
    Amount damaged() {
        lock.lock();
        try {
            return account.damaged();
        } finally {
            lock.unlock();
        }
    }

    /** Puts an opened segment into a spare slot. */
    void opened(Segment segment, ByteBuffer buffer) {
        lock.lock();
        try {
            Slot slot = spares.remove();
            slot.refill(segment, buffer);
            install(slot);
        } finally {
            lock.unlock();
        }
    }

    private void install(Slot slot) {
        if (active == null) {
            active = slot;
        } else {
            standby = slot;
            if (outgrown) {
                seal();
            }
        }
    }

    /** Hands all segments over, to be discarded or abandoned; the worker is closed, and holds nothing afterwards. */
    List<Slot> takeAll() {
        lock.lock();
        try {
            ArrayDeque<Slot> slots = new ArrayDeque<>(2);
            for (Slot slot : new Slot[] {sealed, active, standby}) {
                if (slot != null) {
                    slots.add(slot);
                }
            }
            List<Slot> all = List.copyOf(slots);
            sealed = null;
            active = null;
            standby = null;
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Books everything that is held as lost, but for what recovery will publish. */
    void gaveUp(Amount recoverable) {
        lock.lock();
        try {
            account.gaveUp(recoverable);
        } finally {
            lock.unlock();
        }
    }

    /** The deadline has passed and the flush thread hangs in the target: books what is held as lost, until it answers. */
    void declareUnanswered(LossReason reason) {
        lock.lock();
        try {
            account.declareUnanswered(reason);
        } finally {
            lock.unlock();
        }
    }
}
