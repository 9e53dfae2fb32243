package io.forebay.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.forebay.api.Ledger;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SinkListener;
import io.forebay.api.TimeSource;
import java.util.List;

/**
 * The parts of a sink with one worker, put together as {@link Engine} does it, but without threads: the actors of a race play them.
 *
 * <p>One is made for each sample, so it is small. Records are short texts. No deadline passes.
 */
final class Rig {
    private static final long NEVER = Long.MAX_VALUE;

    final SinkConfig config;
    final HeapTarget target = new HeapTarget();
    final Books books = new Books();
    final Signal progress;
    final Vacancy vacancy;
    final Events events;
    /** The segment that is filled first. */
    final HeapTarget.HeapSegment first;

    final Worker worker;
    final Admission admission;
    final Flusher flusher;

    /** Makes one whose buffers are published one by one. */
    Rig(int size) {
        this(size, size, null, new BoundedTime());
    }

    Rig(int size, long rollSize, SinkListener listener, TimeSource time) {
        config = new SinkConfig(1, size, NEVER, 1, 100, rollSize, 0, NEVER, listener, time);
        SegmentSpec spec = SegmentSpec.ordinary(0, size);
        progress = new Signal(config.time());
        vacancy = new Vacancy(config.time());
        events = new Events(config, books);
        first = target.open(spec);
        worker = new Worker(config, first, target.open(spec));
        admission = new Admission(config, List.of(worker), vacancy);
        flusher = new Flusher(0, config, worker, target, vacancy, progress, events);
    }

    /** Both buffers are full, and the older one is sealed. */
    static Rig full(int size, long rollSize) {
        return full(size, rollSize, new BoundedTime());
    }

    static Rig full(int size, long rollSize, TimeSource time) {
        Rig rig = new Rig(size, rollSize, null, time);
        rig.offer("a".repeat(size));
        rig.offer("b".repeat(size));
        return rig;
    }

    Intake intake() {
        return new Intake(config, books, progress);
    }

    Deadline never() {
        return Deadline.in(config.time(), NEVER);
    }

    /** Puts a record into the worker, with a wait for its lock, but not for room. */
    String offer(String record) {
        String outcome;
        do {
            outcome = offer(record, true);
            // Whoever holds the lock may be without a processor for longer than a writer waits for it.
        } while (outcome.equals("busy"));
        return outcome;
    }

    String offer(String record, boolean wait) {
        return switch (worker.offer(bytes(record), null, 0, record.length(), wait, true)) {
            case Worker.TAKEN -> "taken";
            case Worker.FULL -> "full";
            case Worker.CLOSED -> "closed";
            default -> "busy";
        };
    }

    /** A caller's whole write, with the wait for room. */
    String write(String record) {
        return awake(
                () -> admission.admit(bytes(record), null, 0, record.length()).toString());
    }

    /** One step of the flush thread; tells what has been published since the beginning. */
    String step() {
        return awake(() -> {
            flusher.step();
            return target.published;
        });
    }

    /** What the flush thread does until it ends; tells what has been published since the beginning. */
    String runToEnd() {
        return awake(() -> {
            boolean ended = false;
            while (!ended) {
                ended = flusher.step();
            }
            return target.published;
        });
    }

    /** Publishes all that has entered; tells what has been published since the beginning. */
    String flushed() {
        long entered = worker.requestFlush();
        while (worker.settled() < entered) {
            flusher.step();
        }
        return target.published;
    }

    Ledger ledger() {
        return LedgerBuilder.snapshot(books, List.of(worker));
    }

    /** Records, as in "1 of 2". */
    String publishedOfAccepted() {
        Ledger ledger = ledger();
        return ledger.published().records() + " of " + ledger.accepted().records();
    }

    interface Action<T> {
        T run() throws InterruptedException;
    }

    /** Says so if the thread that does it was not woken. */
    static String awake(Action<String> action) {
        try {
            return action.run();
        } catch (BoundedTime.OversleptException e) {
            return "overslept";
        } catch (InterruptedException e) {
            return "interrupted";
        }
    }

    static byte[] bytes(String record) {
        return record.getBytes(US_ASCII);
    }
}
