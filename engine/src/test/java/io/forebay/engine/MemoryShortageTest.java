package io.forebay.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.RecordSource;
import io.forebay.api.TimeSource;
import io.forebay.testkit.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that has no memory for a moment, at the place where all threads of a sink spend their time: a wait may allocate. */
class MemoryShortageTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path scratch;

    /** The time of the machine, whose waits fail a number of times on threads of the sink. */
    private static final class Shortage implements TimeSource {
        private final AtomicInteger left = new AtomicInteger();

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void await(Lock lock, Condition condition, long nanos) throws InterruptedException {
            boolean sinksOwn = Thread.currentThread().getName().startsWith("forebay-");
            if (sinksOwn && left.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
                throw new OutOfMemoryError("injected");
            }
            TimeSource.system().await(lock, condition, nanos);
        }
    }

    @Test
    void promise14_noThreadIsMissedAndNoCountIsLostWhenMemoryIsShortForAMoment() throws IOException {
        MemoryStore store = new MemoryStore();
        Shortage shortage = new Shortage();
        RecordSink sink = Forebay.to(store)
                .workers(2)
                .size(100)
                .timeout(LONG)
                .rollAge(Duration.ZERO)
                .timeSource(shortage)
                .open();
        for (int round = 0; round < 5; round++) {
            shortage.left.set(5);
            for (int i = 0; i < 40; i++) {
                assertThat(sink.write("0123456789".getBytes(UTF_8))).isEqualTo(Outcome.ACCEPTED);
            }
            assertThat(sink.write(new byte[250])).isEqualTo(Outcome.ACCEPTED);
            assertThat(sink.write(RecordSource.of(new ByteArrayInputStream(new byte[10]))))
                    .isEqualTo(Outcome.ACCEPTED);
            assertThat(sink.flush(LONG).ok()).isTrue();
        }
        CloseReport report = sink.close(LONG);
        assertThat(report.leftovers()).isEmpty();
        assertThat(report.ledger().published()).isEqualTo(new Amount(5 * 42, 5 * 660));
        assertThat(report.clean()).isTrue();
    }

    @Test
    void aRecordThatALaneHasClaimedReachesItsPlaceAlthoughTheWaitForItFails() throws IOException {
        MemoryStore store = new MemoryStore();
        Shortage shortage = new Shortage();
        RecordSink sink = Forebay.to(store)
                .workers(1)
                .size(100)
                .timeout(LONG)
                .timeSource(shortage)
                .open();
        store.full(true);
        assertThat(sink.write(new byte[100])).isEqualTo(Outcome.ACCEPTED);
        assertThat(sink.write(new byte[100])).isEqualTo(Outcome.ACCEPTED);
        shortage.left.set(3);
        assertThat(sink.write(RecordSource.of(new ByteArrayInputStream(new byte[100]))))
                .isEqualTo(Outcome.ACCEPTED);
        store.full(false);
        assertThat(sink.flush(LONG).ok()).isTrue();
        assertThat(sink.close(LONG).clean()).isTrue();
        assertThat(sink.ledger().published()).isEqualTo(new Amount(3, 300));
    }

    /** JDK 17 allocates when it signals a waiter for the first time, and loses that waiter when it can not. */
    @Test
    void promise12_aBufferThatIsFullWhenTheHeapIsFullIsPublishedAndItsWriterToldTheTruth() throws Exception {
        Program.run(scratch, FullHeapProgram.class, List.of("-Xmx32m", "-XX:+UseSerialGC"));
    }
}
