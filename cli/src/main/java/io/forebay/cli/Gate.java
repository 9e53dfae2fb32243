package io.forebay.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The agreement between the threads that offer records and the one that ends the run: who is inside may offer, and once the gate
 * is shut nobody comes in any more. Safe for use by any thread.
 */
final class Gate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private final Runnable call;
    private int inside;
    private boolean shut;

    Gate() {
        this(() -> {});
    }

    /**
     * Makes an open gate.
     *
     * @param call run each time that it is shut: calls off what somebody inside may be waiting for
     */
    Gate(Runnable call) {
        this.call = call;
    }

    /** Asks to offer some records; whoever is let in must {@link #leave}. */
    boolean enter() {
        lock.lock();
        try {
            if (shut) {
                return false;
            }
            inside++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            inside--;
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody in from now on. Who is inside stays there, and is called. */
    void shut() {
        lock.lock();
        try {
            shut = true;
        } finally {
            lock.unlock();
        }
        call.run();
    }

    /** Waits until nobody is inside, or the time is over, or the thread is interrupted; tells whether nobody is. */
    boolean awaitEmpty(Duration longest) {
        lock.lock();
        try {
            long nanos = TimeUnit.NANOSECONDS.convert(longest);
            while (inside > 0 && nanos > 0) {
                nanos = left.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return empty();
    }

    private boolean empty() {
        lock.lock();
        try {
            return inside == 0;
        } finally {
            lock.unlock();
        }
    }
}
