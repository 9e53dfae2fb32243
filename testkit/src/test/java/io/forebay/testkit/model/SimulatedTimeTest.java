package io.forebay.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class SimulatedTimeTest {
    private final ThreadGroup threads = new ThreadGroup("simulated");
    private final SimulatedTime time = new SimulatedTime(threads);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition condition = lock.newCondition();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private boolean ended;

    /** Writes down when it wakes up, until it is told to end. */
    private void sleeper(String name, long nanos) {
        start(() -> {
            lock.lock();
            try {
                while (!ended) {
                    time.await(lock, condition, nanos);
                    log.add(name + " at " + time.passed());
                }
            } finally {
                lock.unlock();
            }
        });
    }

    private interface Body {
        void run() throws InterruptedException;
    }

    private void start(Body body) {
        Thread thread = new Thread(threads, () -> {
            try {
                body.run();
            } catch (InterruptedException e) {
                log.add("interrupted at " + time.passed());
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            condition.signalAll();
        } finally {
            lock.unlock();
        }
        time.rest();
    }

    @Test
    void nobodySleepsLongerOrShorterThanItAskedFor() {
        sleeper("a", 30);
        time.pass(Duration.ofNanos(29));
        assertThat(log).isEmpty();
        time.pass(Duration.ofNanos(61));
        assertThat(log).containsExactly("a at 30", "a at 60", "a at 90");
        end();
        assertThat(threads.activeCount()).isZero();
    }

    @Test
    void aJumpOfTheClockWakesNobody() {
        sleeper("a", 30);
        time.jump(Duration.ofHours(-1));
        assertThat(time.nanoTime()).isEqualTo(Duration.ofHours(-1).toNanos());
        time.jump(Duration.ofHours(2));
        assertThat(log).isEmpty();
        assertThat(time.passed()).isZero();
        assertThat(time.nanoTime()).isEqualTo(Duration.ofHours(1).toNanos());
        end();
    }

    @Test
    void theDriverMovesTimeOnlyWhereItHasToWait() throws InterruptedException {
        ReentrantLock own = new ReentrantLock();
        Condition done = own.newCondition();
        boolean[] isDone = {false};
        start(() -> {
            lock.lock();
            try {
                time.await(lock, condition, 50);
            } finally {
                lock.unlock();
            }
            own.lock();
            try {
                isDone[0] = true;
                done.signalAll();
            } finally {
                own.unlock();
            }
        });
        own.lock();
        try {
            while (!isDone[0]) {
                time.await(own, done, 1_000);
            }
        } finally {
            own.unlock();
        }
        assertThat(time.passed()).isEqualTo(50);
    }

    @Test
    void theDriverWaitsAsLongAsItAskedForWhenNothingHappens() throws InterruptedException {
        lock.lock();
        try {
            while (time.passed() < 1_000) {
                time.await(lock, condition, 1_000 - time.passed());
            }
        } finally {
            lock.unlock();
        }
        assertThat(time.passed()).isEqualTo(1_000);
    }

    @Test
    void somethingCanHappenWhileTheDriverWaits() throws InterruptedException {
        List<Long> happened = new ArrayList<>();
        time.whenDriverWaits(() -> happened.add(time.passed()));
        lock.lock();
        try {
            while (time.passed() < 10) {
                time.await(lock, condition, 10 - time.passed());
            }
        } finally {
            lock.unlock();
        }
        assertThat(happened).containsExactly(0L);
    }

    @Test
    void anInterruptedDriverDoesNotWait() {
        lock.lock();
        try {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> time.await(lock, condition, 10)).isInstanceOf(InterruptedException.class);
        } finally {
            lock.unlock();
        }
        assertThat(Thread.interrupted()).isFalse();
        assertThat(time.passed()).isZero();
    }

    @Test
    void aThreadThatWasInterruptedIsNotAtRestBeforeItHasSeenIt() {
        for (int round = 0; round < 1_000; round++) {
            Gate gate = new Gate(time, true);
            start(gate::pass);
            time.rest();
            threads.interrupt();
            time.rest();
            assertThat(log).as("round %s", round).hasSize(round + 1);
        }
    }

    @Test
    void aThreadThatWasSignalledIsNotAtRestBeforeItHasComeBack() {
        for (int round = 0; round < 1_000; round++) {
            Gate gate = new Gate(time, true);
            start(() -> {
                gate.pass();
                log.add("through");
            });
            time.rest();
            gate.open();
            time.rest();
            assertThat(log).as("round %s", round).hasSize(round + 1);
        }
    }

    @Test
    void whenEverybodyWaitsForEverItSaysSo() {
        Gate gate = new Gate(time, true);
        start(gate::passUninterruptibly);
        lock.lock();
        try {
            assertThatThrownBy(() -> {
                        while (true) {
                            time.await(lock, condition, Long.MAX_VALUE);
                        }
                    })
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("for ever")
                    .hasMessageContaining("Gate.pass");
        } finally {
            lock.unlock();
        }
        gate.open();
        time.rest();
    }
}
