package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.FlushReport.Status;
import io.forebay.api.LossReason;
import io.forebay.api.Outcome;
import io.forebay.api.Published;
import io.forebay.api.RecordSink;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SpilledDataLostException;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;
import io.forebay.testkit.ForwardingSegment;
import io.forebay.testkit.ForwardingTarget;
import io.forebay.testkit.Sources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A target that says no for a while, in every way, and works again. */
class RefusalTest extends TroubleFixture {
    private static final String FLUSHER = "forebay-flush-0";

    static Stream<Arguments> refusals() {
        return Stream.of(Operation.OPEN, Operation.SPILL, Operation.PUBLISH)
                .flatMap(operation -> Stream.<Supplier<Throwable>>of(
                                () -> new IOException("refused"),
                                () -> new IllegalStateException("refused"),
                                () -> new StackOverflowError("refused"),
                                () -> new OutOfMemoryError("refused"))
                        .map(thrown -> Arguments.of(operation, thrown)));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void promise12_flaw5_flaw14_whatWasRefusedIsKeptInOrderAndPublishedLater(
            Operation operation, Supplier<Throwable> thrown) throws Exception {
        RecordSink sink = open(settings().rollSize(250));
        AtomicInteger left = new AtomicInteger(4);
        fault = Fault.thrown(thrown).on(operation).until(() -> left.getAndDecrement() <= 0);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            expected.append("record number ").append(100 + i).append('\n');
        }
        Future<?> writer =
                callers.submit(() -> expected.toString().lines().forEach(line -> sink.write(bytes(line + '\n'))));
        eventually(() -> {
            time.advance(Duration.ofSeconds(30));
            return writer.isDone();
        });
        answer(writer);
        assertBalanced(sink.close(LONG).ledger());
        assertThat(left.get()).isNegative();
        assertThat(content()).isEqualTo(expected.toString());
        assertThat(sink.ledger().published()).isEqualTo(amount(60, expected.length()));
    }

    @Test
    void theFirstPauseIsATenthOfASecondAndNotLess() throws IOException {
        WatchedTime watched = new WatchedTime(time);
        RecordSink sink = open(settings().timeSource(watched));
        fault = Fault.refusal();
        fillTwoBuffers(sink);
        eventually(() -> attempts(Operation.PUBLISH) == 1);
        time.advance(Duration.ofMillis(99));
        letFlusherLook(watched);
        assertThat(attempts(Operation.PUBLISH)).isEqualTo(1);
        time.advance(Duration.ofMillis(1));
        eventually(() -> attempts(Operation.PUBLISH) == 2);
    }

    @Test
    void promise12_thePausesGrowToHalfAMinuteAndNotBeyond() throws IOException {
        WatchedTime watched = new WatchedTime(time);
        RecordSink sink = open(settings().timeSource(watched));
        fault = Fault.refusal();
        fillTwoBuffers(sink);
        for (int i = 1; i <= 12; i++) {
            int before = i;
            eventually(() -> attempts(Operation.PUBLISH) == before);
            letFlusherLook(watched);
            time.advance(Duration.ofSeconds(30));
        }
        eventually(() -> attempts(Operation.PUBLISH) == 13);
        time.advance(Duration.ofMillis(14_999));
        letFlusherLook(watched);
        assertThat(attempts(Operation.PUBLISH)).isEqualTo(13);
        fault = Fault.none();
        time.advance(Duration.ofMillis(15_001));
        eventually(() -> attempts(Operation.PUBLISH) == 14 && content().length() == 100);
    }

    /** Has the flush thread publish the first one, without a flush, which would cut pauses short. */
    private static void fillTwoBuffers(RecordSink sink) {
        sink.write(new byte[100]);
        sink.write(new byte[100]);
    }

    /** Returns when the flush thread has looked at the time as it is now, and waits again. */
    private static void letFlusherLook(WatchedTime watched) {
        int before = watched.awaits(FLUSHER);
        eventually(() -> watched.awaits(FLUSHER) >= before + 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFlushAndACloseCutThePauseShort(boolean close) throws IOException {
        RecordSink sink = open(settings());
        fault = Fault.refusal();
        sink.write(bytes("kept\n"));
        for (int i = 1; i <= 8; i++) {
            int before = i;
            sink.flush(Duration.ZERO);
            eventually(() -> attempts(Operation.PUBLISH) >= before);
        }
        fault = Fault.none();
        if (close) {
            assertThat(sink.close(LONG).clean()).isTrue();
        } else {
            assertThat(sink.flush(LONG).ok()).isTrue();
        }
        assertThat(content()).isEqualTo("kept\n");
    }

    @Test
    void promise12_aFlushCutsThePauseShortOfABufferThatAQueuedRecordWaitsFor() throws Exception {
        RecordSink sink = open(settings());
        fault = Fault.refusal().on(Operation.OPEN);
        sink.write(new byte[100]);
        sink.write(new byte[100]);
        assertThat(sink.flush(LONG).ok()).isTrue();
        eventually(() -> attempts(Operation.OPEN) > 2);
        sink.write(Sources.whole(bytes("kept\n")));
        fault = Fault.none();
        assertThat(answer(callers.submit(() -> sink.flush(FOR_EVER))).ok()).isTrue();
        assertThat(content()).endsWith("kept\n");
    }

    @Test
    void aCloseTriesAgainSoonThoughThePausesHadGrownLong() throws Exception {
        RecordSink sink = open(settings());
        fault = Fault.refusal();
        sink.write(bytes("kept\n"));
        for (int i = 1; i <= 12; i++) {
            int before = i;
            sink.flush(Duration.ZERO);
            eventually(() -> attempts(Operation.PUBLISH) >= before);
        }
        int before = attempts(Operation.PUBLISH);
        Future<?> closing = callers.submit(() -> sink.close(Duration.ofSeconds(30)));
        eventually(() -> attempts(Operation.PUBLISH) > before);
        fault = Fault.none();
        for (int i = 0; i < 10; i++) {
            time.advance(Duration.ofMillis(100));
        }
        answer(closing);
        assertThat(content()).isEqualTo("kept\n");
        assertThat(sink.ledger().lost()).isEqualTo(Amount.ZERO);
    }

    @Test
    void oneWorkersTroubleDoesNotStopTheOthers() throws IOException {
        AtomicBoolean broken = new AtomicBoolean(true);
        RecordSink sink = open(Forebay.to(spec -> new ForwardingTarget(store.open(spec)) {
                    @Override
                    protected Segment wrap(Segment segment, SegmentSpec spec) {
                        return new ForwardingSegment(segment) {
                            @Override
                            public Published publish() throws IOException {
                                if (spec.worker() == 1 && broken.get()) {
                                    throw new IOException("worker 1 has a disk of its own, and it is full");
                                }
                                return super.publish();
                            }
                        };
                    }
                })
                .workers(3)
                .size(100)
                .timeout(FOR_EVER)
                .timeSource(time));
        for (int i = 0; i < 100; i++) {
            assertThat(sink.write(new byte[100])).isEqualTo(Outcome.ACCEPTED);
        }
        broken.set(false);
        assertBalanced(sink.close(LONG).ledger());
        assertThat(sink.ledger().published()).isEqualTo(amount(100, 10_000));
    }

    @Test
    void whatATargetLosesAfterItTookItIsCountedAndTheBufferIsKept() throws IOException {
        RecordSink sink = open(settings().rollSize(1_000));
        for (int i = 0; i < 4; i++) {
            sink.write(new byte[100]);
        }
        eventually(() -> attempts(Operation.SPILL) == 3);
        AtomicInteger once = new AtomicInteger(1);
        fault = Fault.thrown(() -> new SpilledDataLostException("set aside", amount(3, 300), new IOException("gone")))
                .on(Operation.PUBLISH)
                .until(() -> once.getAndDecrement() <= 0);
        sink.flush(Duration.ZERO);
        eventually(() -> !sink.ledger().losses().isEmpty());
        assertThat(sink.ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.DAMAGED, amount(3, 300)));
        assertThat(sink.flush(LONG).status()).isEqualTo(Status.OK);
        assertThat(sink.ledger().published()).isEqualTo(amount(1, 100));
        assertThat(sink.ledger().buffered()).isEqualTo(Amount.ZERO);
    }

    @Test
    void aFlushThatFindsALossSaysThatItIsIncomplete() throws Exception {
        RecordSink sink = open(settings().rollSize(1_000));
        for (int i = 0; i < 4; i++) {
            sink.write(new byte[100]);
        }
        eventually(() -> attempts(Operation.SPILL) == 3);
        AtomicInteger once = new AtomicInteger(1);
        fault = Fault.thrown(() -> {
                    time.advance(Duration.ofSeconds(1));
                    return new SpilledDataLostException("set aside", amount(3, 300), new IOException("gone"));
                })
                .on(Operation.PUBLISH)
                .until(() -> once.getAndDecrement() <= 0);
        Future<Status> flush = callers.submit(() -> sink.flush(FOR_EVER).status());
        eventually(() -> {
            time.advance(Duration.ofSeconds(1));
            return flush.isDone();
        });
        assertThat(sink.ledger().published()).isEqualTo(amount(1, 100));
        assertThat(answer(flush)).isEqualTo(Status.INCOMPLETE);
    }

    @Test
    void aSegmentThatCanNotLendItsBufferIsARefusalLikeAnyOther() throws Exception {
        AtomicInteger broken = new AtomicInteger(3);
        AtomicBoolean opened = new AtomicBoolean();
        RecordSink sink = open(Forebay.to(spec ->
                        new ForwardingTarget(
                                store.open(new TargetSpec(spec.workers(), spec.segments() + 10, spec.capacity()))) {
                            @Override
                            protected Segment wrap(Segment segment, SegmentSpec spec) {
                                return new ForwardingSegment(segment) {
                                    @Override
                                    public ByteBuffer buffer() {
                                        if (opened.get() && broken.getAndDecrement() > 0) {
                                            throw new IllegalStateException("no buffer to lend");
                                        }
                                        return super.buffer();
                                    }
                                };
                            }
                        })
                .workers(1)
                .size(100)
                .timeout(FOR_EVER)
                .rollAge(Duration.ZERO)
                .timeSource(time));
        opened.set(true);
        Future<?> writer = callers.submit(() -> {
            for (int i = 0; i < 20; i++) {
                sink.write(new byte[100]);
            }
        });
        eventually(() -> {
            time.advance(Duration.ofSeconds(30));
            return writer.isDone();
        });
        answer(writer);
        assertThat(sink.flush(LONG).ok()).isTrue();
        assertThat(broken.get()).isNegative();
        assertThat(sink.ledger().published()).isEqualTo(amount(20, 2_000));
    }
}
