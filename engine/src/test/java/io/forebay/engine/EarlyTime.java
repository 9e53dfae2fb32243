package io.forebay.engine;

import io.forebay.api.TimeSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A time that stands still, and whose waits end early for no reason, as a {@link TimeSource} is allowed to. */
final class EarlyTime implements TimeSource {
    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's, as the contract of TimeSource says
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
        if (nanos > 0) {
            condition.await(1, TimeUnit.MILLISECONDS);
        }
    }
}
