package io.forebay.engine;

import io.forebay.api.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A time for tests of one part in one thread: who waits is not put to sleep, but finds that the time has passed. Who would wait for ever,
 * or not at all, fails the test.
 */
final class SkippingTime implements TimeSource {
    private final List<Long> waits = new ArrayList<>();
    private long now;
    private @Nullable Runnable duringNextWait;

    /** The waits so far, in nanoseconds, since this was last asked. */
    List<Long> waits() {
        List<Long> told = List.copyOf(waits);
        waits.clear();
        return told;
    }

    void advance(long nanos) {
        now += nanos;
    }

    /** Has something happen in the next wait, which ends it at once; it may be one without end. */
    void duringNextWait(Runnable happens) {
        duringNextWait = happens;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the flag was set");
        }
        waits.add(nanos);
        Runnable happens = duringNextWait;
        duringNextWait = null;
        if (happens != null) {
            happens.run();
        } else if (nanos <= 0 || nanos == Long.MAX_VALUE) {
            throw new WouldHang(nanos);
        } else {
            now += nanos;
        }
    }

    /** A thread would wait for ever, or would not wait and come back at once, again and again. */
    static final class WouldHang extends AssertionError {
        private static final long serialVersionUID = 1L;

        WouldHang(long nanos) {
            super(nanos <= 0 ? "would run in circles" : "would wait for ever");
        }
    }
}
