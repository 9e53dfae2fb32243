package io.forebay.engine;

import java.io.Serial;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that is taken also while the JVM has no memory: JDK 17 allocates a place in the queue of a lock that somebody holds.
 *
 * <p>So what a target has done is booked, and who waits is woken, if the lock was {@link #prepare prepared}, whatever happens. Without
 * memory to queue for it the lock is tried again and again, which is bearable because each lock of the engine is held for some stores or a copy only.
 */
class SureLock extends ReentrantLock {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(50);

    @Override
    public final void lock() {
        while (true) {
            try {
                queue();
                return;
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    /**
     * Has JDK 17 make the heads of the locks' queues, which it would allocate when the first waiter is signalled; without memory for it that one would
     * never be woken. A queue gets its head when a thread first waits: so another one waits for each lock, as briefly as can be. To be called once, when
     * nobody else knows the locks.
     *
     * @throws OutOfMemoryError if there is no memory for that, or for the thread
     */
    static void prepare(List<SureLock> locks) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread other = new Thread(() -> waitForEach(locks, failure), "forebay-prepare");
        other.setDaemon(true);
        locks.forEach(SureLock::lock);
        try {
            other.start();
            joinUninterruptibly(other);
        } finally {
            locks.forEach(SureLock::unlock);
        }
        if (failure.get() instanceof OutOfMemoryError noMemory) {
            throw noMemory;
        } else if (failure.get() != null) {
            throw new IllegalStateException("can not prepare a lock", failure.get());
        }
    }

    private static void waitForEach(List<SureLock> locks, AtomicReference<Throwable> failure) {
        try {
            for (SureLock lock : locks) {
                if (lock.tryLock(1, TimeUnit.NANOSECONDS)) {
                    throw new IllegalStateException("somebody else knows this lock");
                }
            }
        } catch (InterruptedException | RuntimeException | OutOfMemoryError e) {
            failure.set(e);
        }
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes the lock, and fails if there is no memory for it; nothing has changed then. */
    void queue() {
        super.lock();
    }
}
