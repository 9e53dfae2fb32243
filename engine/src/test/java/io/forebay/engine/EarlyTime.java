package io.forebay.engine;

import io.forebay.api.TimeSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A time that stands still, and whose waits end early for no reason, as a {@link TimeSource} is allowed to. */
final class EarlyTime implements TimeSource {
    private final Map<String, Integer> awaits = new ConcurrentHashMap<>();

    /** How often threads whose names begin like this have waited, all together. */
    int awaits(String prefix) {
        return awaits.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's, as the contract of TimeSource says
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
        awaits.merge(Thread.currentThread().getName(), 1, Integer::sum);
        if (nanos > 0) {
            condition.await(1, TimeUnit.MILLISECONDS);
        }
    }
}
