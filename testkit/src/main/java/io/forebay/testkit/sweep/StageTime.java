package io.forebay.testkit.sweep;

import io.forebay.api.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * A time that stands still until it is moved, and knows who sleeps in it: a thread that was woken and was not given a processor yet
 * does not. So on a machine however busy, time moves only when nobody has anything to do before it does.
 *
 * <p><b>Threads.</b> Any.
 */
final class StageTime implements TimeSource {
    /** A net, for waiters that look at the clock of the machine too. */
    private static final long LONGEST_REAL_WAIT_MILLIS = 20;

    private final AtomicLong now = new AtomicLong();
    /** Each entered and removed under the lock that it waits with. */
    private final Map<Thread, Bed> sleepers = new ConcurrentHashMap<>();

    /** Counts each time that a thread goes to sleep or comes back. */
    private final AtomicLong moves = new AtomicLong();

    /** What the thread was told last, and has counted its wait from. */
    private final ThreadLocal<Long> told = new ThreadLocal<>();

    private record Bed(Lock lock, Condition condition) {}

    @Override
    public long nanoTime() {
        long nanos = now.get();
        told.set(nanos);
        return nanos;
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's, as the contract of TimeSource says
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
        if (nanos <= 0) {
            return;
        }
        Long start = told.get();
        sleepers.put(Thread.currentThread(), new Bed(lock, condition));
        moves.incrementAndGet();
        try {
            // Looked at after it is known that this one sleeps: whoever moves the time sees it, or it sees the new
            // time.
            if (start == null || now.get() == start) {
                condition.await(LONGEST_REAL_WAIT_MILLIS, TimeUnit.MILLISECONDS);
            }
        } finally {
            sleepers.remove(Thread.currentThread());
            moves.incrementAndGet();
            told.set(now.get());
        }
    }

    /** Moves the time, and wakes all. */
    void advance(Duration duration) {
        now.addAndGet(duration.toNanos());
        for (Bed bed : Set.copyOf(sleepers.values())) {
            bed.lock().lock();
            try {
                bed.condition().signalAll();
            } finally {
                bed.lock().unlock();
            }
        }
    }

    /**
     * Those who sleep, none of whom has been woken; nobody if one went to sleep while this looked, since that one may have woken another
     * who was looked at before.
     */
    Set<Thread> asleep() {
        long before = moves.get();
        Set<Thread> asleep = sleepers.entrySet().stream()
                .filter(sleeper -> soundly(sleeper.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return moves.get() == before ? asleep : Set.of();
    }

    /** Whether all who went to sleep on this condition are still there. */
    private boolean soundly(Bed bed) {
        bed.lock().lock();
        try {
            long went = sleepers.values().stream()
                    .filter(other -> other.condition() == bed.condition())
                    .count();
            return bed.lock() instanceof ReentrantLock lock && lock.getWaitQueueLength(bed.condition()) == went;
        } finally {
            bed.lock().unlock();
        }
    }
}
