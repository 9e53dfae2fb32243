package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A lock for which there is no memory, as JDK 17 may find when somebody else holds it. */
class SureLockTest {
    @Test
    void promise14_aLackOfMemoryDoesNotKeepALockFromBeingTaken() throws Exception {
        AtomicInteger failures = new AtomicInteger(3);
        SureLock lock = new SureLock() {
            @Override
            void queue() {
                if (failures.getAndDecrement() > 0) {
                    throw new OutOfMemoryError("injected");
                }
                super.queue();
            }
        };
        lock.lock();
        assertThat(failures).hasValue(-1);
        assertThat(lock.getHoldCount()).isEqualTo(1);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            assertThat(threads.submit(() -> lock.tryLock()).get(30, TimeUnit.SECONDS))
                    .isFalse();
            Future<Integer> other = threads.submit(() -> {
                failures.set(3);
                lock.lock();
                try {
                    return lock.getHoldCount();
                } finally {
                    lock.unlock();
                }
            });
            lock.unlock();
            assertThat(other.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void promise14_whereThereIsNoMemoryToPrepareALockThatIsToldAndNoneStaysHeld() {
        SureLock before = new SureLock();
        SureLock poor = new SureLock() {
            @Override
            public boolean tryLock(long time, TimeUnit unit) {
                throw new OutOfMemoryError("injected");
            }
        };
        assertThatThrownBy(() -> SureLock.prepare(List.of(before, poor)))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage("injected");
        assertThat(before.isLocked()).isFalse();
        assertThat(poor.isLocked()).isFalse();
    }

    @Test
    void whoPreparesLocksMayBeInterruptedAndStaysSo() {
        SureLock lock = new SureLock();
        Thread.currentThread().interrupt();
        SureLock.prepare(List.of(lock));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(lock.isLocked()).isFalse();
    }
}
