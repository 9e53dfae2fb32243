package io.forebay.engine;

import io.forebay.api.TimeSource;
import java.util.concurrent.locks.Condition;

/**
 * Where writers wait while no worker has room, until a flush thread has emptied a buffer.
 *
 * <p>A free buffer has room for many records but wakes only one writer, which wakes the next when it has found room: so a buffer
 * is not paid for with a wake-up of everybody, and nobody sleeps on while a buffer is free. A writer that was woken and leaves for
 * another reason passes the signal on; one that must wait again since others have left too little room wakes nobody.
 *
 * <p>No signal is lost: a writer {@link #enter enters} before it looks for room, and a flush thread makes room before it
 * looks whether somebody waits.
 */
final class Vacancy {
    private final TimeSource time;
    private final SureLock lock = new SureLock();
    private final Condition freed = lock.newCondition();
    /** Counts signals. Guarded by lock. */
    private long epoch;
    /** Written under the lock. */
    private volatile int waiting;

    Vacancy(TimeSource time) {
        this.time = time;
    }

    /** To be prepared before anybody waits. */
    SureLock lock() {
        return lock;
    }

    /** Announces a waiter; returns the epoch that it has seen. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only under the lock
    long enter() {
        lock.lock();
        try {
            waiting++;
            return epoch;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the epoch has moved on, or the time has passed; returns the epoch. */
    long await(long seen, Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long remaining;
            while (epoch == seen && (remaining = deadline.remaining()) > 0) {
                time.await(lock, freed, remaining);
            }
            return epoch;
        } finally {
            lock.unlock();
        }
    }

    /** A waiter goes; if it found room, or does not know, or was signalled after it last looked, the next one is woken. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only under the lock
    void leave(long seen, boolean mayHaveRoom) {
        lock.lock();
        try {
            waiting--;
            if (waiting > 0 && (mayHaveRoom || epoch != seen)) {
                epoch++;
                freed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** There is room for one writer at least. */
    void signal() {
        if (waiting > 0) {
            lock.lock();
            try {
                epoch++;
                freed.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Wakes all, because the sink closes. */
    void signalAll() {
        lock.lock();
        try {
            epoch++;
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
