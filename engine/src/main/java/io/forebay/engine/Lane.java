package io.forebay.engine;

import io.forebay.api.Amount;
import io.forebay.api.FailReason;
import io.forebay.api.LossReason;
import io.forebay.api.Outcome;
import java.nio.ByteBuffer;

/**
 * A thread that reads sources, one after the other, each into a buffer of its own, and passes whole records on.
 *
 * <p>A record that fits a worker's buffer takes the way that callers' bytes take; a larger one goes to a file of its own. A source
 * that blocks holds up this lane only.
 */
final class Lane implements Runnable {
    private final Intake intake;
    private final Admission admission;
    private final OversizeWriter oversize;
    private final Books books;
    private final Events events;
    private final SourceReader reader;
    /** One byte larger than a worker's buffer, so that a full one says that the record does not fit there. */
    private final ByteBuffer staging;

    Lane(SinkConfig config, Intake intake, Admission admission, OversizeWriter oversize, Books books, Events events) {
        this.intake = intake;
        this.admission = admission;
        this.oversize = oversize;
        this.books = books;
        this.events = events;
        this.reader = new SourceReader(config);
        this.staging = ByteBuffer.allocateDirect(config.size() + 1);
    }

    SourceReader reader() {
        return reader;
    }

    @Override
    public void run() {
        Handoff handoff;
        while ((handoff = intake.take()) != null) {
            process(handoff);
            intake.done(handoff);
        }
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
                closeSource(handoff);
                pass(handoff, -1 - end);
            }
        } catch (SourceFailure e) {
            fail(handoff, e.reason(), e.getCause() == null ? e : e.getCause());
        } catch (Throwable e) {
            fail(handoff, FailReason.THREW, e);
        } finally {
            closeQuietly(handoff);
        }
    }

    private void pass(Handoff handoff, int length) {
        if (!handoff.claim(Amount.ZERO)) {
            return;
        }
        Outcome outcome;
        do {
            outcome = admission.admitQueued(staging, length);
            // An interrupt is meant for the source, and comes too late.
        } while (outcome == Outcome.TIMED_OUT && Thread.interrupted());
        boolean turnedAway = outcome == Outcome.CLOSED;
        handoff.finish(books, () -> {
            if (turnedAway) {
                books.lost(LossReason.DEADLINE, new Amount(1, 0));
            }
        });
    }

    private void fail(Handoff handoff, FailReason reason, Throwable cause) {
        if (!handoff.settle()) {
            return;
        }
        handoff.returnToCaller();
        if (!handoff.accepted()) {
            return;
        }
        if (handoff.knownLength() < 0) {
            books.failed(reason);
            events.failed(reason, cause);
        } else {
            // A caller's array can not fail once it is taken over: something went wrong with the segment.
            Amount amount = new Amount(1, handoff.knownLength());
            books.lost(LossReason.DAMAGED, amount);
            events.lost(LossReason.DAMAGED, amount, cause);
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

    private void closeQuietly(Handoff handoff) {
        try {
            closeSource(handoff);
        } catch (SourceFailure e) {
            events.closeFailed(e);
        }
    }
}
