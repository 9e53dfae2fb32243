package io.forebay.engine;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.LossReason;
import io.forebay.api.Published;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SpilledDataLostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a record that is larger than a buffer to a file of its own, which grows as the record is read.
 *
 * <p>Used by the lanes. Until the record is whole nothing of it is committed: whatever ends it before takes the file with it. A target
 * that refuses is asked again, until the record is given up or the close deadline has passed.
 */
final class OversizeWriter {
    private final SinkConfig config;
    private final FlushTarget target;
    private final TargetLease lease;
    private final Intake intake;
    private final Books books;
    private final Events events;

    OversizeWriter(
            SinkConfig config, FlushTarget target, TargetLease lease, Intake intake, Books books, Events events) {
        this.config = config;
        this.target = target;
        this.lease = lease;
        this.intake = intake;
        this.books = books;
        this.events = events;
    }

    private interface Operation<T> {
        T run() throws Exception;
    }

    /**
     * Writes a record whose first bytes stand in the staging buffer.
     *
     * @param staged how many: none, or more than a segment's buffer takes
     * @throws SourceFailure if the source fails before its end; nothing is left of it
     */
    void write(Handoff handoff, SourceReader reader, ByteBuffer staging, int staged) throws SourceFailure {
        if (!lease.acquire()) {
            return;
        }
        reader.beginLease();
        try {
            int worker = (int) (Thread.currentThread().getId() % config.workers());
            SegmentSpec spec = SegmentSpec.oversize(worker, config.size(), handoff.knownLength());
            Segment segment = insist(handoff, () -> target.open(spec));
            if (segment != null) {
                fill(handoff, reader, staging, staged, segment);
            }
        } catch (SpilledDataLostException e) {
            damaged(handoff, e);
        } finally {
            if (reader.endLease()) {
                lease.release();
            }
        }
    }

    private void fill(Handoff handoff, SourceReader reader, ByteBuffer staging, int staged, Segment segment)
            throws SourceFailure, SpilledDataLostException {
        boolean claimed = false;
        try {
            int end = readAll(handoff, reader, staging, staged, segment);
            if (end < 0) {
                return;
            }
            if (handoff.knownLength() < 0) {
                reader.close(handoff);
            }
            // Made before the record is accepted: after that, nothing may fail but what can be tried again.
            Claimed record = new Claimed(handoff, segment, reader.bytes());
            if (!handoff.take(segment, end)) {
                return;
            }
            claimed = handoff.claim(1, reader.bytes(), books);
            if (claimed) {
                Step.repeat(record);
            }
        } finally {
            // Without the lease it was abandoned when the target was closed.
            if (!claimed && reader.leased()) {
                discard(segment);
            }
        }
    }

    /** Returns the end of the last bytes in the segment's buffer, or -1 if the record was given up. */
    private int readAll(Handoff handoff, SourceReader reader, ByteBuffer staging, int staged, Segment segment)
            throws SourceFailure, SpilledDataLostException {
        ByteBuffer buffer = segment.buffer();
        boolean lent = handoff.knownLength() >= 0;
        // A source may keep the buffer that it fills, though it must not: it never gets hold of the segment's, which
        // may be a file.
        ByteBuffer piece = lent ? buffer : staging.slice(0, Math.min(config.size(), buffer.capacity()));
        int end = 0;
        if (staged > 0) {
            end = staged - config.size();
            buffer.put(0, staging, 0, config.size());
            if (!spill(handoff, segment, config.size())) {
                return -1;
            }
            staging.put(0, staging, config.size(), end);
        }
        while (true) {
            int next = reader.fill(handoff, piece, end);
            int filled = next < 0 ? -1 - next : next;
            if (!lent) {
                buffer.put(0, piece, 0, filled);
            }
            if (next < 0) {
                return filled;
            }
            if (!spill(handoff, segment, next)) {
                return -1;
            }
            end = 0;
        }
    }

    private boolean spill(Handoff handoff, Segment segment, int end) throws SpilledDataLostException {
        return insist(handoff, () -> {
                    segment.spill(end);
                    return true;
                })
                != null;
    }

    /**
     * A record that is whole, and this lane's alone to bring to an end. Its step may be taken again after it threw: it goes on where it
     * was, and never calls the target again for what that has done.
     */
    private final class Claimed implements Step {
        private final Handoff handoff;
        private final Segment segment;
        private final Amount amount;
        private final Operation<Published> publish;
        private @Nullable Published published;
        private @Nullable LossReason lost;

        Claimed(Handoff handoff, Segment segment, long bytes) {
            this.handoff = handoff;
            this.segment = segment;
            this.amount = new Amount(1, bytes);
            this.publish = segment::publish;
        }

        @Override
        public boolean step() {
            if (handoff.done()) {
                return true;
            }
            if (published == null && lost == null) {
                bringToEnd();
            }
            Published result = published;
            LossReason reason = lost;
            if (result != null) {
                handoff.finishPublished(books);
                events.published(result);
            } else if (reason != null) {
                handoff.finishLost(books, reason);
            }
            return true;
        }

        private void bringToEnd() {
            try {
                published = insist(handoff, publish);
                if (published == null) {
                    lost = LossReason.DEADLINE;
                    lost = recoverable(segment) ? LossReason.RECOVERABLE : LossReason.DEADLINE;
                }
            } catch (SpilledDataLostException e) {
                lost = LossReason.DAMAGED;
                discard(segment);
                events.lost(LossReason.DAMAGED, amount, e);
            }
        }
    }

    private void discard(Segment segment) {
        try {
            segment.discard();
        } catch (RuntimeException | Error e) {
            events.refused(-1, e, 0);
        } finally {
            Thread.interrupted();
        }
    }

    private boolean recoverable(Segment segment) {
        try {
            return segment.abandon().records() > 0;
        } catch (RuntimeException | Error e) {
            events.refused(-1, e, 0);
            return false;
        } finally {
            Thread.interrupted();
        }
    }

    /** The target can not vouch for what it has taken, before the record is whole. A caller who waits is told that it is dropped. */
    void damaged(Handoff handoff, Throwable cause) {
        if (!handoff.settleLost(books, LossReason.DAMAGED)) {
            return;
        }
        if (handoff.accepted()) {
            events.lost(LossReason.DAMAGED, new Amount(1, Math.max(0, handoff.knownLength())), cause);
        } else if (!handoff.takenBack()) {
            events.refused(-1, cause, 0);
        }
    }

    /** Repeats an operation until the target does it; null if the record or the sink was given up. */
    private <T> @Nullable T insist(Handoff handoff, Operation<T> operation) throws SpilledDataLostException {
        Pause pause = new Pause();
        while (!handoff.done() && !intake.givenUp()) {
            try {
                return operation.run();
            } catch (SpilledDataLostException e) {
                throw e;
            } catch (Throwable e) {
                rest(handoff, pause, e);
            } finally {
                // Left by whatever the target called; it would close the channel of the next call.
                Thread.interrupted();
            }
        }
        return null;
    }

    /** A claimed record is this lane's alone: nothing may take the lane out of its loop. */
    private void rest(Handoff handoff, Pause pause, Throwable refusal) {
        try {
            long delay = pause.begin(config.time().nanoTime(), intake.longestPause());
            events.refused(-1, refusal, delay);
            boolean hurried = handoff.pause(config.time(), delay);
            if (hurried && intake.closing()) {
                // There is no time for long pauses any more.
                pause.reset();
            }
        } catch (Throwable e) {
            Step.rest(e);
        }
    }
}
