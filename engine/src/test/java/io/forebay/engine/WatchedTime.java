package io.forebay.engine;

import io.forebay.api.TimeSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** Passes on to another time, and remembers how often and for how long the threads of the sink have asked to wait. */
final class WatchedTime implements TimeSource {
    private final TimeSource delegate;
    private final Map<String, Integer> awaits = new ConcurrentHashMap<>();
    private final Map<String, Long> longest = new ConcurrentHashMap<>();
    private final Set<Thread> callers = ConcurrentHashMap.newKeySet();

    WatchedTime(TimeSource delegate) {
        this.delegate = delegate;
    }

    /** How often threads whose names begin like this have waited, all together. */
    int awaits(String prefix) {
        return awaits.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** How many threads have waited that are not the sink's own. */
    int callersThatWaited() {
        return callers.size();
    }

    /** The longest wait in nanoseconds that a thread has asked for since {@link #forget}; 0 if it did not wait. */
    long longest(String thread) {
        return longest.getOrDefault(thread, 0L);
    }

    void forget() {
        longest.clear();
    }

    @Override
    public long nanoTime() {
        return delegate.nanoTime();
    }

    @Override
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
        String thread = Thread.currentThread().getName();
        awaits.merge(thread, 1, Integer::sum);
        longest.merge(thread, nanos, Math::max);
        if (!thread.startsWith("forebay-")) {
            callers.add(Thread.currentThread());
        }
        delegate.await(lock, condition, nanos);
    }
}
