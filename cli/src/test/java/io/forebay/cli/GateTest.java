package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Gate gate = new Gate();

    @Test
    void a_shut_gate_lets_nobody_in() {
        assertThat(gate.enter()).isTrue();
        gate.leave();
        gate.shut();
        assertThat(gate.enter()).isFalse();
        assertThat(gate.awaitEmpty(Duration.ZERO)).isTrue();
    }

    @Test
    void whoever_waits_is_told_when_the_last_one_has_left() {
        CountDownLatch entered = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 2; i++) {
            Thread inside = new Thread(() -> {
                gate.enter();
                entered.countDown();
                await(go);
                gate.leave();
            });
            inside.setDaemon(true);
            inside.start();
        }
        await(entered);
        assertThat(gate.awaitEmpty(Duration.ZERO)).isFalse();
        gate.shut();
        CompletableFuture<Boolean> empty = CompletableFuture.supplyAsync(() -> gate.awaitEmpty(LONG));
        go.countDown();
        assertThat(empty.join()).isTrue();
    }

    @Test
    void an_interrupt_ends_the_wait_and_stays() {
        gate.enter();
        Thread.currentThread().interrupt();
        assertThat(gate.awaitEmpty(LONG)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
