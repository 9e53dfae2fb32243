package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a thread of the sink does over and over. */
class StepTest {
    @Test
    void promise14_aStepThatThrowsIsTakenAgainAndAnInterruptOutlastsTheRest() {
        AtomicInteger taken = new AtomicInteger();
        Thread.currentThread().interrupt();
        Step.repeat(() -> {
            if (taken.incrementAndGet() == 1) {
                throw new OutOfMemoryError("injected");
            }
            return taken.get() == 3;
        });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(taken).hasValue(3);
    }
}
