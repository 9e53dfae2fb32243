package io.forebay.engine;

import io.forebay.api.TimeSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** The machine's time, in which one thread is interrupted during its first wait, right after something has happened. */
final class InterruptingTime implements TimeSource {
    private volatile @Nullable Thread victim;
    private volatile @Nullable Runnable before;

    void interruptOnce(Thread thread, Runnable happens) {
        before = happens;
        victim = thread;
    }

    @Override
    public long nanoTime() {
        return TimeSource.system().nanoTime();
    }

    @Override
    public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
        Runnable happens = before;
        if (Thread.currentThread() == victim && happens != null) {
            victim = null;
            // A wait gives its lock away, and what happens may need it.
            lock.unlock();
            try {
                happens.run();
            } finally {
                lock.lock();
            }
            throw new InterruptedException("as the test wants it");
        }
        TimeSource.system().await(lock, condition, nanos);
    }
}
