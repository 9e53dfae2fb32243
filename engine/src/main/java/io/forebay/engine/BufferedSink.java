package io.forebay.engine;

import io.forebay.api.CloseReport;
import io.forebay.api.FlushReport;
import io.forebay.api.FlushReport.Status;
import io.forebay.api.Ledger;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.RecordSource;
import io.forebay.api.TargetOpener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The sink as its callers see it: sends each record on its way, and books those that are refused. */
final class BufferedSink implements RecordSink {
    private final SinkConfig config;
    private final Engine engine;
    private final Closing closing;
    private volatile @Nullable ShutdownHook shutdownHook;

    private BufferedSink(SinkConfig config, Engine engine) {
        this.config = config;
        this.engine = engine;
        this.closing = new Closing(engine);
    }

    static BufferedSink open(SinkConfig config, TargetOpener opener) throws IOException {
        return new BufferedSink(config, Engine.open(config, opener));
    }

    void closeAtShutdown(Duration deadline) {
        shutdownHook = ShutdownHook.arm(this, deadline);
    }

    @Override
    public Outcome write(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        Outcome outcome = length <= config.largestDirect()
                ? engine.admission.admit(array, null, offset, length)
                : writeOversize(ByteBuffer.wrap(array, offset, length));
        return outcome == Outcome.ACCEPTED ? outcome : refused(outcome, length);
    }

    @Override
    public Outcome write(ByteBuffer record) {
        int length = record.remaining();
        Outcome outcome = length <= config.largestDirect()
                ? engine.admission.admit(null, record, record.position(), length)
                : writeOversize(record.duplicate());
        if (outcome != Outcome.ACCEPTED) {
            return refused(outcome, length);
        }
        record.position(record.limit());
        return outcome;
    }

    private Outcome writeOversize(ByteBuffer view) {
        StackRoom.check();
        if (closing.begun()) {
            return Outcome.CLOSED;
        }
        if (view.remaining() > config.maxRecordBytes()) {
            return Outcome.TOO_LARGE;
        }
        Deadline deadline = Deadline.in(config.time(), config.timeout());
        BorrowedBytes borrowed = new BorrowedBytes(view, engine.books);
        Handoff handoff = new Handoff(borrowed);
        Outcome queued = engine.intake.enqueue(handoff, deadline);
        Outcome outcome = queued;
        try {
            outcome = queued == Outcome.ACCEPTED ? borrowed.await(config, deadline) : queued;
        } finally {
            if (!borrowed.taken()) {
                // Nobody wants it any more: not the lane that tries to write it, nor a flush.
                engine.intake.withdraw(handoff);
            }
        }
        // The target lost what it had taken of the record: the caller may try again, since the sink is open.
        return outcome == Outcome.CLOSED && !closing.begun() ? Outcome.TIMED_OUT : outcome;
    }

    @Override
    public Outcome write(RecordSource source) {
        Objects.requireNonNull(source, "source");
        checkStack(source);
        Handoff handoff = null;
        Outcome outcome = Outcome.TIMED_OUT;
        try {
            handoff = new Handoff(source);
            outcome = closing.begun()
                    ? Outcome.CLOSED
                    : engine.intake.enqueue(handoff, Deadline.in(config.time(), config.timeout()));
        } finally {
            // Also if there is no memory to queue it.
            if (outcome != Outcome.ACCEPTED) {
                closeRefused(source, handoff);
                refused(outcome, 0);
            }
        }
        return outcome;
    }

    /** Where no stack is left to tell anybody of a source that can not be closed, its caller is told. */
    private static void checkStack(RecordSource source) {
        try {
            StackRoom.check();
        } catch (StackOverflowError e) {
            try {
                source.close();
            } catch (Throwable also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    private void closeRefused(RecordSource source, @Nullable Handoff handoff) {
        try {
            if (handoff == null) {
                source.close();
            } else {
                handoff.closeSource();
            }
        } catch (Throwable e) {
            engine.events.closeFailed(e);
        }
    }

    private Outcome refused(Outcome outcome, int length) {
        StackRoom.check();
        if (outcome == Outcome.TIMED_OUT) {
            engine.books.dropped(length);
            engine.events.noteDrop();
        } else {
            engine.books.rejected(length);
        }
        return outcome;
    }

    @Override
    public FlushReport flush(Duration duration) {
        StackRoom.check();
        if (closing.begun()) {
            return new FlushReport(Status.CLOSED, 0);
        }
        Deadline deadline = Deadline.in(config.time(), Deadline.saturatedNanos(duration));
        return new Barrier(engine).await(deadline);
    }

    @Override
    public CloseReport close(Duration deadline) {
        StackRoom.check();
        CloseReport report = closing.close(deadline);
        ShutdownHook hook = shutdownHook;
        if (hook != null && closing.done()) {
            hook.disarm();
            shutdownHook = null;
        }
        return report;
    }

    @Override
    public Ledger ledger() {
        StackRoom.check();
        return engine.ledger();
    }
}
