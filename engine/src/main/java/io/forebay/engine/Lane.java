package io.forebay.engine;

import io.forebay.api.FailReason;
import io.forebay.api.LossReason;
import io.forebay.api.Outcome;
import java.nio.ByteBuffer;

/**
 * A thread that reads sources, and what callers lend, one after the other, and passes whole records on.
 *
 * <p>A source is read into a buffer of the lane's own first. A record that fits a worker's buffer takes the way that callers' bytes take; a larger one goes to a file of its own. A source
 * that blocks holds up this lane only.
 */
final class Lane implements Step {
    private final Intake intake;
    private final Admission admission;
    private final OversizeWriter oversize;
    private final Books books;
    private final Events events;
    /** Kept for what callers lend, so that sources which are slow or hang do not hold up any caller. */
    private final boolean lentOnly;

    private final SourceReader reader;
    /** For sources; one byte larger than a worker's buffer, so that a full one says that the record does not fit there. */
    private final ByteBuffer staging;

    Lane(
            SinkConfig config,
            Intake intake,
            Admission admission,
            OversizeWriter oversize,
            Books books,
            Events events,
            boolean lentOnly) {
        this.intake = intake;
        this.admission = admission;
        this.oversize = oversize;
        this.books = books;
        this.events = events;
        this.lentOnly = lentOnly;
        this.reader = new SourceReader(config);
        this.staging = ByteBuffer.allocateDirect(lentOnly ? 0 : config.size() + 1);
    }

    SourceReader reader() {
        return reader;
    }

    @Override
    public boolean step() {
        Handoff handoff = lentOnly ? intake.takeLent() : intake.take();
        if (handoff == null) {
            return true;
        }
        try {
            process(handoff);
        } finally {
            // First: nobody has to wait until a source is closed that has failed.
            intake.done(handoff);
            closeQuietly(handoff);
        }
        return false;
    }

    /** Nothing that a source throws, an {@link Error} included, may end this thread. */
    private void process(Handoff handoff) {
        try {
            reader.begin(handoff);
            if (handoff.knownLength() >= 0) {
                oversize.write(handoff, reader, staging, 0);
                return;
            }
            int end = reader.fill(handoff, staging, 0);
            if (end >= 0) {
                oversize.write(handoff, reader, staging, end);
            } else {
                reader.close(handoff);
                pass(handoff, -1 - end);
            }
        } catch (SourceFailure e) {
            fail(handoff, e.reason(), e.getCause() == null ? e : e.getCause());
        } catch (Throwable e) {
            fail(handoff, FailReason.THREW, e);
        }
    }

    private void pass(Handoff handoff, int length) {
        if (!handoff.claim(0, 0, books)) {
            return;
        }
        Outcome outcome = Outcome.TIMED_OUT;
        while (outcome == Outcome.TIMED_OUT) {
            try {
                outcome = admission.admitQueued(staging, length);
            } catch (Throwable e) {
                // The record is claimed and still in the staging buffer: only this lane can bring it to its place.
                Step.rest(e);
            }
            // An interrupt is meant for the source, and comes too late.
            Thread.interrupted();
        }
        if (outcome == Outcome.CLOSED) {
            handoff.finishLost(books, LossReason.DEADLINE);
        } else {
            handoff.finish(books);
        }
    }

    private void fail(Handoff handoff, FailReason reason, Throwable cause) {
        if (handoff.knownLength() >= 0) {
            // Its caller has it back, or something went wrong with the segment.
            oversize.damaged(handoff, cause);
        } else if (handoff.settleFailed(books, reason)) {
            events.failed(reason, cause);
        }
    }

    static void closeSource(Handoff handoff) throws SourceFailure {
        try {
            handoff.closeSource();
        } catch (Throwable e) {
            throw new SourceFailure(FailReason.THREW, e);
        } finally {
            Thread.interrupted();
        }
    }

    /**
     * Sees to it that the source is closed. If somebody else is at it, because this lane seemed to hang, waits for that: so a source that
     * can not even be closed costs a lane, and no more than that.
     */
    private void closeQuietly(Handoff handoff) {
        try {
            if (!handoff.sourceClosing()) {
                reader.closeDone(handoff);
            }
        } catch (SourceFailure e) {
            events.closeFailed(e);
        }
        handoff.awaitSourceClosed();
    }
}
