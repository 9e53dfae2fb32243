package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.Published;
import io.forebay.api.RecordSink;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetOpener;
import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;
import io.forebay.testkit.ForwardingSegment;
import io.forebay.testkit.ForwardingTarget;
import io.forebay.testkit.Sources;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A target whose calls leave the flag of the thread set that makes them: it would close the channels of its next call. */
class LeftInterruptTest extends TroubleFixture {
    private enum Call {
        OPEN,
        SPILL,
        PUBLISH,
        DISCARD,
        ABANDON,
        CLOSE
    }

    private final Set<Call> made = ConcurrentHashMap.newKeySet();
    private final Set<Call> reached = ConcurrentHashMap.newKeySet();
    private volatile Call leaving;

    private void begin(Call call) {
        made.add(call);
        if (Thread.currentThread().isInterrupted()) {
            reached.add(call);
        }
    }

    private void end(Call call) {
        if (call == leaving) {
            Thread.currentThread().interrupt();
        }
    }

    private Segment watched(Segment segment) {
        return new ForwardingSegment(segment) {
            @Override
            public void spill(int end) throws IOException {
                begin(Call.SPILL);
                super.spill(end);
                end(Call.SPILL);
            }

            @Override
            public Published publish() throws IOException {
                begin(Call.PUBLISH);
                Published published = super.publish();
                end(Call.PUBLISH);
                return published;
            }

            @Override
            public void discard() {
                begin(Call.DISCARD);
                super.discard();
                end(Call.DISCARD);
            }

            @Override
            public Amount abandon() {
                begin(Call.ABANDON);
                Amount kept = super.abandon();
                end(Call.ABANDON);
                return kept;
            }
        };
    }

    private TargetOpener watched() {
        return spec -> new ForwardingTarget(target().open(spec)) {
            @Override
            public Segment open(SegmentSpec segment) throws IOException {
                begin(Call.OPEN);
                Segment opened = super.open(segment);
                end(Call.OPEN);
                return opened;
            }

            @Override
            protected Segment wrap(Segment segment, SegmentSpec spec) {
                return watched(segment);
            }

            @Override
            public void close() throws IOException {
                begin(Call.CLOSE);
                super.close();
                end(Call.CLOSE);
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void promise14_anInterruptThatTheTargetLeavesBehindDoesNotReachItsNextCall(Call call) throws IOException {
        RecordSink sink = open(Forebay.to(watched())
                .workers(1)
                .size(100)
                .rollSize(250)
                .timeout(FOR_EVER)
                .rollAge(Duration.ZERO)
                .timeSource(time));
        leaving = call;
        for (int i = 0; i < 10; i++) {
            sink.write(new byte[90]);
            sink.write(new byte[350]);
            sink.write(Sources.whole(new byte[350]));
            sink.write(Sources.failing(new byte[350], () -> new IOException("torn")));
        }
        assertThat(sink.flush(LONG).status()).isNotNull();
        assertThat(sink.ledger().published()).isEqualTo(amount(30, 7_900));
        if (call == Call.ABANDON) {
            fault = Fault.refusal().on(Operation.PUBLISH);
            sink.write(new byte[90]);
            sink.write(Sources.whole(new byte[350]));
        }
        closing(sink, Duration.ofSeconds(1));
        assertThat(made).contains(call);
        assertThat(reached).isEmpty();
    }
}
