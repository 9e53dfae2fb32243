package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.LossReason;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SinkListener;
import io.forebay.api.SpilledDataLostException;
import io.forebay.api.TargetOpener;
import io.forebay.testkit.CountedSource;
import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;
import io.forebay.testkit.ForwardingSegment;
import io.forebay.testkit.ForwardingTarget;
import io.forebay.testkit.Sources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Large records that the sink or its target has to give up half way: that each is counted once, and as what it is. */
class LargeRecordEndTest extends TroubleFixture {
    private static final Duration FOUR_SECONDS = Duration.ofSeconds(4);

    /** What a listener is told of refusals and losses. */
    private final List<String> heard = new CopyOnWriteArrayList<>();

    private final SinkListener listener = new SinkListener() {
        @Override
        public void refused(int worker, Throwable cause) {
            heard.add("refused " + worker + ": " + cause.getMessage());
        }

        @Override
        public void lost(LossReason reason, Amount lost) {
            heard.add("lost " + reason + " " + lost);
        }
    };

    /** A sink whose target's oversize segments behave as told. */
    private RecordSink openWith(UnaryOperator<Segment> oversize) throws IOException {
        TargetOpener faulty = target();
        return open(Forebay.to(spec -> new ForwardingTarget(faulty.open(spec)) {
                    @Override
                    protected Segment wrap(Segment segment, SegmentSpec spec) {
                        return spec.kind() == SegmentSpec.Kind.OVERSIZE ? oversize.apply(segment) : segment;
                    }
                })
                .workers(1)
                .size(100)
                .timeout(FOR_EVER)
                .rollAge(Duration.ZERO)
                .listener(listener)
                .timeSource(time));
    }

    private static Fault refusedFromCall(Operation operation, int first) {
        AtomicInteger calls = new AtomicInteger();
        return asked -> {
            if (asked == operation && calls.incrementAndGet() >= first) {
                throw new IOException("refused by the test");
            }
        };
    }

    private static SpilledDataLostException lostData() {
        return new SpilledDataLostException("set aside by the test", Amount.ZERO, new IOException("gone"));
    }

    private void assertNothingIsLeft(CloseReport report) {
        assertBalanced(report.ledger());
        assertThat(report.leftovers()).isEmpty();
        assertThat(store.files()).isEmpty();
        assertThat(store.unpublishedFiles()).isZero();
    }

    private void assertOnlyDropped(CloseReport report, Amount dropped) {
        assertThat(report.ledger().offered()).isEqualTo(dropped);
        assertThat(report.ledger().dropped()).isEqualTo(dropped);
        assertNothingIsLeft(report);
    }

    @Test
    void promise7_aRecordThatCanNotBeSpilledIsDroppedWhenItsTimeIsUp() throws Exception {
        RecordSink sink = open(settings().timeout(Duration.ofMillis(100)));
        fault = refusedFromCall(Operation.SPILL, 3);
        Future<Outcome> outcome = callers.submit(() -> sink.write(new byte[300]));
        eventually(() -> attempts(Operation.SPILL) == 3);
        time.advance(Duration.ofMillis(100));
        assertThat(answer(outcome)).isEqualTo(Outcome.TIMED_OUT);
        assertOnlyDropped(closing(sink, FOUR_SECONDS), amount(1, 300));
    }

    @Test
    void promise1_aSourceForWhichNoSegmentCanBeOpenedIsLostUnread() throws IOException {
        RecordSink sink = open(settings());
        fault = Fault.refusal().on(Operation.OPEN);
        CountedSource source = Sources.whole(new byte[300]);
        sink.write(source);
        eventually(() -> attempts(Operation.OPEN) == 3);
        CloseReport report = closing(sink, FOUR_SECONDS);
        assertThat(report.ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.UNREAD, amount(1, 0)));
        assertNothingIsLeft(report);
        assertThat(source.closes()).isEqualTo(1);
    }

    @Test
    void aRecordWhoseBeginningTheTargetLosesIsDroppedAtOnce() throws Exception {
        RecordSink sink = open(settings().listener(listener));
        fault = Fault.thrown(LargeRecordEndTest::lostData).onCall(3).on(Operation.SPILL);
        assertThat(answer(callers.submit(() -> sink.write(new byte[300])))).isEqualTo(Outcome.TIMED_OUT);
        eventually(() -> heard.contains("refused -1: set aside by the test"));
        assertOnlyDropped(sink.close(LONG), amount(1, 300));
    }

    @Test
    void aTargetThatBreaksAtTheEndOfARecordCostsThatRecordOnly() throws Exception {
        AtomicInteger broken = new AtomicInteger(1);
        RecordSink sink = openWith(segment -> new ForwardingSegment(segment) {
            @Override
            public void commit(int end) {
                if (broken.getAndDecrement() > 0) {
                    throw new IllegalStateException("broken");
                }
                super.commit(end);
            }
        });
        assertThat(answer(callers.submit(() -> sink.write(new byte[350])))).isEqualTo(Outcome.TIMED_OUT);
        eventually(() -> heard.contains("refused -1: broken"));
        assertThat(store.unpublishedFiles()).isZero();
        assertThat(answer(callers.submit(() -> sink.write(new byte[351])))).isEqualTo(Outcome.ACCEPTED);
        assertBalanced(sink.close(LONG).ledger());
        assertThat(sink.ledger().dropped()).isEqualTo(amount(1, 350));
        assertThat(sink.ledger().published()).isEqualTo(amount(1, 351));
    }

    @Test
    void promise1_aRecordThatItsCallerHasTakenBackIsNotCountedAgainWhenTheTargetLosesIt() throws Exception {
        CountDownLatch hung = latch();
        RecordSink sink = open(settings().timeout(Duration.ofMillis(100)).listener(listener));
        fault = Fault.hang(hung).and(Fault.thrown(LargeRecordEndTest::lostData)).on(Operation.SPILL);
        Future<Outcome> outcome = callers.submit(() -> sink.write(new byte[300]));
        eventually(() -> attempts(Operation.SPILL) == 1);
        time.advance(Duration.ofMillis(100));
        assertThat(answer(outcome)).isEqualTo(Outcome.TIMED_OUT);
        hung.countDown();
        CloseReport report = sink.close(LONG);
        assertThat(report.ledger().offered()).isEqualTo(amount(1, 300));
        assertThat(report.ledger().dropped()).isEqualTo(amount(1, 300));
        assertNothingIsLeft(report);
        assertThat(heard).isEmpty();
    }

    @Test
    void whatTheTargetKeepsOfAWholeRecordIsRecoverable() throws Exception {
        RecordSink sink = openWith(segment -> new ForwardingSegment(segment) {
            @Override
            public Amount abandon() {
                super.abandon();
                return amount(1, 350);
            }
        });
        fault = Fault.refusal().on(Operation.PUBLISH);
        sink.write(Sources.whole(new byte[350]));
        eventually(() -> attempts(Operation.PUBLISH) == 1);
        CloseReport report = closing(sink, FOUR_SECONDS);
        assertThat(report.ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.RECOVERABLE, amount(1, 350)));
        assertBalanced(report.ledger());
    }

    @Test
    void whatTheTargetCanNotEvenGiveUpIsLostAtTheDeadline() throws Exception {
        RecordSink sink = openWith(segment -> new ForwardingSegment(segment) {
            @Override
            public Amount abandon() {
                throw new IllegalStateException("can not give up");
            }
        });
        fault = Fault.refusal().on(Operation.PUBLISH);
        sink.write(Sources.whole(new byte[350]));
        eventually(() -> attempts(Operation.PUBLISH) == 1);
        CloseReport report = closing(sink, FOUR_SECONDS);
        assertThat(report.ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.DEADLINE, amount(1, 350)));
        assertThat(heard).contains("refused -1: can not give up", "lost DEADLINE " + amount(1, 350));
        assertBalanced(report.ledger());
    }

    @Test
    void aSegmentThatCanNotBeDiscardedIsToldAndHarmsNobody() throws Exception {
        RecordSink sink = openWith(segment -> new ForwardingSegment(segment) {
            @Override
            public void discard() {
                super.discard();
                throw new IllegalStateException("can not discard");
            }
        });
        sink.write(Sources.failing(new byte[250], () -> new IOException("torn")));
        eventually(() -> heard.contains("refused -1: can not discard"));
        assertThat(sink.write(new byte[350])).isEqualTo(Outcome.ACCEPTED);
        assertBalanced(sink.close(LONG).ledger());
        assertThat(sink.ledger().published()).isEqualTo(amount(1, 350));
        assertThat(sink.ledger().failed().records()).isEqualTo(1);
    }

    /** Closes the sink, and lets the lane go on when the close has given its record up. */
    private CloseReport closeAround(RecordSink sink, CountDownLatch goOn) throws Exception {
        Future<CloseReport> report = callers.submit(() -> sink.close(FOUR_SECONDS));
        eventually(() -> {
            time.advance(Duration.ofMillis(100));
            return !sink.ledger().losses().isEmpty();
        });
        goOn.countDown();
        eventually(() -> {
            time.advance(Duration.ofMillis(100));
            return report.isDone();
        });
        return answer(report);
    }

    @Test
    void promise3_aLargeRecordThatTheCloseGivesUpAtItsLastByteIsNotPublishedToo() throws Exception {
        CountDownLatch whole = latch();
        CountDownLatch goOn = latch();
        RecordSink sink = openWith(segment -> new ForwardingSegment(segment) {
            @Override
            public void commit(int end) {
                super.commit(end);
                whole.countDown();
                awaitDeaf(goOn);
            }
        });
        sink.write(Sources.whole(new byte[350]));
        whole.await();
        CloseReport report = closeAround(sink, goOn);
        assertThat(report.ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.UNREAD, amount(1, 0)));
        assertNothingIsLeft(report);
    }

    @Test
    void promise3_aSmallRecordThatTheCloseGivesUpAtItsEndIsNotPublishedToo() throws Exception {
        CountDownLatch whole = latch();
        CountDownLatch goOn = latch();
        RecordSink sink = open(settings());
        CountedSource source = new CountedSource("a source that is slow to close") {
            private final CountedSource record = Sources.whole(new byte[10]);

            @Override
            public int read(ByteBuffer target) throws IOException {
                return record.read(target);
            }

            @Override
            protected void closed() {
                whole.countDown();
                awaitDeaf(goOn);
            }
        };
        sink.write(source);
        whole.await();
        CloseReport report = closeAround(sink, goOn);
        assertThat(report.ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.UNREAD, amount(1, 0)));
        assertNothingIsLeft(report);
        assertThat(source.closes()).isEqualTo(1);
    }
}
