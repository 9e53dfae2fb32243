package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.TimeSource;
import io.forebay.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** That no wake-up is lost, over many rounds of racing threads, each with a bound that only a lost one reaches. */
class WakeUpTest {
    private static final long BOUND = TimeUnit.SECONDS.toNanos(30);
    private static final int ROUNDS = 20_000;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void aSignalIsNeverLost() throws Exception {
        Signal signal = new Signal(TimeSource.system());
        AtomicInteger ping = new AtomicInteger();
        AtomicInteger pong = new AtomicInteger();
        Future<Boolean> other = threads.submit(() -> play(signal, ping, pong, 0));
        assertThat(play(signal, pong, ping, 1)).isTrue();
        assertThat(other.get(60, TimeUnit.SECONDS)).isTrue();
    }

    /** Waits for each number, and then gives the next one. */
    private static boolean play(Signal signal, AtomicInteger heard, AtomicInteger said, int first) throws Exception {
        for (int i = 1; i <= ROUNDS; i++) {
            int wanted = i - first;
            Deadline deadline = Deadline.in(TimeSource.system(), BOUND);
            if (!signal.await(() -> heard.get() >= wanted, deadline)) {
                return false;
            }
            said.set(i);
            signal.raise();
        }
        return true;
    }

    @Test
    void aSignalThatDoesNotComeEndsWithTheDeadline() throws InterruptedException {
        ManualTime time = new ManualTime();
        Signal signal = new Signal(time);
        assertThat(signal.await(() -> false, Deadline.in(time, 0))).isFalse();
        assertThat(signal.await(() -> true, Deadline.in(time, 0))).isTrue();
    }

    @Test
    void anInterruptDoesNotEndAWaitThatMustGoOn() throws Exception {
        ManualTime time = new ManualTime();
        Signal signal = new Signal(time);
        AtomicInteger looked = new AtomicInteger();
        Future<Boolean> flag = threads.submit(() -> {
            Thread.currentThread().interrupt();
            signal.awaitUninterruptibly(() -> looked.incrementAndGet() > 3, Deadline.in(time, Long.MAX_VALUE));
            return Thread.interrupted();
        });
        assertThat(flag.get(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Each free place wakes one waiter, and there are as many places in all as takers: a lost wake-up leaves somebody behind. */
    @Test
    void aFreePlaceIsNeverOverslept() throws Exception {
        Vacancy vacancy = new Vacancy(TimeSource.system());
        AtomicInteger places = new AtomicInteger();
        int takers = 4;
        List<Future<Boolean>> done = new ArrayList<>();
        for (int i = 0; i < takers; i++) {
            done.add(threads.submit(() -> {
                for (int n = 0; n < ROUNDS / takers; n++) {
                    if (!take(vacancy, places)) {
                        return false;
                    }
                }
                return true;
            }));
        }
        for (int i = 0; i < ROUNDS / takers * takers; i++) {
            places.incrementAndGet();
            vacancy.signal();
        }
        for (Future<Boolean> taker : done) {
            assertThat(taker.get(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(places).hasValue(0);
    }

    /** As {@link Admission} does it. */
    private static boolean take(Vacancy vacancy, AtomicInteger places) throws InterruptedException {
        Deadline deadline = Deadline.in(TimeSource.system(), BOUND);
        boolean taken = false;
        long seen = vacancy.enter();
        try {
            while (true) {
                taken = places.getAndUpdate(free -> Math.max(0, free - 1)) > 0;
                if (taken || deadline.passed()) {
                    return taken;
                }
                seen = vacancy.await(seen, deadline);
            }
        } finally {
            vacancy.leave(seen, taken);
        }
    }

    @Test
    void aWaiterThatLeavesForAnotherReasonPassesItsWakeUpOn() throws Exception {
        ManualTime time = new ManualTime();
        Vacancy vacancy = new Vacancy(time);
        long leaving = vacancy.enter();
        long staying = vacancy.enter();
        Future<Long> woken = threads.submit(() -> vacancy.await(staying, Deadline.in(time, Long.MAX_VALUE)));
        vacancy.signal();
        vacancy.leave(leaving, false);
        assertThat(woken.get(30, TimeUnit.SECONDS)).isGreaterThan(staying);
        vacancy.signalAll();
        assertThat(vacancy.await(staying, Deadline.in(time, Duration.ofDays(1).toNanos())))
                .isGreaterThan(staying);
    }
}
