package io.forebay.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.FailReason;
import io.forebay.api.Ledger;
import io.forebay.api.RecordSink;
import io.forebay.api.TargetOpener;
import io.forebay.testkit.Fault;
import io.forebay.testkit.FaultyTarget;
import io.forebay.testkit.ManualTime;
import io.forebay.testkit.MemoryFile;
import io.forebay.testkit.MemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;

/** What the tests of trouble share: a target in memory that misbehaves when told to, a time that stands still, and callers. */
abstract class TroubleFixture {
    static final Duration LONG = Duration.ofSeconds(40);
    static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    final MemoryStore store = new MemoryStore();
    final ManualTime time = new ManualTime();
    final ExecutorService callers = Executors.newCachedThreadPool();
    /** What goes wrong in the target just now. */
    volatile Fault fault = Fault.none();

    private final Map<Fault.Operation, AtomicInteger> attempts = new EnumMap<>(Fault.Operation.class);
    private final List<CountDownLatch> latches = new CopyOnWriteArrayList<>();
    private final List<RecordSink> sinks = new ArrayList<>();

    TroubleFixture() {
        for (Fault.Operation operation : Fault.Operation.values()) {
            attempts.put(operation, new AtomicInteger());
        }
    }

    @AfterEach
    void endAll() {
        fault = Fault.none();
        latches.forEach(CountDownLatch::countDown);
        sinks.forEach(sink -> closing(sink, LONG));
        callers.shutdownNow();
    }

    /** The store, behind {@link #fault}. */
    final TargetOpener target() {
        return FaultyTarget.over(store, operation -> {
            attempts.get(operation).incrementAndGet();
            fault.strike(operation);
        });
    }

    /** One worker with buffers of 100 bytes, writers that never give up, and files that do not grow old. */
    final Forebay settings() {
        return settings(target());
    }

    final Forebay settings(TargetOpener opener) {
        return Forebay.to(opener)
                .workers(1)
                .size(100)
                .timeout(FOR_EVER)
                .rollAge(Duration.ZERO)
                .timeSource(time);
    }

    final RecordSink open(Forebay settings) throws IOException {
        RecordSink sink = settings.open();
        sinks.add(sink);
        return sink;
    }

    /** Closes a sink while time goes on, a tenth of a second at each look. */
    final CloseReport closing(RecordSink sink, Duration deadline) {
        Future<CloseReport> report = callers.submit(() -> sink.close(deadline));
        eventually(() -> {
            time.advance(Duration.ofMillis(100));
            return report.isDone();
        });
        try {
            return report.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("close must not throw", e);
        }
    }

    /** A latch that the end of the test releases, if nothing did before. */
    final CountDownLatch latch() {
        CountDownLatch latch = new CountDownLatch(1);
        latches.add(latch);
        return latch;
    }

    /** Waits whatever happens, as user code may. */
    static void awaitDeaf(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // Deaf: the flag is not even kept.
            }
        }
    }

    final int attempts(Fault.Operation operation) {
        return attempts.get(operation).get();
    }

    static void eventually(Callable<Boolean> condition) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(2)).until(condition);
    }

    static <T> T answer(Future<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    final String content() {
        return store.files().stream().map(MemoryFile::text).collect(Collectors.joining());
    }

    static Amount amount(long records, long bytes) {
        return new Amount(records, bytes);
    }

    static void assertFailed(RecordSink sink, FailReason reason) {
        eventually(() -> !sink.ledger().failures().isEmpty());
        assertThat(sink.ledger().failures()).containsExactlyEntriesOf(Map.of(reason, 1L));
    }

    /** Promise 1, at a quiescent point: nothing is held, and the store holds what the ledger says. */
    final void assertBalanced(Ledger ledger) {
        assertThat(ledger.buffered()).as("buffered in %s", ledger).isEqualTo(Amount.ZERO);
        assertThat(ledger.published().bytes())
                .isEqualTo(store.files().stream().mapToLong(MemoryFile::length).sum());
        assertThat(ledger.files()).isEqualTo(store.files().size());
        assertThat(ledger.losses().values()).allSatisfy(lost -> {
            assertThat(lost.records()).isPositive();
            assertThat(lost.bytes()).isNotNegative();
        });
    }
}
