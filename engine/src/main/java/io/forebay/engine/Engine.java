package io.forebay.engine;

import io.forebay.api.FlushTarget;
import io.forebay.api.Ledger;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetOpener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    final List<SourceReader> readers = new ArrayList<>();

    /** Each worker's flush thread, by the worker's number. */
    final List<Thread> flushThreads = new ArrayList<>();

    private final List<Flusher> flushers = new ArrayList<>();
    private final List<Lane> lanes = new ArrayList<>();

    private Engine(SinkConfig config, FlushTarget target, List<Segment> segments) {
        this.config = config;
        progress = new Signal(config.time());
        events = new Events(config, books);
        intake = new Intake(config, books, progress);
        vacancy = new Vacancy(config.time());
        lease = new TargetLease(target, config.workers(), progress);
        threads = new EngineThreads(progress);
        closer = new SourceCloser(threads, events);
        for (int i = 0; i < config.workers(); i++) {
            Worker worker = new Worker(config, segments.get(2 * i), segments.get(2 * i + 1));
            workers.add(worker);
            flushers.add(new Flusher(i, config, worker, target, vacancy, progress, events));
        }
        admission = new Admission(config, workers, vacancy);
        OversizeWriter oversize = new OversizeWriter(config, target, lease, intake, books, events);
        for (int i = 0; i < SinkConfig.LANES; i++) {
            Lane lane = new Lane(config, intake, admission, oversize, books, events);
            lanes.add(lane);
            readers.add(lane.reader());
        }
        watchdog = new Watchdog(config, readers, intake, books, events, closer);
    }

    /** Opens the target, lets it recover, and starts the threads; leaves nothing behind if it throws. */
    static Engine open(SinkConfig config, TargetOpener opener) throws IOException {
        FlushTarget target = null;
        try {
            target = opener.open(config.targetSpec());
            Recovery recovery = target.recover();
            List<Segment> segments = new ArrayList<>();
            for (int i = 0; i < 2 * config.workers(); i++) {
                segments.add(target.open(SegmentSpec.ordinary(i / 2, config.size())));
            }
            Engine engine = new Engine(config, target, segments);
            engine.events.recovered(recovery);
            engine.start();
            return engine;
        } catch (OutOfMemoryError e) {
            closeAfter(e, target);
            throw new IOException(
                    "no memory for " + config.targetSpec().segments() + " buffers of " + config.size()
                            + " bytes, or for the sink's threads; lower size or workers, or raise the JVM's limits: "
                            + e.getMessage(),
                    e);
        } catch (Throwable e) {
            closeAfter(e, target);
            throw e;
        }
    }

    private static void closeAfter(Throwable failure, @Nullable FlushTarget target) {
        if (target == null) {
            return;
        }
        try {
            target.close();
        } catch (Throwable e) {
            failure.addSuppressed(e);
        }
    }

    private void start() {
        boolean started = false;
        try {
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
            started = true;
        } finally {
            if (!started) {
                stopAll();
            }
        }
    }

    /** A thread could not be started: those that run hold nothing and end at once. */
    private void stopAll() {
        Deadline now = Deadline.in(config.time(), 0);
        intake.refuse(now);
        intake.end();
        workers.forEach(worker -> worker.close(now));
        watchdog.end();
        events.end();
    }

    Ledger ledger() {
        return LedgerBuilder.snapshot(books, workers);
    }
}
