package io.forebay.engine;

import io.forebay.api.TimeSource;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;

/**
 * Lets threads wait for a condition that other threads make true, and costs those next to nothing while nobody waits.
 *
 * <p>A signal can not be lost: the waiter counts itself before it checks, and the other side changes the state before it looks at the
 * count. The state is changed and checked under locks of its own; {@link #raise} must be called without them, because the
 * condition is checked while the signal's lock is held.
 */
final class Signal {
    private final TimeSource time;
    private final SureLock lock = new SureLock();
    private final Condition raised = lock.newCondition();
    /** Written under the lock. */
    private volatile int waiters;

    Signal(TimeSource time) {
        this.time = time;
    }

    /** To be prepared before anybody waits. */
    SureLock lock() {
        return lock;
    }

    /** Wakes everybody, to check again. */
    void raise() {
        if (waiters > 0) {
            lock.lock();
            try {
                raised.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits until the condition holds or the deadline has passed; tells whether it holds. */
    boolean await(BooleanSupplier condition, Deadline deadline) throws InterruptedException {
        lock.lock();
        try {
            enter();
            while (!condition.getAsBoolean()) {
                long remaining = deadline.remaining();
                if (remaining == 0) {
                    return false;
                }
                time.await(lock, raised, remaining);
            }
            return true;
        } finally {
            leave();
            lock.unlock();
        }
    }

    /** As {@link #await}, but goes on waiting when it is interrupted, and leaves the flag set. */
    boolean awaitUninterruptibly(BooleanSupplier condition, Deadline deadline) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return await(condition, deadline);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only under the lock
    private void enter() {
        waiters++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only under the lock
    private void leave() {
        waiters--;
    }
}
