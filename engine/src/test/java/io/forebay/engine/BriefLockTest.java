package io.forebay.engine;

import static io.forebay.engine.TroubleFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BriefLockTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 20_000;
    private static final int DEEP = 10;
    private static final int STACK_BYTES = 256 * 1024;
    /** The JVM rounds the size of a stack to pages. */
    private static final int PAGE = 4_096;

    private final BriefLock lock = new BriefLock();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    /** Guarded by the lock. */
    private int count;

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void oneThreadAtATimeHoldsIt() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            all.add(threads.submit(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    lock.lock();
                    count++;
                    lock.unlock();
                }
            }));
        }
        for (Future<?> one : all) {
            one.get(60, TimeUnit.SECONDS);
        }
        assertThat(count).isEqualTo(THREADS * ROUNDS);
    }

    /** Its last word, after it has the lock, is to set its flag again. */
    @Test
    void promise14_oneWhoseStackEndsWhileItWaitsDoesNotKeepIt() throws Exception {
        for (int i = 0; i < DEEP; i++) {
            lock.lock();
            Thread deep = new Thread(null, () -> descend(), "deep caller", STACK_BYTES + i * PAGE);
            deep.start();
            eventually(() -> !deep.isAlive() || deep.getState() == Thread.State.TIMED_WAITING);
            lock.unlock();
            deep.join(TimeUnit.SECONDS.toMillis(30));
            assertThat(lock.tryLock())
                    .as("it is free after %d deep callers", i + 1)
                    .isTrue();
            lock.unlock();
        }
    }

    /** Takes the lock as near to the end of the stack as it can. */
    @SuppressWarnings("InfiniteRecursion") // it is what is tested
    private boolean descend() {
        boolean taken = false;
        try {
            taken = descend();
        } catch (StackOverflowError e) {
            // As deep as it goes.
        }
        if (!taken) {
            Thread.currentThread().interrupt();
            lock.lock();
            lock.held = false;
        }
        return true;
    }

    @Test
    void promise14_oneThatIsInterruptedWaitsAllTheSameAndKeepsTheFlag() throws Exception {
        assertThat(lock.tryLock()).isTrue();
        Thread[] waiter = new Thread[1];
        Future<Boolean> other = threads.submit(() -> {
            waiter[0] = Thread.currentThread();
            Thread.currentThread().interrupt();
            lock.lock();
            count++;
            lock.unlock();
            return Thread.interrupted();
        });
        eventually(() -> waiter[0] != null && waiter[0].getState() == Thread.State.TIMED_WAITING);
        assertThat(count).isZero();
        assertThat(lock.tryLock()).isFalse();
        lock.unlock();
        assertThat(other.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(count).isOne();
    }
}
