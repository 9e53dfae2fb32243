package io.forebay.engine;

import io.forebay.api.TimeSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A time that moves by a second whenever somebody looks: everything seems to take very long. */
final class RunningTime implements TimeSource {
    private final AtomicLong seconds = new AtomicLong();

    @Override
    public long nanoTime() {
        return TimeUnit.SECONDS.toNanos(seconds.incrementAndGet());
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's, as the contract of TimeSource says
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
        if (nanos > 0) {
            condition.await(1, TimeUnit.MILLISECONDS);
        }
    }
}
