package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.ManualTime;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, -1_000, Long.MAX_VALUE - 3, Long.MIN_VALUE})
    void itPassesWhenItsTimeIsUpWhereverTheClockBegins(long origin) {
        ManualTime time = new ManualTime(origin);
        Deadline deadline = Deadline.in(time, 10);
        assertThat(deadline.remaining()).isEqualTo(10);
        time.advance(Duration.ofNanos(9));
        assertThat(deadline.passed()).isFalse();
        time.advance(Duration.ofNanos(1));
        assertThat(deadline.passed()).isTrue();
        time.advance(Duration.ofDays(1));
        assertThat(deadline.remaining()).isZero();
    }

    @Test
    void forEverNeverPasses() {
        ManualTime time = new ManualTime();
        Deadline deadline = Deadline.in(time, Long.MAX_VALUE);
        time.advance(Duration.ofDays(100_000));
        assertThat(deadline.remaining()).isEqualTo(Long.MAX_VALUE);
        assertThat(deadline.part(3, 4).remaining()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aTimeThatGoesBackDoesNotEndIt() {
        ManualTime time = new ManualTime();
        Deadline deadline = Deadline.in(time, Long.MAX_VALUE - 1);
        time.jump(Duration.ofSeconds(-1));
        assertThat(deadline.remaining()).isEqualTo(Long.MAX_VALUE - 1);
    }

    @Test
    void aPartBeginsWhereTheWholeBegan() {
        ManualTime time = new ManualTime();
        Deadline deadline = Deadline.in(time, 100);
        time.advance(Duration.ofNanos(50));
        assertThat(deadline.part(3, 4).remaining()).isEqualTo(25);
        assertThat(Deadline.in(time, Long.MAX_VALUE - 1).part(3, 4).remaining()).isPositive();
    }

    @Test
    void aDurationOfAnyLengthIsUnderstood() {
        assertThat(Deadline.saturatedNanos(Duration.ofMillis(5))).isEqualTo(TimeUnit.MILLISECONDS.toNanos(5));
        assertThat(Deadline.saturatedNanos(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
        assertThat(Deadline.saturatedNanos(Duration.ofSeconds(Long.MIN_VALUE))).isZero();
        assertThat(Deadline.saturatedNanos(Duration.ofNanos(-1))).isZero();
    }
}
