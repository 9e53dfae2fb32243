package io.forebay.testkit;

import io.forebay.api.TimeSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * The time of the machine, sped up, so that back-offs and timeouts of seconds pass in milliseconds.
 *
 * <p><b>Threads.</b> Any.
 */
public final class FastTime implements TimeSource {
    private final long factor;
    private final long origin = System.nanoTime();

    /**
     * Starts at 0.
     *
     * @param factor how many times faster than the machine's it goes, 1 or more
     */
    public FastTime(long factor) {
        this.factor = factor;
    }

    @Override
    public long nanoTime() {
        return (System.nanoTime() - origin) * factor;
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's, as the contract of TimeSource says
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
        if (nanos > 0) {
            condition.await(Math.max(1, nanos / factor), TimeUnit.NANOSECONDS);
        }
    }
}
