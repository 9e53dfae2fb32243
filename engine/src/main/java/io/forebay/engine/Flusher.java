package io.forebay.engine;

import static java.util.Objects.requireNonNull;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.LossReason;
import io.forebay.api.Published;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SpilledDataLostException;
import java.util.ArrayDeque;

/**
 * The flush thread of one worker: it alone calls the target for the worker's ordinary segments.
 *
 * <p>Whatever the target throws, the data stays where it is and the call is made again after a {@link Pause}; so a target that
 * recovers finds service going on by itself. The thread ends only when the sink closes.
 */
final class Flusher implements Step {
    private final int index;
    private final SinkConfig config;
    private final Worker worker;
    private final FlushTarget target;
    private final Vacancy vacancy;
    private final Signal progress;
    private final Events events;
    private final Pause writing = new Pause();
    private final Pause opening = new Pause();
    private final ArrayDeque<Slot> abandoned = new ArrayDeque<>(2);
    private Amount recoverable = Amount.ZERO;
    private final Operation write = this::write;
    private final Operation open = this::open;

    Flusher(
            int index,
            SinkConfig config,
            Worker worker,
            FlushTarget target,
            Vacancy vacancy,
            Signal progress,
            Events events) {
        this.index = index;
        this.config = config;
        this.worker = worker;
        this.target = target;
        this.vacancy = vacancy;
        this.progress = progress;
        this.events = events;
    }

    @Override
    public boolean step() {
        return switch (worker.next(writing, opening)) {
            case WRITE -> {
                attempt(write, writing);
                yield false;
            }
            case OPEN -> {
                attempt(open, opening);
                yield false;
            }
            case GIVE_UP -> {
                giveUp();
                yield true;
            }
            case END -> {
                worker.takeAll().forEach(slot -> quietly(slot.segment::discard));
                yield true;
            }
        };
    }

    private interface Operation {
        void run() throws Exception;
    }

    /** Any failure leaves things as they were, an {@link Error} included: nothing a target throws may end this thread. */
    private void attempt(Operation operation, Pause pause) {
        try {
            operation.run();
            pause.reset();
        } catch (Throwable e) {
            long delay = pause.begin(config.time().nanoTime(), worker.longestPause());
            events.refused(index, e, delay);
        } finally {
            // Left by whatever the target called; it would close the channel of the next call.
            Thread.interrupted();
            progress.raise();
        }
    }

    private void write() throws Exception {
        Slot slot = requireNonNull(worker.sealed(), "only this thread takes it away");
        if (worker.nothingToWrite(slot)) {
            worker.emptied(slot);
            vacancy.signal();
            return;
        }
        try {
            if (worker.publishNow(slot)) {
                Published published = slot.segment.publish();
                worker.published(slot);
                events.published(published);
            } else {
                slot.segment.spill(slot.end);
                worker.spilled(slot);
                vacancy.signal();
            }
        } catch (SpilledDataLostException e) {
            events.lost(LossReason.DAMAGED, worker.damaged(), e);
            throw e;
        }
    }

    private void open() throws Exception {
        Segment segment = target.open(SegmentSpec.ordinary(index, config.size()));
        boolean installed = false;
        try {
            worker.opened(segment, segment.buffer());
            installed = true;
        } finally {
            if (!installed) {
                Thread.interrupted();
                quietly(segment::discard);
            }
        }
        vacancy.signal();
    }

    /** May be taken again after it failed: what was abandoned stays added up. */
    private void giveUp() {
        abandoned.addAll(worker.takeAll());
        while (!abandoned.isEmpty()) {
            Slot slot = abandoned.remove();
            quietly(() -> recoverable = recoverable.plus(slot.segment.abandon()));
        }
        worker.gaveUp(recoverable);
        progress.raise();
    }

    private void quietly(Runnable operation) {
        try {
            operation.run();
        } catch (RuntimeException | Error e) {
            events.refused(index, e, 0);
        } finally {
            // The same; the next call may be the target's last, its close.
            Thread.interrupted();
        }
    }
}
