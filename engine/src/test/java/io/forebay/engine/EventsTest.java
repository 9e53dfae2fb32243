package io.forebay.engine;

import static io.forebay.engine.Ledgers.amount;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.FailReason;
import io.forebay.api.LossReason;
import io.forebay.api.SinkListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    private static final class Journal implements SinkListener {
        final List<String> heard = new ArrayList<>();

        @Override
        public void failed(FailReason reason, Throwable cause) {
            heard.add("failed");
        }

        @Override
        public void dropped(Amount dropped) {
            heard.add("dropped " + dropped.records());
        }

        @Override
        public void missed(long events) {
            heard.add("missed " + events);
        }

        @Override
        public void lost(LossReason reason, Amount lost) {
            heard.add("lost " + reason);
        }
    }

    private static void flood(Events events) {
        for (int i = 0; i < 2_000; i++) {
            events.failed(FailReason.THREW, new IOException("torn"));
        }
    }

    @Test
    void dropsAndWhatWasMissedAreToldSoonHoweverLongTheQueueIs() {
        Journal journal = new Journal();
        Events events = events(journal);
        flood(events);
        books.dropped(7);
        events.noteDrop();
        for (int i = 0; i < 4; i++) {
            assertThat(events.step()).isFalse();
        }
        assertThat(journal.heard).containsExactlyInAnyOrder("failed", "failed", "missed 976", "dropped 1");
    }

    @Test
    void whatWasLostAtTheCloseIsToldHoweverLongTheQueueIs() {
        Journal journal = new Journal();
        Events events = events(journal);
        flood(events);
        events.lostAtClose(Map.of(LossReason.UNREAD, amount(1, 0), LossReason.DEADLINE, amount(2, 20)));
        events.end();
        try (CapturedLog log = new CapturedLog()) {
            boolean ended = false;
            while (!ended) {
                ended = events.step();
            }
            assertThat(log.lines("3 accepted records")).hasSize(1);
        }
        assertThat(journal.heard).contains("lost UNREAD", "lost DEADLINE");
    }

    @Test
    void theLogHasItBeforeTheListener() {
        List<Integer> warnings = new ArrayList<>();
        try (CapturedLog log = new CapturedLog()) {
            Events events = events(new SinkListener() {
                @Override
                public void failed(FailReason reason, Throwable cause) {
                    warnings.add(log.lines("torn").size());
                }

                @Override
                public void dropped(Amount dropped) {
                    warnings.add(log.lines("Dropped 1 records").size());
                }
            });
            events.failed(FailReason.THREW, new IOException("torn"));
            books.dropped(7);
            events.noteDrop();
            assertThat(events.step()).isFalse();
            assertThat(events.step()).isFalse();
        }
        assertThat(warnings).containsExactly(1, 1);
    }
}
