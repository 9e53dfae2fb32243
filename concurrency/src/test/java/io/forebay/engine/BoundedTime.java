package io.forebay.engine;

import io.forebay.api.TimeSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A time that stands still. A wait that has an end is over at once; one that has none is over when somebody ends it.
 *
 * <p>A thread that nobody has woken within the bound, by the clock of the machine, has overslept: that is thrown. The bound is
 * far longer than any pause of a busy machine. Once somebody has overslept it becomes short, so that a broken race fails soon.
 */
final class BoundedTime implements TimeSource {
    private static final long LONG_MILLIS = TimeUnit.SECONDS.toMillis(20);
    private static volatile long boundMillis = LONG_MILLIS;

    /** A thread slept on, though what it waits for has happened. */
    static final class OversleptException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OversleptException() {
            super("nobody has woken this thread", null, false, false);
        }
    }

    private final AtomicInteger waits = new AtomicInteger();

    /** The bound is long again, for the next race. */
    static void reset() {
        boundMillis = LONG_MILLIS;
    }

    /** How often a thread has begun to wait for somebody to wake it. */
    int waits() {
        return waits.get();
    }

    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's, as the contract of TimeSource says
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
        if (nanos < Long.MAX_VALUE) {
            return;
        }
        waits.incrementAndGet();
        if (!condition.await(boundMillis, TimeUnit.MILLISECONDS)) {
            boundMillis = 1;
            throw new OversleptException();
        }
    }
}
