package io.forebay.engine;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.LossReason;
import io.forebay.api.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The end of a sink, step by step, each with its share of one deadline.
 *
 * <p>1. Callers are turned away. 2. Queued sources are read, for three quarters of the time at most, while the buffers are published.
 * 3. The workers publish what is left. 4. The target is closed. 5. Sources of records that are done, and are being closed just
 * then, are awaited. Whatever a step can not finish is counted and named, and the next step goes ahead. From the first step on, what the target refuses is tried again after short pauses.
 */
final class Closing {
    /** For threads that have nothing more to wait for, to leave the scheduler. */
    static final long LINGER_MILLIS = 100;

    private final Engine engine;
    private final Signal progress;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile @Nullable CloseReport report;

    Closing(Engine engine) {
        this.engine = engine;
        this.progress = engine.progress;
    }

    /** Whether the sink is closing or closed: the same mark that turns callers away, so that all they are told agrees. */
    boolean begun() {
        return engine.admission.refusesCallers();
    }

    boolean done() {
        return report != null;
    }

    CloseReport close(Duration duration) {
        Deadline deadline = Deadline.in(engine.config.time(), Deadline.saturatedNanos(duration));
        engine.admission.refuseCallers();
        while (!running.compareAndSet(false, true)) {
            CloseReport told = await(deadline);
            if (report != null || deadline.passed() || engine.threads.runCaller()) {
                return told;
            }
        }
        CloseReport result = report;
        try {
            if (result == null) {
                result = run(deadline);
                report = result;
            }
        } finally {
            // If there was no memory to go through with it, it may be tried again: each step may be taken twice.
            running.set(false);
            progress.raise();
        }
        return result;
    }

    /** Waits for the thread that closes the sink. One of the sink's own does not: that thread waits for it. */
    private CloseReport await(Deadline deadline) {
        if (!engine.threads.runCaller()) {
            progress.awaitUninterruptibly(() -> !running.get(), deadline);
        }
        CloseReport first = report;
        return first != null
                ? first
                : new CloseReport(engine.ledger(), List.of("Another thread is still closing the sink."));
    }

    private CloseReport run(Deadline deadline) {
        List<Thread> threads = new ArrayList<>(engine.threads.unfinished());
        engine.intake.refuse(deadline);
        engine.workers.forEach(worker -> worker.closeSoon(deadline));
        progress.awaitUninterruptibly(engine.intake::idle, deadline.part(3, 4));
        endIntake();
        engine.workers.forEach(worker -> worker.close(deadline));
        engine.vacancy.signalAll();
        takeLeases();
        // Those that close sources were started just now.
        engine.threads.unfinished().stream()
                .filter(thread -> !threads.contains(thread))
                .forEach(threads::add);
        if (!engine.flushThreads.contains(Thread.currentThread())) {
            progress.awaitUninterruptibly(engine.lease::closed, deadline);
        }
        EngineThreads.linger(unfinishedFlushThreads(), LINGER_MILLIS);
        progress.awaitUninterruptibly(engine.intake::idle, shortly());
        for (int i = 0; i < engine.workers.size(); i++) {
            if (engine.threads.runs(engine.flushThreads.get(i))) {
                engine.workers.get(i).declareUnanswered(engine.unanswered);
            }
        }
        engine.intake.declareUnanswered();

        tellLosses();
        awaitCloses(deadline);
        engine.watchdog.end();
        engine.events.end();
        progress.awaitUninterruptibly(engine.threads::allFinished, deadline);
        EngineThreads.linger(threads, LINGER_MILLIS);
        return new CloseReport(engine.ledger(), leftovers());
    }

    private void endIntake() {
        List<Handoff> givenUp = engine.intake.end();
        for (SourceReader reader : engine.readers) {
            Handoff inside = reader.interruptReading();
            if (inside != null) {
                engine.closer.closeAside(inside);
            }
        }
        engine.closer.closeAside(givenUp);
    }

    /** A source that does not come back must not keep the target open. One that does leaves no trace, if its lane has a moment for that. */
    private void takeLeases() {
        progress.awaitUninterruptibly(() -> engine.readers.stream().noneMatch(SourceReader::hangsWithLease), shortly());
        for (SourceReader reader : engine.readers) {
            if (reader.takeLease()) {
                engine.closer.releaseAside(engine.lease);
            }
        }
    }

    /** A lane may close the source of a record that is done in peace, under the watchdog's eyes, as long as there is time. */
    private void awaitCloses(Deadline deadline) {
        progress.awaitUninterruptibly(
                () -> engine.readers.stream().noneMatch(SourceReader::closing), deadline.part(7, 8));
        engine.readers.forEach(SourceReader::interruptClosing);
    }

    private static Deadline shortly() {
        return Deadline.in(TimeSource.system(), TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS));
    }

    /** What the target had damaged was told when it happened. */
    private void tellLosses() {
        Map<LossReason, Amount> losses = new EnumMap<>(LossReason.class);
        losses.putAll(engine.ledger().losses());
        losses.remove(LossReason.DAMAGED);
        engine.events.lostAtClose(losses);
    }

    private List<Thread> unfinishedFlushThreads() {
        return engine.flushThreads.stream()
                .filter(thread -> !engine.threads.finished(thread))
                .toList();
    }

    private List<String> leftovers() {
        List<String> leftovers = new ArrayList<>();
        for (Thread thread : engine.threads.unfinished()) {
            leftovers.add("The thread " + thread.getName() + " still runs; it is a daemon.");
        }
        Throwable failure = engine.lease.failure();
        if (!engine.lease.closed()) {
            leftovers.add("The target is still open, until the thread that uses it ends.");
        } else if (failure != null) {
            leftovers.add("The target could not release everything: " + failure);
        }
        return leftovers;
    }
}
