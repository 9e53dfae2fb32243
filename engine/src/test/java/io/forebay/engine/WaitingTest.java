package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.api.Amount;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.testkit.ManualTime;
import io.forebay.testkit.MemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What writers see while all buffers are full. */
class WaitingTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final MemoryStore store = new MemoryStore();
    private final ManualTime time = new ManualTime();
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final List<RecordSink> sinks = new ArrayList<>();

    @AfterEach
    void end() {
        store.full(false);
        sinks.forEach(sink -> sink.close(LONG));
        callers.shutdownNow();
    }

    /** A sink whose buffers are all full, and whose target takes no more. */
    private RecordSink full(Forebay settings) throws IOException {
        RecordSink sink = settings.workers(2).size(100).rollAge(Duration.ZERO).open();
        sinks.add(sink);
        store.full(true);
        for (int i = 0; i < 4; i++) {
            assertThat(sink.write(new byte[100])).isEqualTo(Outcome.ACCEPTED);
        }
        return sink;
    }

    private Future<Outcome> waiting(RecordSink sink, int length) {
        Thread[] caller = new Thread[1];
        Future<Outcome> outcome = callers.submit(() -> {
            caller[0] = Thread.currentThread();
            return sink.write(new byte[length]);
        });
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> outcome.isDone()
                        || (caller[0] != null
                                && (caller[0].getState() == Thread.State.WAITING
                                        || caller[0].getState() == Thread.State.TIMED_WAITING)));
        return outcome;
    }

    @Test
    void aTimeoutOfZeroNeverWaits() throws IOException {
        RecordSink sink = full(Forebay.to(store).timeout(Duration.ZERO).timeSource(time));
        assertThat(sink.write(new byte[1])).isEqualTo(Outcome.TIMED_OUT);
        assertThat(sink.ledger().dropped()).isEqualTo(new Amount(1, 1));
    }

    @Test
    void promise7_aWriterIsToldOfADropWhenItsTimeIsUpAndNotBefore() throws Exception {
        RecordSink sink = full(Forebay.to(store).timeout(Duration.ofMillis(100)).timeSource(time));
        Future<Outcome> outcome = waiting(sink, 10);
        time.advance(Duration.ofMillis(99));
        assertThat(outcome.isDone()).isFalse();
        time.advance(Duration.ofMillis(1));
        assertThat(outcome.get(30, TimeUnit.SECONDS)).isEqualTo(Outcome.TIMED_OUT);
        assertThat(sink.ledger().dropped()).isEqualTo(new Amount(1, 10));
    }

    @Test
    void aWriterGoesOnWhenABufferIsFree() throws Exception {
        RecordSink sink = full(Forebay.to(store).timeout(FOR_EVER));
        Future<Outcome> outcome = waiting(sink, 10);
        store.full(false);
        assertThat(outcome.get(60, TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    void oneFreeBufferLetsAllWaitersInThatFit() throws Exception {
        RecordSink sink = full(Forebay.to(store).timeout(FOR_EVER));
        List<Future<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            outcomes.add(waiting(sink, 1));
        }
        store.full(false);
        for (Future<Outcome> outcome : outcomes) {
            assertThat(outcome.get(60, TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);
        }
    }

    @Test
    void promise14_anInterruptedWriterReturnsAtOnceWithItsFlagSet() throws Exception {
        RecordSink sink = full(Forebay.to(store).timeout(FOR_EVER));
        boolean[] flag = new boolean[1];
        Future<Outcome> outcome = callers.submit(() -> {
            Thread.currentThread().interrupt();
            Outcome told = sink.write(new byte[10]);
            flag[0] = Thread.interrupted();
            return told;
        });
        assertThat(outcome.get(30, TimeUnit.SECONDS)).isEqualTo(Outcome.TIMED_OUT);
        assertThat(flag[0]).isTrue();
        assertThat(sink.ledger().dropped()).isEqualTo(new Amount(1, 10));
    }

    @Test
    void anInterruptDoesNotKeepARecordOutWhileThereIsRoom() throws IOException {
        RecordSink sink = Forebay.to(store).open();
        sinks.add(sink);
        Thread.currentThread().interrupt();
        Outcome outcome = sink.write(new byte[10]);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(outcome).isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    void closeWakesWritersThatWait() throws Exception {
        RecordSink sink = full(Forebay.to(store).timeout(FOR_EVER));
        Future<Outcome> outcome = waiting(sink, 10);
        Future<?> closing = callers.submit(() -> sink.close(LONG));
        assertThat(outcome.get(30, TimeUnit.SECONDS)).isEqualTo(Outcome.CLOSED);
        store.full(false);
        closing.get(60, TimeUnit.SECONDS);
        assertThat(sink.ledger().rejected()).isEqualTo(new Amount(1, 10));
        assertThat(sink.ledger().published()).isEqualTo(new Amount(4, 400));
    }

    @Test
    void aWriterFindsTheWorkerThatHasRoom() throws IOException {
        RecordSink sink = Forebay.to(store)
                .workers(3)
                .size(100)
                .timeout(Duration.ZERO)
                .rollAge(Duration.ZERO)
                .open();
        sinks.add(sink);
        store.full(true);
        for (int i = 0; i < 6; i++) {
            assertThat(sink.write(new byte[100])).isEqualTo(Outcome.ACCEPTED);
        }
        assertThat(sink.write(new byte[100])).isEqualTo(Outcome.TIMED_OUT);
    }
}
