package io.forebay.engine;

import io.forebay.api.TimeSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A time that stands still, and whose waits never end by themselves: a thread that nobody wakes is a deadlock, which Lincheck finds. */
final class UntimedTime implements TimeSource {
    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's, as the contract of TimeSource says
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
        condition.await();
    }
}
