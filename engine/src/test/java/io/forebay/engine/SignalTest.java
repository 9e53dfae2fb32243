package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.engine.SkippingTime.WouldHang;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Waits for a condition, step by step; that no signal is lost among threads is in {@link WakeUpTest}. */
class SignalTest {
    private final SkippingTime time = new SkippingTime();
    private final Signal signal = new Signal(time);
    private final AtomicInteger looks = new AtomicInteger();

    private boolean thirdLook() {
        return looks.incrementAndGet() == 3;
    }

    @Test
    void itLooksBeforeItWaitsAndAfterEachWait() throws InterruptedException {
        assertThat(signal.await(() -> true, Deadline.in(time, 0))).isTrue();
        time.duringNextWait(() -> time.advance(40));
        assertThat(signal.await(this::thirdLook, Deadline.in(time, 100))).isTrue();
        assertThat(time.waits()).containsExactly(100L, 60L);
    }

    @Test
    void itSaysWhenTheTimeIsUpAndTheConditionDoesNotHold() throws InterruptedException {
        assertThat(signal.await(() -> false, Deadline.in(time, 100))).isFalse();
        assertThat(time.waits()).containsExactly(100L);
        assertThatThrownBy(() -> signal.await(() -> false, Deadline.in(time, Long.MAX_VALUE)))
                .isInstanceOf(WouldHang.class);
    }

    @Test
    void anInterruptEndsAWait() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> signal.await(() -> false, Deadline.in(time, 100)))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void anInterruptDoesNotEndAWaitThatMustGoOnAndTheFlagStays() {
        Thread.currentThread().interrupt();
        assertThat(signal.awaitUninterruptibly(this::thirdLook, Deadline.in(time, 100)))
                .isTrue();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(signal.awaitUninterruptibly(() -> true, Deadline.in(time, 100)))
                .isTrue();
        assertThat(Thread.interrupted()).isFalse();
        assertThat(signal.awaitUninterruptibly(() -> false, Deadline.in(time, 0)))
                .isFalse();
    }
}
