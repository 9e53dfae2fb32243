package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class ManualTimeTest {
    private final ManualTime time = new ManualTime(Long.MAX_VALUE - 5);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition condition = lock.newCondition();

    @Test
    void stands_still_until_it_is_moved_and_passes_over_the_largest_long() {
        long start = time.nanoTime();
        assertThat(time.nanoTime() - start).isZero();
        time.advance(Duration.ofNanos(10));
        assertThat(time.nanoTime() - start).isEqualTo(10);
        time.jump(Duration.ofNanos(-30));
        assertThat(time.nanoTime() - start).isEqualTo(-20);
    }

    @Test
    void does_not_advance_backwards() {
        assertThatThrownBy(() -> time.advance(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("jump");
    }

    @Test
    void moving_it_wakes_all_waiters_and_leaves_none_behind() throws InterruptedException {
        int threads = 8;
        long deadline = time.nanoTime() + Duration.ofHours(1).toNanos();
        CountDownLatch done = new CountDownLatch(threads);
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                waitUntil(deadline);
                done.countDown();
            });
            thread.start();
            started.add(thread);
        }
        await().until(() -> time.waiters() > 0);
        time.advance(Duration.ofMinutes(59));
        assertThat(done.getCount()).isEqualTo(threads);
        time.advance(Duration.ofMinutes(1));
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        for (Thread thread : started) {
            thread.join();
        }
        assertThat(time.waiters()).isZero();
    }

    @Test
    void returns_by_itself_after_some_real_time_so_that_no_test_hangs() throws InterruptedException {
        lock.lock();
        try {
            time.await(lock, condition, Long.MAX_VALUE);
        } finally {
            lock.unlock();
        }
        assertThat(time.waiters()).isZero();
    }

    @Test
    void does_not_wait_for_no_time_at_all() throws InterruptedException {
        Thread.currentThread().interrupt();
        lock.lock();
        try {
            time.await(lock, condition, 0);
        } finally {
            lock.unlock();
        }
        assertThat(Thread.interrupted())
                .as("a wait would have thrown and taken the flag")
                .isTrue();
    }

    private void waitUntil(long deadline) {
        lock.lock();
        try {
            while (time.nanoTime() - deadline < 0) {
                time.await(lock, condition, deadline - time.nanoTime());
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        } finally {
            lock.unlock();
        }
    }
}
