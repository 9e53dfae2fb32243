package io.forebay.engine;

import io.forebay.api.LossReason;
import io.forebay.api.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * The queues between callers that hand over a source, or lend a record larger than a buffer, and the lanes that read them.
 *
 * <p>The queue of sources is bounded. That of lent records has as many as there are callers who wait, each with its own memory.
 *
 * <p>It also remembers what is queued or being read, in the order in which it came, so that a flush or a close knows what it
 * has to wait for.
 */
final class Intake {
    private final SinkConfig config;
    private final Books books;
    private final Signal progress;
    private final SureLock lock = new SureLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition lentNotEmpty = lock.newCondition();
    private final Condition sourcesNotFull = lock.newCondition();
    private final ArrayDeque<Handoff> sources = new ArrayDeque<>();
    private final ArrayDeque<Handoff> lent = new ArrayDeque<>();
    /** Queued, or in the hands of a lane; in the order of their sequence. */
    private final Set<Handoff> pending = new LinkedHashSet<>();

    private long lastSequence;
    private boolean refusing;
    private boolean ended;
    private volatile @Nullable Deadline closeDeadline;

    Intake(SinkConfig config, Books books, Signal progress) {
        this.config = config;
        this.books = books;
        this.progress = progress;
    }

    /** To be prepared before anybody waits. */
    SureLock lock() {
        return lock;
    }

    /** Queues a record; a source waits for a place until the deadline. */
    Outcome enqueue(Handoff handoff, Deadline deadline) {
        lock.lock();
        try {
            while (!refusing && !isLent(handoff) && sources.size() >= config.queue()) {
                long remaining = deadline.remaining();
                if (remaining == 0) {
                    return Outcome.TIMED_OUT;
                }
                config.time().await(lock, sourcesNotFull, remaining);
            }
            if (refusing) {
                return Outcome.CLOSED;
            }
            add(handoff);
            notEmpty.signal();
            if (isLent(handoff)) {
                lentNotEmpty.signal();
            }
            return Outcome.ACCEPTED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.TIMED_OUT;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isLent(Handoff handoff) {
        return handoff.knownLength() >= 0;
    }

    /** All of it or nothing, also when there is no memory for it; counting comes last, and can not fail. */
    private void add(Handoff handoff) {
        handoff.sequence = lastSequence + 1;
        boolean added = false;
        try {
            pending.add(handoff);
            (isLent(handoff) ? lent : sources).add(handoff);
            added = true;
        } finally {
            if (!added) {
                // The place that it was woken for is still free.
                sourcesNotFull.signal();
                pending.remove(handoff);
            }
        }
        lastSequence = handoff.sequence;
        if (handoff.accepted()) {
            books.accepted();
        }
    }

    /** A caller has its lent record back: no lane needs to look at it any more. */
    void withdraw(Handoff handoff) {
        lock.lock();
        try {
            lent.remove(handoff);
        } finally {
            lock.unlock();
        }
        done(handoff);
    }

    /** The next record for a lane, in the order in which they came; waits for one, and returns null when the sink has closed. */
    @Nullable
    Handoff take() {
        lock.lock();
        try {
            while (sources.isEmpty() && lent.isEmpty() && !ended) {
                await(notEmpty);
            }
            Handoff source = sources.peek();
            Handoff lentRecord = lent.peek();
            if (source == null || (lentRecord != null && lentRecord.sequence < source.sequence)) {
                return lent.poll();
            }
            sourcesNotFull.signal();
            return sources.poll();
        } finally {
            lock.unlock();
        }
    }

    /** The next lent record, for a lane that takes nothing else. */
    @Nullable
    Handoff takeLent() {
        lock.lock();
        try {
            while (lent.isEmpty() && !ended) {
                await(lentNotEmpty);
            }
            return lent.poll();
        } finally {
            lock.unlock();
        }
    }

    private void await(Condition condition) {
        try {
            config.time().await(lock, condition, Long.MAX_VALUE);
        } catch (InterruptedException e) {
            // An interrupt does not end a lane.
        }
    }

    /** A lane is done with it: it was passed on, has failed, or was given up. */
    void done(Handoff handoff) {
        handoff.settleLost(books, LossReason.UNREAD);
        lock.lock();
        try {
            pending.remove(handoff);
        } finally {
            lock.unlock();
        }
        progress.raise();
    }

    /** The sequence of the record that was queued last. */
    long lastSequence() {
        lock.lock();
        try {
            return lastSequence;
        } finally {
            lock.unlock();
        }
    }

    /** Count of records queued up to a sequence, that one included, that are not done. */
    long pendingUpTo(long sequence) {
        lock.lock();
        try {
            return pending.stream()
                    .takeWhile(handoff -> handoff.sequence <= sequence)
                    .count();
        } finally {
            lock.unlock();
        }
    }

    boolean idle() {
        lock.lock();
        try {
            return pending.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses from now on, also callers who wait for a lane; the sources in the queue are still read. Back-offs of lanes are cut short. */
    void refuse(Deadline deadline) {
        closeDeadline = deadline;
        lock.lock();
        try {
            refusing = true;
            sourcesNotFull.signalAll();
            pending.forEach(Handoff::turnAway);
        } finally {
            lock.unlock();
        }
        hurry();
    }

    /** Somebody waits for a flush or for the end: back-offs of lanes are cut short. */
    void hurry() {
        lock.lock();
        try {
            pending.forEach(Handoff::hurry);
        } finally {
            lock.unlock();
        }
    }

    boolean closing() {
        return closeDeadline != null;
    }

    /** Whether a lane must stop trying to publish. */
    boolean givenUp() {
        Deadline deadline = closeDeadline;
        return deadline != null && deadline.passed();
    }

    /** Nanoseconds that a lane may rest before it tries again. */
    long longestPause() {
        Deadline deadline = closeDeadline;
        return deadline == null ? Long.MAX_VALUE : Math.min(deadline.remaining(), deadline.longestPause());
    }

    /**
     * Gives up what has not been read whole, and lets the lanes end once the queues are empty.
     *
     * @return what was given up; the caller sees to it that the sources are closed
     */
    List<Handoff> end() {
        List<Handoff> givenUp;
        lock.lock();
        try {
            ended = true;
            notEmpty.signalAll();
            lentNotEmpty.signalAll();
            givenUp = new ArrayList<>(pending.size());
            for (Iterator<Handoff> all = pending.iterator(); all.hasNext(); ) {
                Handoff handoff = all.next();
                if (handoff.settleLost(books, LossReason.UNREAD)) {
                    givenUp.add(handoff);
                    all.remove();
                }
            }
        } finally {
            lock.unlock();
        }
        progress.raise();
        return givenUp;
    }

    /** The close deadline has passed: books what lanes still try to publish as unanswered. */
    void declareUnanswered() {
        List<Handoff> left;
        lock.lock();
        try {
            left = List.copyOf(pending);
        } finally {
            lock.unlock();
        }
        left.forEach(handoff -> handoff.declareUnanswered(books));
    }
}
