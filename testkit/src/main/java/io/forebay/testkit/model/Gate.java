package io.forebay.testkit.model;

import io.forebay.api.TimeSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where threads are held while it is shut, as a hung disk or a silent peer holds them. They wait by the time of the sink, which so knows that
 * they are not going to do anything.
 *
 * <p><b>Threads.</b> Any.
 */
final class Gate {
    private final TimeSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();
    private boolean shut;

    Gate(TimeSource time, boolean shut) {
        this.time = time;
        this.shut = shut;
    }

    void shut() {
        lock.lock();
        try {
            shut = true;
        } finally {
            lock.unlock();
        }
    }

    void open() {
        lock.lock();
        try {
            shut = false;
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits while the gate is shut. */
    void pass() throws InterruptedException {
        lock.lock();
        try {
            while (shut) {
                time.await(lock, opened, Long.MAX_VALUE);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits while the gate is shut, deaf to interrupts. */
    void passUninterruptibly() {
        boolean interrupted = false;
        boolean through = false;
        while (!through) {
            try {
                pass();
                through = true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
