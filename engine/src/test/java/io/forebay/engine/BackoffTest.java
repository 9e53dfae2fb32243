package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final long SHORTEST = Duration.ofMillis(100).toNanos();
    private static final long LONGEST = Duration.ofSeconds(30).toNanos();

    @RepeatedTest(20)
    void promise12_eachDelayLiesInTheUpperHalfOfABoundThatDoublesUpToHalfAMinute() {
        Backoff backoff = new Backoff();
        long bound = SHORTEST;
        for (int i = 0; i < 50; i++) {
            assertThat(backoff.next()).isBetween(Math.max(SHORTEST, bound / 2), bound);
            bound = Math.min(LONGEST, 2 * bound);
        }
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(SHORTEST);
    }

    @Test
    void workersThatFailTogetherDoNotComeBackTogether() {
        Set<Long> delays = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Backoff backoff = new Backoff();
            backoff.next();
            delays.add(backoff.next());
        }
        assertThat(delays).hasSizeGreaterThan(10);
    }

    @Test
    void aPauseLastsAsLongAsItSaysUnlessItIsEnded() {
        Pause pause = new Pause();
        assertThat(pause.remaining(5)).isZero();
        long delay = pause.begin(Long.MAX_VALUE - 5, Long.MAX_VALUE);
        assertThat(pause.remaining(Long.MAX_VALUE - 5)).isEqualTo(delay);
        assertThat(pause.remaining(Long.MAX_VALUE - 5 + delay - 1)).isEqualTo(1);
        assertThat(pause.remaining(Long.MAX_VALUE - 5 + delay)).isZero();
        pause.begin(0, Long.MAX_VALUE);
        pause.end();
        assertThat(pause.remaining(0)).isZero();
        assertThat(pause.begin(0, Long.MAX_VALUE)).isGreaterThan(SHORTEST);
        pause.reset();
        assertThat(pause.begin(0, Long.MAX_VALUE)).isEqualTo(SHORTEST);
    }
}
