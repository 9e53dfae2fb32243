package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.LossReason;
import io.forebay.api.Published;
import io.forebay.api.RecordSink;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;
import io.forebay.testkit.ForwardingSegment;
import io.forebay.testkit.ForwardingTarget;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Targets that misbehave while their sink closes. */
class TargetAtTheEndTest extends TroubleFixture {
    private RecordSink openWith(UnaryOperator<Segment> segments) throws IOException {
        return open(Forebay.to(spec -> new ForwardingTarget(target().open(spec)) {
                    @Override
                    protected Segment wrap(Segment segment, SegmentSpec spec) {
                        return segments.apply(segment);
                    }
                })
                .workers(1)
                .size(100)
                .rollSize(1_000)
                .timeout(FOR_EVER)
                .rollAge(Duration.ZERO)
                .timeSource(time));
    }

    @Test
    void promise11_segmentsThatCanNotBeDiscardedKeepNoThread() throws IOException {
        AtomicInteger discards = new AtomicInteger();
        RecordSink sink = openWith(segment -> new ForwardingSegment(segment) {
            @Override
            public void discard() {
                discards.incrementAndGet();
                throw new StackOverflowError("can not discard");
            }
        });
        sink.write(new byte[10]);
        assertThat(sink.close(LONG).clean()).isTrue();
        assertThat(discards).hasPositiveValue();
        assertThat(store.liveTargets()).isZero();
    }

    @Test
    void promise1_aSegmentThatCanNotBeAbandonedDoesNotHideWhatTheOtherKeeps() throws IOException {
        AtomicInteger abandoned = new AtomicInteger();
        RecordSink sink = openWith(segment -> new ForwardingSegment(segment) {
            @Override
            public Amount abandon() {
                if (abandoned.getAndIncrement() == 0) {
                    throw new IllegalStateException("can not abandon");
                }
                return super.abandon();
            }
        });
        sink.write(new byte[100]);
        sink.write(new byte[100]);
        eventually(
                () -> attempts(Operation.SPILL) == 1 && sink.ledger().buffered().records() == 2);
        sink.write(new byte[10]);
        eventually(() -> attempts(Operation.SPILL) == 2);
        fault = Fault.refusal().on(Operation.SPILL, Operation.PUBLISH);
        CloseReport report = closing(sink, Duration.ofSeconds(4));
        assertThat(abandoned).hasValue(2);
        assertThat(report.ledger().losses())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(LossReason.RECOVERABLE, amount(2, 200), LossReason.DEADLINE, amount(1, 10)));
        assertBalanced(report.ledger());
        assertThat(report.leftovers()).isEmpty();
    }

    @Test
    void promise11_aTargetMayCloseTheSinkThatCallsIt() throws IOException {
        AtomicReference<RecordSink> self = new AtomicReference<>();
        AtomicReference<CloseReport> told = new AtomicReference<>();
        RecordSink sink = openWith(segment -> new ForwardingSegment(segment) {
            @Override
            public Published publish() throws IOException {
                told.compareAndSet(null, self.get().close(Duration.ZERO));
                return super.publish();
            }
        });
        self.set(sink);
        sink.write(new byte[10]);
        sink.flush(Duration.ZERO);
        eventually(() -> store.liveTargets() == 0);
        assertThat(told.get().ledger().accepted()).isEqualTo(amount(1, 10));
        assertThat(content()).hasSize(10);
        assertBalanced(sink.ledger());
        assertThat(sink.ledger().published()).isEqualTo(amount(1, 10));
    }
}
