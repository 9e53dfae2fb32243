package io.forebay.engine;

import io.forebay.api.TimeSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** The machine's time, which remembers how long one thread of the sink asked to wait. */
final class AwaitCounter implements TimeSource {
    private final String thread;
    private final AtomicLong longest = new AtomicLong();

    AwaitCounter(String thread) {
        this.thread = thread;
    }

    /** The longest wait in nanoseconds that was asked for since {@link #forget}; 0 if none was. */
    long longest() {
        return longest.get();
    }

    void forget() {
        longest.set(0);
    }

    @Override
    public long nanoTime() {
        return TimeSource.system().nanoTime();
    }

    @Override
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
        if (Thread.currentThread().getName().equals(thread)) {
            longest.accumulateAndGet(nanos, Math::max);
        }
        TimeSource.system().await(lock, condition, nanos);
    }
}
