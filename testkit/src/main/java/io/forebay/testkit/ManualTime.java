package io.forebay.testkit;

import io.forebay.api.TimeSource;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A time that stands still until a test moves it.
 *
 * <p>Moving it wakes everybody who waits in {@link #await}. As a net under a test that forgets to move it, or that signals
 * nobody, each wait also ends after 50 ms of real time; callers of {@link TimeSource#await} check and wait again anyhow.
 *
 * <p><b>Threads.</b> All methods may be called by any thread. {@link #advance} and {@link #jump} take the lock of each
 * waiter for a moment, one after the other, and hold none of their own meanwhile: call them without holding a lock that a
 * waiter needs in order to go to sleep.
 */
public final class ManualTime implements TimeSource {
    private static final long LONGEST_REAL_WAIT_MILLIS = 50;

    private final AtomicLong now;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

    /** Starts at 0. */
    public ManualTime() {
        this(0);
    }

    /**
     * Starts at a given time, for instance close to where a {@code long} overflows.
     *
     * @param nanos the first value of {@link #nanoTime}, any
     */
    public ManualTime(long nanos) {
        now = new AtomicLong(nanos);
    }

    /**
     * Moves the time forward, and wakes all waiters.
     *
     * @param duration 0 or more
     * @throws IllegalArgumentException if the duration is negative
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(
                    "time advances by 0 or more, not by " + duration + "; use jump to go back");
        }
        jump(duration);
    }

    /**
     * Moves the time in either direction, as no monotonic clock should, and wakes all waiters.
     *
     * @param duration any
     */
    public void jump(Duration duration) {
        now.addAndGet(duration.toNanos());
        for (Waiter waiter : waiters) {
            waiter.wake();
        }
    }

    /**
     * Tells how many threads wait just now; one that checks its condition and goes back to waiting is missed for a moment.
     *
     * @return count of threads in {@link #await}
     */
    public int waiters() {
        return waiters.size();
    }

    @Override
    public long nanoTime() {
        return now.get();
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's, as the contract of TimeSource says
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
        if (nanos <= 0) {
            return;
        }
        long start = now.get();
        Waiter waiter = new Waiter(lock, condition);
        waiters.add(waiter);
        try {
            // Looked at after the waiter is known: whoever moves the time sees the waiter, or the waiter sees the new
            // time.
            if (now.get() == start) {
                condition.await(LONGEST_REAL_WAIT_MILLIS, TimeUnit.MILLISECONDS);
            }
        } finally {
            waiters.remove(waiter);
        }
    }

    @Override
    public String toString() {
        return "ManualTime at " + Duration.ofNanos(now.get());
    }

    /** One thread that waits; compared by identity, since several may wait on one condition. */
    private static final class Waiter {
        private final Lock lock;
        private final Condition condition;

        Waiter(Lock lock, Condition condition) {
            this.lock = lock;
            this.condition = condition;
        }

        void wake() {
            lock.lock();
            try {
                condition.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
