package io.forebay.engine;

import io.forebay.api.FlushTarget;
import io.forebay.api.Ledger;
import io.forebay.api.LossReason;
import io.forebay.api.RecordSink;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetOpener;
import io.forebay.api.TimeSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The parts of one open sink, put together, and their threads.
 *
 * <p>Bytes go through {@link Admission} to a {@link Worker}; sources and oversize records through the {@link Intake} and a {@link Lane} to a
 * worker, or to a file of their own. A {@link Flusher} for each worker brings full buffers to the target.
 */
final class Engine {
    final SinkConfig config;
    final Signal progress;
    final Books books = new Books();
    final Events events;
    final Intake intake;
    final List<Worker> workers = new ArrayList<>();
    final Vacancy vacancy;
    final Admission admission;
    final TargetLease lease;
    final EngineThreads threads;
    final SourceCloser closer;
    final Watchdog watchdog;
    /** The reason by which a worker's records count as lost when its flush thread hangs in the target at the end. */
    final LossReason unanswered;

    final List<SourceReader> readers = new ArrayList<>();

    /** Each worker's flush thread, by the worker's number. */
    final List<Thread> flushThreads;

    private final List<Flusher> flushers = new ArrayList<>();
    private final List<Lane> lanes = new ArrayList<>();

    private Engine(SinkConfig config, FlushTarget target, List<Segment> segments, Consumer<Thread> starter) {
        this.config = config;
        // With room for all: each that was started is in it, also when there is no memory.
        flushThreads = new ArrayList<>(config.workers());
        progress = new Signal(config.time());
        events = new Events(config, books);
        intake = new Intake(config, books, progress);
        vacancy = new Vacancy(config.time());
        unanswered = target.keepsCommitted() ? LossReason.RECOVERABLE : LossReason.UNANSWERED;
        lease = new TargetLease(target, config.workers(), progress);
        threads = new EngineThreads(progress, starter);
        closer = new SourceCloser(threads, events);
        for (int i = 0; i < config.workers(); i++) {
            Worker worker = new Worker(config, segments.get(2 * i), segments.get(2 * i + 1));
            workers.add(worker);
            flushers.add(new Flusher(i, config, worker, target, vacancy, progress, events));
        }
        admission = new Admission(config, workers, vacancy);
        OversizeWriter oversize = new OversizeWriter(config, target, lease, intake, books, events);
        for (int i = 0; i < SinkConfig.LANES; i++) {
            Lane lane = new Lane(config, intake, admission, oversize, books, events, i >= SinkConfig.SOURCE_LANES);
            lanes.add(lane);
            readers.add(lane.reader());
        }
        watchdog = new Watchdog(config, readers, intake, books, events, closer);
    }

    static Engine open(SinkConfig config, TargetOpener opener) throws IOException {
        return open(config, opener, Thread::start);
    }

    /**
     * Opens the target, lets it recover, and starts the threads; leaves nothing behind if it throws, but for a target that hangs: that is
     * closed when it has answered.
     */
    static Engine open(SinkConfig config, TargetOpener opener, Consumer<Thread> starter) throws IOException {
        Step.prepare();
        try {
            Engine engine = assemble(config, opener, starter);
            engine.start();
            return engine;
        } catch (OutOfMemoryError e) {
            throw new IOException(
                    "no memory for " + config.targetSpec().segments() + " buffers of " + config.size()
                            + " bytes, or for the sink's threads; lower size or workers, or raise the JVM's limits: "
                            + e.getMessage(),
                    e);
        }
    }

    private static Engine assemble(SinkConfig config, TargetOpener opener, Consumer<Thread> starter)
            throws IOException {
        FlushTarget target = opener.open(config.targetSpec());
        try {
            Recovery recovery = target.recover();
            List<Segment> segments = new ArrayList<>();
            for (int i = 0; i < 2 * config.workers(); i++) {
                segments.add(target.open(SegmentSpec.ordinary(i / 2, config.size())));
            }
            Engine engine = new Engine(config, target, segments, starter);
            engine.events.recovered(recovery);
            return engine;
        } catch (Throwable e) {
            try {
                target.close();
            } catch (Throwable other) {
                suppress(other, e);
            }
            throw e;
        }
    }

    /** From JDK 21 on, waiting takes no memory that it could not do without. */
    private void prepareLocks() {
        if (Runtime.version().feature() < 21) {
            List<SureLock> locks =
                    new ArrayList<>(List.of(progress.lock(), vacancy.lock(), intake.lock(), events.lock()));
            workers.forEach(worker -> locks.add(worker.news().lock()));
            SureLock.prepare(locks);
        }
    }

    private void start() {
        try {
            prepareLocks();
            for (int i = 0; i < flushers.size(); i++) {
                Flusher flusher = flushers.get(i);
                flushThreads.add(threads.start("forebay-flush-" + i, () -> {
                    try {
                        Step.repeat(flusher);
                    } finally {
                        lease.release();
                    }
                }));
            }
            for (int i = 0; i < lanes.size(); i++) {
                Lane lane = lanes.get(i);
                threads.start("forebay-intake-" + i, () -> Step.repeat(lane));
            }
            threads.start("forebay-watchdog", () -> Step.repeat(watchdog));
            threads.start("forebay-events", () -> Step.repeat(events));
        } catch (Throwable e) {
            stopAll();
            Throwable other = lease.failure();
            if (other != null) {
                suppress(other, e);
            }
            throw e;
        }
    }

    /** The JVM has but one error that says there is no memory, and throws it again and again. */
    private static void suppress(Throwable other, Throwable cause) {
        if (other != cause) {
            cause.addSuppressed(other);
        }
    }

    /**
     * A thread could not be started: those that run hold nothing, and end at once. The target is closed as ever, by the last one that uses
     * it; if there is none, here.
     */
    private void stopAll() {
        List<Thread> started = threads.unfinished();
        for (int i = flushThreads.size(); i < workers.size(); i++) {
            lease.release();
        }
        Deadline now = Deadline.in(config.time(), 0);
        intake.refuse(now);
        intake.end();
        workers.forEach(worker -> worker.close(now));
        watchdog.end();
        events.end();
        long patience = RecordSink.DEFAULT_CLOSE_DEADLINE.toNanos();
        progress.awaitUninterruptibly(
                () -> lease.closed() && threads.allFinished(), Deadline.in(TimeSource.system(), patience));
        EngineThreads.linger(started, Closing.LINGER_MILLIS);
    }

    Ledger ledger() {
        return LedgerBuilder.snapshot(books, workers);
    }
}
