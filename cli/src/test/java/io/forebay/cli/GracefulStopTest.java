package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.forebay.api.BatchConsumer;
import io.forebay.api.CloseReport;
import io.forebay.api.RecordSink;
import io.forebay.api.TargetOpener;
import io.forebay.engine.Forebay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The end of a run without a JVM that ends: halting is recorded. */
class GracefulStopTest {
    private static final byte[] LINE = "line\n".getBytes(StandardCharsets.US_ASCII);

    private final Gate gate = new Gate();
    private Duration deadline = Duration.ofSeconds(30);
    private final List<CloseReport> told = new CopyOnWriteArrayList<>();
    private final List<Integer> halted = new CopyOnWriteArrayList<>();

    @Test
    void the_end_of_work_publishes_everything_and_gives_the_exit_code_of_the_result() throws IOException {
        RecordSink sink = sink(batch -> {});
        sink.write(LINE);
        assertThat(stop(sink, 7).onEndOfWork()).isEqualTo(7);
        assertThat(told)
                .singleElement()
                .satisfies(report ->
                        assertThat(report.ledger().published().records()).isEqualTo(1));
        assertThat(halted).isEmpty();
    }

    @Test
    void a_signal_publishes_everything_tells_it_and_halts_with_its_exit_code() throws IOException {
        RecordSink sink = sink(batch -> {});
        sink.write(LINE);
        stop(sink, 0).onSignal();
        assertThat(told)
                .singleElement()
                .satisfies(report ->
                        assertThat(report.ledger().published().records()).isEqualTo(1));
        assertThat(halted).containsExactly(0);
        assertThat(gate.enter()).isFalse();
    }

    @Test
    void a_signal_waits_for_the_record_that_is_being_offered() throws Exception {
        RecordSink sink = sink(batch -> {});
        gate.enter();
        CompletableFuture<Void> signal = CompletableFuture.runAsync(stop(sink, 0)::onSignal);
        awaitShut();
        sink.write(LINE);
        gate.leave();
        signal.get();
        assertThat(told)
                .singleElement()
                .satisfies(report ->
                        assertThat(report.ledger().published().records()).isEqualTo(1));
    }

    @Test
    void a_run_that_a_signal_has_cut_short_is_told_as_such_although_its_work_ends_first() throws Exception {
        RecordSink sink = sink(batch -> {});
        List<Boolean> signalled = new CopyOnWriteArrayList<>();
        GracefulStop stop = new GracefulStop(
                sink,
                gate,
                (report, bySignal) -> {
                    signalled.add(bySignal);
                    return 0;
                },
                GracefulStop.DEADLINE,
                halted::add);
        gate.enter(); // holds the signal up
        CompletableFuture<Void> signal = CompletableFuture.runAsync(stop::onSignal);
        awaitShut();
        stop.onEndOfWork();
        gate.leave();
        signal.get();
        assertThat(signalled).containsExactly(true);
    }

    @Test
    void a_signal_that_meets_the_end_of_work_tells_the_result_once() throws Exception {
        for (int round = 0; round < 200; round++) {
            told.clear();
            halted.clear();
            RecordSink sink = sink(batch -> {});
            sink.write(LINE);
            GracefulStop stop = stop(sink, 0);
            CyclicBarrier together = new CyclicBarrier(2);
            CompletableFuture<Void> signal = CompletableFuture.runAsync(() -> {
                meet(together);
                stop.onSignal();
            });
            meet(together);
            assertThat(stop.onEndOfWork()).isZero();
            signal.get();
            assertThat(told).hasSize(1);
            assertThat(halted).containsExactly(0);
        }
    }

    @Test
    void flaw14_without_a_signal_the_end_of_work_outlasts_a_target_that_refuses_beyond_the_deadline()
            throws IOException {
        deadline = Duration.ofMillis(1);
        AtomicInteger refusals = new AtomicInteger();
        RecordSink sink = sink(batch -> {
            if (refusals.incrementAndGet() < 4) {
                throw new IOException("no space");
            }
        });
        sink.write(LINE);
        assertThat(stop(sink, 0).onEndOfWork()).isZero();
        assertThat(told)
                .singleElement()
                .satisfies(report ->
                        assertThat(report.ledger().published().records()).isEqualTo(1));
    }

    @Test
    void a_signal_cuts_short_the_endless_wait_for_a_target_that_refuses() throws Exception {
        deadline = Duration.ofMillis(500);
        CountDownLatch refused = new CountDownLatch(1);
        RecordSink sink = sink(batch -> {
            refused.countDown();
            throw new IOException("no space");
        });
        sink.write(LINE);
        GracefulStop stop = stop(sink, 1);
        CompletableFuture<Integer> endOfWork = CompletableFuture.supplyAsync(stop::onEndOfWork);
        refused.await();
        stop.onSignal();
        assertThat(endOfWork.get()).isEqualTo(1);
        assertThat(told)
                .singleElement()
                .satisfies(
                        report -> assertThat(report.ledger().lost().records()).isEqualTo(1));
    }

    @Test
    void whatever_else_has_failed_keeps_the_exit_code_from_being_0() throws IOException {
        GracefulStop stop = stop(sink(batch -> {}), 0);
        stop.fail();
        assertThat(stop.onEndOfWork()).isEqualTo(1);
        stop.onSignal();
        assertThat(halted).containsExactly(1);
    }

    @Test
    void a_result_that_can_not_be_told_does_not_hang_the_signal() throws IOException {
        GracefulStop stop = new GracefulStop(
                sink(batch -> {}),
                gate,
                (report, signalled) -> {
                    throw new IllegalStateException("told wrong");
                },
                deadline,
                halted::add);
        assertThat(catchThrowable(stop::onEndOfWork)).hasMessage("told wrong");
        stop.onSignal();
        assertThat(halted).containsExactly(1);
    }

    private GracefulStop stop(RecordSink sink, int exitCode) {
        return new GracefulStop(
                sink,
                gate,
                (report, signalled) -> {
                    told.add(report);
                    return exitCode;
                },
                deadline,
                halted::add);
    }

    private void awaitShut() {
        while (gate.enter()) {
            gate.leave();
            Thread.onSpinWait();
        }
    }

    private static RecordSink sink(BatchConsumer consumer) throws IOException {
        return Forebay.to(TargetOpener.of(consumer)).workers(1).size(1 << 10).open();
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
