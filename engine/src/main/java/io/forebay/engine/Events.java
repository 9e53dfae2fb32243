package io.forebay.engine;

import io.forebay.api.Amount;
import io.forebay.api.FailReason;
import io.forebay.api.LossReason;
import io.forebay.api.Published;
import io.forebay.api.Recovery;
import io.forebay.api.SinkListener;
import io.forebay.engine.RateLimitedLog.Kind;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The thread that tells the log and the listener what has happened, so that neither can hold up a writer or a flush.
 *
 * <p>What others post waits in a bounded queue; what does not fit is counted. Drops are not posted one by one: the first one wakes this
 * thread, which then gathers for a tenth of a second. The queue and the two counts take turns, so that with a slow listener a queue that
 * is always full does not keep it from what it most needs to hear. The log has each event before the listener.
 */
final class Events implements Step {
    private static final int CAPACITY = 1_024;
    private static final long GATHER = TimeUnit.MILLISECONDS.toNanos(100);

    private final SinkConfig config;
    private final @Nullable SinkListener listener;
    private final Books books;
    private final RateLimitedLog log;
    private final SureLock lock = new SureLock();
    private final Condition posted = lock.newCondition();
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
    private long missed;
    private boolean ended;
    /** Whose turn it was: the queue's, that of what was missed, that of drops. Used by this thread alone. */
    private int turn;
    /** Set by whoever drops a record, cleared by this thread before it reads the books. */
    private volatile boolean dropNoted;

    private Amount droppedBefore = Amount.ZERO;

    Events(SinkConfig config, Books books) {
        this.config = config;
        this.listener = config.listener();
        this.books = books;
        this.log = new RateLimitedLog(config.time());
    }

    /** To be prepared before anybody waits. */
    SureLock lock() {
        return lock;
    }

    void published(Published published) {
        if (listener != null) {
            post(() -> listener.published(published));
        }
    }

    void recovered(Recovery recovery) {
        post(() -> {
            recovery.quarantined()
                    .forEach(file -> log.warn(
                            Kind.LOST,
                            "Set aside what a dead instance had left, as " + file.name() + ": " + file.reason()));
            if (listener != null) {
                listener.recovered(recovery);
            }
        });
    }

    void refused(int worker, Throwable cause, long delayNanos) {
        post(() -> {
            String who = worker < 0 ? "An oversize record" : "Worker " + worker;
            String next = delayNanos == 0
                    ? "not tried again"
                    : "kept, and tried again in " + TimeUnit.NANOSECONDS.toMillis(delayNanos) + " ms";
            log.warn(Kind.REFUSED, who + " was refused by the target; its data is " + next, cause);
            if (listener != null) {
                listener.refused(worker, cause);
            }
        });
    }

    void failed(FailReason reason, Throwable cause) {
        post(() -> {
            log.warn(Kind.FAILED, "A source failed (" + reason + "), and its record with it", cause);
            if (listener != null) {
                listener.failed(reason, cause);
            }
        });
    }

    /** A source threw when it was closed, after its record had been settled; nothing depends on it. */
    void closeFailed(Throwable cause) {
        post(() -> log.warn(Kind.FAILED, "A source whose record was not taken could not be closed", cause));
    }

    void lost(LossReason reason, Amount lost, Throwable cause) {
        post(() -> {
            log.warn(Kind.LOST, "Lost " + lost.records() + " accepted records (" + reason + ")", cause);
            if (listener != null) {
                listener.lost(reason, lost);
            }
        });
    }

    /**
     * Accepted records were given up when the sink closed: one warning for all reasons, since a second one would be left out. Comes once, and
     * so has a place also in a full queue.
     */
    void lostAtClose(Map<LossReason, Amount> losses) {
        if (losses.isEmpty()) {
            return;
        }
        long all = losses.values().stream().mapToLong(Amount::records).sum();
        String reasons = losses.entrySet().stream()
                .map(loss -> loss.getValue().records() + " " + loss.getKey())
                .collect(Collectors.joining(", "));
        post(
                () -> log.warn(Kind.CLOSED, "Closed with " + all + " accepted records lost (" + reasons + ")"),
                Integer.MAX_VALUE);
        if (listener != null) {
            losses.forEach((reason, lost) -> post(() -> listener.lost(reason, lost), Integer.MAX_VALUE));
        }
    }

    /** A record was dropped, and is in the books. Costs a volatile read while this thread knows already. */
    void noteDrop() {
        if (!dropNoted) {
            lock.lock();
            try {
                dropNoted = true;
                posted.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    private void post(Runnable event) {
        post(event, CAPACITY);
    }

    private void post(Runnable event, int capacity) {
        lock.lock();
        try {
            if (queue.size() < capacity) {
                queue.add(event);
                posted.signal();
            } else {
                missed++;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has the thread tell what is queued, and end. */
    void end() {
        lock.lock();
        try {
            ended = true;
            posted.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean step() {
        Runnable event = next();
        if (event == null) {
            return true;
        }
        tell(event);
        return false;
    }

    /** Nothing that a listener or a logger throws, an {@link Error} included, may end this thread. */
    private void tell(Runnable event) {
        try {
            event.run();
        } catch (Throwable e) {
            warnOfListener(e);
        }
        Thread.interrupted();
    }

    private void warnOfListener(Throwable thrown) {
        try {
            log.warn(Kind.LISTENER, "A listener threw; nothing else is harmed", thrown);
        } catch (Throwable e) {
            // The logger itself fails: there is nobody left to tell, and neither counts nor records depend on it.
        }
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            while (queue.isEmpty() && missed == 0 && !dropNoted && !ended) {
                pause(Long.MAX_VALUE);
            }
            Runnable event = null;
            for (int i = 0; i < 3 && event == null; i++) {
                turn = (turn + 1) % 3;
                event = switch (turn) {
                    case 0 -> queue.poll();
                    case 1 -> nextMissed();
                    default -> nextDrops();
                };
            }
            return event;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Runnable nextMissed() {
        if (missed == 0) {
            return null;
        }
        long count = missed;
        Runnable event = () -> {
            if (listener != null) {
                listener.missed(count);
            }
        };
        missed = 0;
        return event;
    }

    private @Nullable Runnable nextDrops() {
        if (!dropNoted) {
            return null;
        }
        if (!ended && queue.isEmpty()) {
            pause(GATHER);
        }
        dropNoted = false;
        return this::tellDrops;
    }

    private void tellDrops() {
        Amount dropped = books.dropped();
        Amount since = dropped.minus(droppedBefore);
        if (since.records() == 0) {
            return;
        }
        droppedBefore = dropped;
        log.warn(
                Kind.DROPPED,
                "Dropped " + since.records() + " records, " + dropped.records()
                        + " in all: no memory became free within the timeout. Write less, raise workers or size, or use a faster disk");
        if (listener != null) {
            listener.dropped(since);
        }
    }

    private void pause(long nanos) {
        try {
            config.time().await(lock, posted, nanos);
        } catch (InterruptedException e) {
            // An interrupt does not end this thread; the caller checks again.
        }
    }
}
