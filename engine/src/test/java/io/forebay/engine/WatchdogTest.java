package io.forebay.engine;

import static io.forebay.engine.Ledgers.amount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.FailReason;
import io.forebay.api.LossReason;
import io.forebay.api.TimeSource;
import io.forebay.testkit.CountedSource;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;

/** The thread that fails sources which do not end in time, step by step. */
class WatchdogTest {
    private static final long TIMEOUT = 1_000;

    @Test
    void promise1_aSourceThatIsGivenUpInTheMomentInWhichItStallsIsCountedOnce() {
        SkippingTime time = new SkippingTime();
        Runnable[] atNextLook = new Runnable[1];
        TimeSource watched = new TimeSource() {
            @Override
            public long nanoTime() {
                Runnable happens = atNextLook[0];
                atNextLook[0] = null;
                if (happens != null) {
                    happens.run();
                }
                return time.nanoTime();
            }

            @Override
            public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
                time.await(lock, condition, nanos);
            }
        };
        Books books = new Books();
        SinkConfig config = new SinkConfig(1, 10, 0, 1, 1_000, 10, 0, TIMEOUT, null, watched);
        Signal progress = new Signal(watched);
        Intake intake = new Intake(config, books, progress);
        Events events = new Events(config, books);
        SourceReader reader = new SourceReader(config);
        Watchdog watchdog = new Watchdog(
                config, List.of(reader), intake, books, events, new SourceCloser(new EngineThreads(progress), events));
        CountedSource stalling = new CountedSource("a source that stalls while the sink gives it up") {
            @Override
            public int read(ByteBuffer buffer) {
                time.advance(TIMEOUT);
                atNextLook[0] = () -> intake.end();
                assertThat(watchdog.step()).isFalse();
                return -1;
            }
        };
        Handoff handoff = new Handoff(stalling);
        intake.enqueue(handoff, Deadline.in(watched, 0));
        reader.begin(handoff);
        assertThatThrownBy(() -> {
                    reader.fill(handoff, ByteBuffer.allocate(10), 0);
                    reader.close(handoff);
                })
                .isInstanceOfSatisfying(
                        SourceFailure.class, e -> assertThat(e.reason()).isEqualTo(FailReason.STALLED));
        assertThat(Ledgers.of(books).failures()).isEmpty();
        assertThat(Ledgers.of(books).losses()).containsExactlyEntriesOf(Map.of(LossReason.UNREAD, amount(1, 0)));
        assertThat(stalling.closes()).isZero();
    }
}
