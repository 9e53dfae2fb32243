package io.forebay.engine;

import java.io.Serial;
import java.util.concurrent.TimeUnit;
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
     * Has JDK 17 make the head of the queue, which it would allocate when the first waiter is signalled; without memory for it that one would
     * never be woken. To be called once, when nobody else knows the lock.
     */
    final void prepare() {
        Thread other = new Thread(
                () -> {
                    lock();
                    unlock();
                },
                "forebay-prepare");
        other.setDaemon(true);
        lock();
        try {
            other.start();
            while (!hasQueuedThread(other)) {
                Thread.onSpinWait();
            }
        } finally {
            unlock();
        }
        // Not join, which ends early when it is interrupted: no thread is to outlive this call.
        while (other.isAlive()) {
            Thread.onSpinWait();
        }
    }

    /** Takes the lock, and fails if there is no memory for it; nothing has changed then. */
    void queue() {
        super.lock();
    }
}
