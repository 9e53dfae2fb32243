package io.forebay.engine;

import static io.forebay.engine.Ledgers.amount;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.FailReason;
import io.forebay.api.SinkListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The thread that tells what has happened, step by step. */
class EventsTest {
    private final Books books = new Books();

    private Events events(@Nullable SinkListener listener) {
        SkippingTime time = new SkippingTime();
        return new Events(new SinkConfig(1, 10, 0, 1, 1_000, 10, 0, Long.MAX_VALUE, listener, time), books);
    }

    @Test
    void aDropThatWasToldAlreadyIsNotToldAgain() {
        List<Amount> told = new ArrayList<>();
        Events events = events(new SinkListener() {
            @Override
            public void dropped(Amount dropped) {
                told.add(dropped);
            }
        });
        books.dropped(7);
        events.noteDrop();
        assertThat(events.step()).isFalse();
        // Its writer had counted it before the first was told, and notes it only now.
        events.noteDrop();
        assertThat(events.step()).isFalse();
        assertThat(told).containsExactly(amount(1, 7));
    }

    @Test
    void promise8_moreThanTheQueueTakesIsForgottenAlsoIfNobodyListens() {
        Events events = events(null);
        for (int i = 0; i < 2_000; i++) {
            events.failed(FailReason.THREW, new IOException("torn"));
        }
        events.end();
        int steps = 0;
        while (!events.step()) {
            steps++;
        }
        assertThat(steps).isBetween(1, 1_999);
    }
}
