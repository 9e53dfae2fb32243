package io.forebay.engine;

import io.forebay.api.FailReason;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The thread that fails sources which do not end in time: it interrupts the lane that reads the source, and has the source closed.
 *
 * <p>It looks again when the source that has the least time left would be over. While no lane reads, that is one source timeout from
 * now, which is early enough for any source that begins meanwhile.
 */
final class Watchdog implements Step {
    private final SinkConfig config;
    private final List<SourceReader> readers;
    private final Intake intake;
    private final Books books;
    private final Events events;
    private final SourceCloser closer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean ended;

    Watchdog(
            SinkConfig config,
            List<SourceReader> readers,
            Intake intake,
            Books books,
            Events events,
            SourceCloser closer) {
        this.config = config;
        this.readers = readers;
        this.intake = intake;
        this.books = books;
        this.events = events;
        this.closer = closer;
    }

    @Override
    public boolean step() {
        lock.lock();
        try {
            if (ended) {
                return true;
            }
            readers.forEach(this::check);
            long wait =
                    readers.stream().mapToLong(SourceReader::untilStalled).min().orElse(config.sourceTimeout());
            config.time().await(lock, changed, Math.max(1, wait));
        } catch (InterruptedException e) {
            // An interrupt does not end this thread.
        } finally {
            lock.unlock();
        }
        return false;
    }

    /** Settles the record before it interrupts the lane, or the lane could settle it first, as a source that threw. */
    private void check(SourceReader reader) {
        Handoff stalled = reader.stalled();
        if (stalled == null) {
            return;
        }
        boolean settled = stalled.settleFailed(books, FailReason.STALLED);
        reader.interrupt(stalled);
        if (settled) {
            intake.done(stalled);
            closer.closeAside(stalled);
            events.failed(
                    FailReason.STALLED, new TimeoutException("the source did not end within the sink's sourceTimeout"));
        } else if (stalled.sourceClosing()) {
            events.closeFailed(new TimeoutException("the source was not closed within the sink's sourceTimeout"));
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
