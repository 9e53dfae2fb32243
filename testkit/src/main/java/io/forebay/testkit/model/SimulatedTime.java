package io.forebay.testkit.model;

import io.forebay.api.TimeSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A time that moves only when nothing else can: it jumps to the moment at which the next thread of a sink has slept long enough.
 *
 * <p>One thread, the driver, calls the sink. It knows when all threads of the sink are at rest, because each of them waits here, and
 * the queue of its condition tells whether it was signalled. Where the driver itself has to wait, in the sink, it moves the
 * time on for everybody; so a timeout of ten minutes costs nothing, and what happens before it passes is the same each time.
 *
 * <p>Unlike {@link io.forebay.testkit.ManualTime} this wakes a thread only when its own time is up: one that asks for too long a sleep is
 * found out. A {@link #jump} changes what the clock shows and wakes nobody, as when a machine was suspended.
 *
 * <p><b>Threads.</b> {@link TimeSource}'s methods may be called by any thread, the rest by the driver.
 */
final class SimulatedTime implements TimeSource {
    private static final long LONGEST_REAL_WAIT = TimeUnit.SECONDS.toNanos(20);
    private static final int MOST_STEPS = 1_000_000;
    private static final int SPINS = 50;
    private static final long LONGEST_NAP = TimeUnit.MICROSECONDS.toNanos(200);

    private final Thread driver = Thread.currentThread();
    private final ThreadGroup threads;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    /** Counts each time that a thread goes to sleep or comes back. */
    private final AtomicLong moves = new AtomicLong();
    /** How much time has passed, in nanoseconds. */
    private volatile long passed;
    /** What the clock shows beyond that. */
    private volatile long offset;
    /** The moves when the driver was last sent to look whether what it waits for has come. */
    private long looked = -1;

    private long steps;
    private @Nullable Runnable event;

    /**
     * Starts at 0, with the calling thread as the driver.
     *
     * @param threads all threads of all sinks that live by this time, and no others
     */
    SimulatedTime(ThreadGroup threads) {
        this.threads = threads;
    }

    @Override
    public long nanoTime() {
        return passed + offset;
    }

    /** How much time has passed, whatever the clock shows. */
    long passed() {
        return passed;
    }

    /** Changes what the clock shows; nobody who sleeps notices. */
    void jump(Duration duration) {
        rest();
        long before = offset;
        offset = before + duration.toNanos();
    }

    /** Lets time pass, step by step, and rests. */
    void pass(Duration duration) {
        long end = passed + duration.toNanos();
        rest();
        while (passed < end) {
            step(end);
            rest();
        }
    }

    /** Has something happen as soon as the driver waits in the sink and nothing else can happen before time moves on. */
    void whenDriverWaits(Runnable newEvent) {
        event = newEvent;
    }

    /** Drops the event if the driver did not have to wait. */
    void cancelEvent() {
        event = null;
    }

    /** Moves time on until threads of the group that run beside the driver have ended. */
    void join(Iterable<Thread> others) {
        for (Thread other : others) {
            rest();
            while (waiters.stream().anyMatch(waiter -> waiter.thread == other)) {
                step(Long.MAX_VALUE);
                rest();
            }
            boolean interrupted = false;
            while (other.isAlive()) {
                try {
                    other.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's, as the contract of TimeSource says
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
        if (nanos <= 0) {
            return;
        }
        if (Thread.currentThread() == driver) {
            awaitAsDriver(lock, nanos);
            return;
        }
        Waiter waiter = new Waiter(Thread.currentThread(), (ReentrantLock) lock, condition, after(nanos));
        waiters.add(waiter);
        moves.incrementAndGet();
        try {
            condition.await();
        } finally {
            waiters.remove(waiter);
            moves.incrementAndGet();
        }
    }

    /** Comes back at once if anything may have changed since the driver last looked; else moves the time on. */
    private void awaitAsDriver(Lock lock, long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the driver was interrupted");
        }
        long end = after(nanos);
        lock.unlock();
        try {
            rest();
            long now = moves.get();
            if (now != looked) {
                looked = now;
                return;
            }
            Runnable next = event;
            if (next == null) {
                step(end);
            } else {
                event = null;
                next.run();
            }
        } finally {
            lock.lock();
        }
    }

    private long after(long nanos) {
        return nanos >= Long.MAX_VALUE - passed ? Long.MAX_VALUE : passed + nanos;
    }

    /** Moves time to where the next sleep ends, at most to a limit, and wakes those whose sleep is over. */
    private void step(long limit) {
        long next = limit;
        for (Waiter waiter : waiters) {
            next = Math.min(next, waiter.until);
        }
        if (next == Long.MAX_VALUE) {
            throw new AssertionError("everybody waits for ever:" + describe());
        }
        if (++steps > MOST_STEPS) {
            throw new AssertionError(
                    "time does not get on: " + steps + " wake-ups in " + Duration.ofNanos(passed) + describe());
        }
        passed = Math.max(passed, next);
        for (Waiter waiter : waiters) {
            if (waiter.until <= passed) {
                waiter.wake();
            }
        }
    }

    /**
     * Waits until every thread of every sink is asleep, with nothing left to do before time moves on or the driver acts.
     *
     * @throws AssertionError if one of them runs on, or waits for something else than this time
     */
    @SuppressWarnings("ThreadPriorityCheck") // a hint that spares time: what is waited for is checked
    void rest() {
        long start = System.nanoTime();
        long nap = 1_000;
        for (int spins = 0; !atRest(); spins++) {
            if (spins < SPINS) {
                Thread.yield();
                continue;
            }
            LockSupport.parkNanos(nap);
            nap = Math.min(LONGEST_NAP, nap * 2);
            if (System.nanoTime() - start > LONGEST_REAL_WAIT) {
                throw new AssertionError("the sink does not come to rest:" + describe());
            }
        }
    }

    private boolean atRest() {
        long before = moves.get();
        // One look at the waiters, and not two: one that leaves in between would be neither missed nor asked.
        Waiter[] all = waiters.toArray(new Waiter[0]);
        if (all.length != threads.activeCount()) {
            return false;
        }
        for (Waiter waiter : all) {
            if (!waiter.rests(all)) {
                return false;
            }
        }
        // Nobody has come or gone meanwhile: so all of them were asleep at once.
        return moves.get() == before;
    }

    private String describe() {
        Thread[] all = new Thread[threads.activeCount() + 8];
        int count = threads.enumerate(all);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("\n  ").append(all[i].getName()).append(' ').append(all[i].getState());
            Arrays.stream(all[i].getStackTrace())
                    .limit(12)
                    .forEach(frame -> text.append("\n    at ").append(frame));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return Duration.ofNanos(passed) + " passed, the clock shows " + Duration.ofNanos(nanoTime());
    }

    /** One thread that sleeps; compared by identity, since several may wait on one condition. */
    private static final class Waiter {
        private final Thread thread;
        private final ReentrantLock lock;
        private final Condition condition;
        private final long until;

        Waiter(Thread thread, ReentrantLock lock, Condition condition, long until) {
            this.thread = thread;
            this.lock = lock;
            this.condition = condition;
            this.until = until;
        }

        void wake() {
            lock.lock();
            try {
                condition.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /**
         * Whether it sleeps, and neither it nor another one that waits on its condition was signalled or interrupted. In this order: a thread
         * that has already cleared the flag of an interrupt can only be seen asleep once it has left the queue.
         */
        boolean rests(Waiter[] all) {
            if (thread.isInterrupted() || thread.getState() != Thread.State.WAITING) {
                return false;
            }
            int sharing = 0;
            for (Waiter other : all) {
                sharing += other.condition == condition ? 1 : 0;
            }
            lock.lock();
            try {
                return lock.getWaitQueueLength(condition) == sharing;
            } finally {
                lock.unlock();
            }
        }
    }
}
