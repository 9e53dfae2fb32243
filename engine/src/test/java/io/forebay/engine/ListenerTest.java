package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.FailReason;
import io.forebay.api.LossReason;
import io.forebay.api.Published;
import io.forebay.api.RecordSink;
import io.forebay.api.Recovery;
import io.forebay.api.SinkListener;
import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;
import io.forebay.testkit.Sources;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listener hears, and that no listener can do harm. */
class ListenerTest extends TroubleFixture {

    /** Writes down what it hears. */
    private static class Journal implements SinkListener {
        final List<String> heard = new CopyOnWriteArrayList<>();
        final AtomicLong droppedRecords = new AtomicLong();
        final AtomicLong droppedBytes = new AtomicLong();

        @Override
        public void published(Published published) {
            heard.add("published " + published.records() + " records, " + published.bytes() + " bytes");
        }

        @Override
        public void dropped(Amount dropped) {
            droppedRecords.addAndGet(dropped.records());
            droppedBytes.addAndGet(dropped.bytes());
        }

        @Override
        public void failed(FailReason reason, Throwable cause) {
            heard.add("failed " + reason + ": " + cause.getMessage());
        }

        @Override
        public void lost(LossReason reason, Amount lost) {
            heard.add("lost " + reason + " " + lost.records() + " records, " + lost.bytes() + " bytes");
        }

        @Override
        public void refused(int worker, Throwable cause) {
            heard.add("refused " + worker + ": " + cause.getMessage());
        }

        @Override
        public void recovered(Recovery recovery) {
            heard.add("recovered " + recovery.recovered().size());
        }
    }

    @Test
    void eachEventArrivesInItsTime() throws IOException {
        Journal journal = new Journal();
        RecordSink sink = open(settings().listener(journal));
        sink.write(Sources.failing(new byte[3], () -> new IOException("torn")));
        assertFailed(sink, FailReason.THREW);
        sink.write(new byte[350]);
        sink.flush(LONG);
        fault = Fault.refusal().on(Operation.PUBLISH);
        sink.write(new byte[60]);
        closing(sink, Duration.ofSeconds(4));
        assertThat(journal.heard)
                .startsWith("recovered 0", "failed THREW: torn", "published 1 records, 350 bytes")
                .contains("refused 0: the test refuses PUBLISH")
                .endsWith("lost DEADLINE 1 records, 60 bytes");
    }

    @Test
    void ofLossesAtTheCloseTheLogHoldsAllReasonsAndItHearsOfEach() throws IOException {
        Journal journal = new Journal();
        RecordSink sink = open(settings().rollSize(1_000).listener(journal));
        for (int i = 0; i < 4; i++) {
            sink.write(new byte[100]);
        }
        sink.write(new byte[10]);
        eventually(() -> attempts(Operation.SPILL) == 4);
        fault = Fault.refusal().on(Operation.PUBLISH, Operation.SPILL);
        try (CapturedLog log = new CapturedLog()) {
            closing(sink, Duration.ofSeconds(4));
            assertThat(log.lines("Closed with"))
                    .singleElement()
                    .asString()
                    .contains("5 accepted", "4 RECOVERABLE", "1 DEADLINE");
        }
        assertThat(journal.heard)
                .contains("lost RECOVERABLE 4 records, 400 bytes", "lost DEADLINE 1 records, 10 bytes");
    }

    @Test
    void itHearsOfWhatADeadInstanceHadLeft() throws IOException {
        RecordSink first = open(settings().rollSize(1_000));
        first.write(new byte[100]);
        first.write(new byte[100]);
        eventually(() -> attempts(Operation.SPILL) == 1 && store.unpublishedFiles() == 1);
        store.kill();
        Journal journal = new Journal();
        open(settings().listener(journal));
        eventually(() -> journal.heard.contains("recovered 1"));
    }

    @Test
    void theDropsItIsToldOfAddUpToTheLedger() throws Exception {
        Journal journal = new Journal();
        RecordSink sink = open(settings().timeout(Duration.ZERO).listener(journal));
        fault = Fault.refusal();
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            writers.add(callers.submit(() -> {
                for (int n = 0; n < 20_000; n++) {
                    sink.write(new byte[30]);
                }
            }));
        }
        for (Future<?> writer : writers) {
            answer(writer);
        }
        Amount dropped = sink.ledger().dropped();
        assertThat(dropped.records()).isPositive();
        assertThat(dropped.bytes()).isEqualTo(30 * dropped.records());
        eventually(() -> new Amount(journal.droppedRecords.get(), journal.droppedBytes.get()).equals(dropped));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "error", "memory", "interrupt"})
    void promise14_aListenerThatMisbehavesHarmsNobody(String kind) throws IOException {
        AtomicLong calls = new AtomicLong();
        RecordSink sink = open(settings().listener(new SinkListener() {
            @Override
            public void published(Published published) {
                calls.incrementAndGet();
                Supplier<Error> thrown = switch (kind) {
                    case "exception" -> {
                        throw new IllegalStateException("a broken listener");
                    }
                    case "error" -> () -> new StackOverflowError("a broken listener");
                    case "memory" -> () -> new OutOfMemoryError("a broken listener");
                    default -> {
                        Thread.currentThread().interrupt();
                        yield null;
                    }
                };
                if (thrown != null) {
                    throw thrown.get();
                }
            }
        }));
        for (int i = 0; i < 20; i++) {
            sink.write(new byte[100]);
        }
        assertBalanced(sink.close(LONG).ledger());
        assertThat(sink.ledger().published()).isEqualTo(amount(20, 2_000));
        assertThat(calls).hasValue(20);
    }

    @Test
    void aListenerThatBlocksDelaysNobodyAndLearnsHowMuchItMissed() throws Exception {
        CountDownLatch blocked = latch();
        AtomicLong heard = new AtomicLong();
        AtomicLong missed = new AtomicLong();
        RecordSink sink = open(settings().listener(new SinkListener() {
            @Override
            public void published(Published published) {
                heard.incrementAndGet();
                while (blocked.getCount() > 0) {
                    try {
                        blocked.await();
                    } catch (InterruptedException e) {
                        // It blocks whatever happens.
                    }
                }
            }

            @Override
            public void missed(long events) {
                missed.addAndGet(events);
            }
        }));
        for (int i = 0; i < 2_000; i++) {
            sink.write(new byte[100]);
        }
        assertThat(sink.flush(LONG).ok()).isTrue();
        assertThat(heard.get()).isLessThan(2_000);
        blocked.countDown();
        eventually(() -> heard.get() + missed.get() == 2_000);
        assertThat(missed.get()).isPositive();
    }

    @Test
    void promise11_aListenerThatStillBlocksAtTheDeadlineIsNamed() throws IOException {
        CountDownLatch blocked = latch();
        RecordSink sink = open(settings().listener(new SinkListener() {
            @Override
            public void recovered(Recovery recovery) {
                while (blocked.getCount() > 0) {
                    try {
                        blocked.await();
                    } catch (InterruptedException e) {
                        // It blocks whatever happens.
                    }
                }
            }
        }));
        sink.write(new byte[10]);
        var report = closing(sink, Duration.ofSeconds(4));
        assertThat(report.leftovers()).singleElement().asString().contains("forebay-events");
        assertBalanced(report.ledger());
        assertThat(report.ledger().lost()).isEqualTo(Amount.ZERO);
    }
}
