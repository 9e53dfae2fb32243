package io.forebay.engine;

import static io.forebay.engine.Ledgers.amount;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.Ledger;
import io.forebay.api.LossReason;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SpilledDataLostException;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;
import io.forebay.testkit.FaultyTarget;
import io.forebay.testkit.MemoryFile;
import io.forebay.testkit.MemoryStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A flush thread, step by step. */
class FlusherTest {
    private final SkippingTime time = new SkippingTime();
    private final MemoryStore store = new MemoryStore();
    private final Vacancy vacancy = new Vacancy(time);
    private final SinkConfig config = new SinkConfig(1, 10, 0, 1, 1_000, 40, 0, Long.MAX_VALUE, null, time);
    private final List<Operation> calls = new ArrayList<>();
    private Fault fault = Fault.none();
    private FlushTarget target;
    private Worker worker;
    private Flusher flusher;

    @BeforeEach
    void setUp() throws IOException {
        target = FaultyTarget.over(store, operation -> {
                    calls.add(operation);
                    fault.strike(operation);
                })
                .open(new TargetSpec(1, 6, 10));
        worker = new Worker(config, target.open(SegmentSpec.ordinary(0, 10)), target.open(SegmentSpec.ordinary(0, 10)));
        calls.clear();
        flusher = new Flusher(0, config, worker, target, vacancy, new Signal(time), new Events(config, new Books()));
    }

    private int offer(int length) {
        return worker.offer(new byte[length], null, 0, length, false, true);
    }

    private void step(Operation... expected) {
        assertThat(flusher.step()).isFalse();
        assertThat(calls).containsExactly(expected);
        assertThat(Thread.interrupted()).isFalse();
        calls.clear();
    }

    private Ledger ledger() {
        return Ledgers.of(worker);
    }

    /** Whether somebody who waits for room has been told that there is some. */
    private boolean tellsOfRoom(Runnable step) {
        long seen = vacancy.enter();
        step.run();
        long now = vacancy.enter();
        vacancy.leave(now, false);
        vacancy.leave(now, false);
        return now != seen;
    }

    @Test
    void fullBuffersAreSpilledAndTheFilePublishedInItsTime() {
        for (int i = 0; i < 3; i++) {
            offer(10);
            if (i > 0) {
                assertThat(tellsOfRoom(() -> step(Operation.SPILL))).isTrue();
            }
        }
        worker.requestFlush();
        assertThat(tellsOfRoom(() -> step(Operation.PUBLISH))).isFalse();
        assertThat(tellsOfRoom(() -> step(Operation.OPEN))).isTrue();
        assertThat(store.files()).extracting(MemoryFile::length).containsExactly(30);
        assertThat(ledger().published()).isEqualTo(amount(3, 30));
        assertThat(offer(10)).isEqualTo(Worker.TAKEN);
        assertThat(offer(10)).isEqualTo(Worker.TAKEN);
    }

    @Test
    void emptyRecordsMakeRoomWithoutACallOfTheTarget() {
        offer(0);
        worker.requestFlush();
        assertThat(tellsOfRoom(this::step)).isTrue();
        assertThat(ledger().published()).isEqualTo(amount(1, 0));
        assertThat(store.files()).isEmpty();
    }

    @Test
    void promise12_whatIsRefusedIsTriedAgainAfterPausesThatGrowAndAreShortAfterASuccess() {
        fault = Fault.refusal().until(() -> time.nanoTime() > 10 * Backoff.SHORTEST);
        offer(10);
        worker.requestFlush();
        while (store.files().isEmpty()) {
            step(Operation.PUBLISH);
        }
        List<Long> waits = time.waits();
        assertThat(waits.get(0)).isEqualTo(Backoff.SHORTEST);
        assertThat(waits.get(waits.size() - 1)).isGreaterThan(2 * Backoff.SHORTEST);
        step(Operation.OPEN);
        assertThat(time.waits()).isEmpty();

        fault = Fault.refusal().onCall(1);
        offer(10);
        worker.requestFlush();
        step(Operation.PUBLISH);
        step(Operation.PUBLISH);
        assertThat(time.waits()).containsExactly(Backoff.SHORTEST);
        fault = Fault.refusal().onCall(1);
        step(Operation.OPEN);
        step(Operation.OPEN);
        assertThat(time.waits()).containsExactly(Backoff.SHORTEST);
    }

    @Test
    void promise14_anInterruptThatTheTargetLeavesDoesNotReachItsNextCall() {
        fault = operation -> Thread.currentThread().interrupt();
        offer(10);
        offer(10);
        step(Operation.SPILL);
        worker.requestFlush();
        step(Operation.PUBLISH);
        step(Operation.OPEN);
    }

    @Test
    void whatTheTargetHasDamagedIsLostAndTheBufferIsPublishedInAnotherFile() {
        offer(10);
        offer(7);
        step(Operation.SPILL);
        worker.requestFlush();
        fault = Fault.thrown(() -> new SpilledDataLostException("by the test", Amount.ZERO, new IOException("gone")))
                .onCall(1);
        step(Operation.PUBLISH);
        assertThat(ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.DAMAGED, amount(1, 10)));
        step(Operation.PUBLISH);
        assertThat(time.waits()).containsExactly(Backoff.SHORTEST);
        assertThat(ledger().published()).isEqualTo(amount(1, 7));
        assertThat(ledger().buffered()).isEqualTo(Amount.ZERO);
    }

    @RepeatedTest(20)
    void promise12_aTargetThatIsWellForTheLastThirdOfTheCloseDeadlineTakesAll() {
        long deadline = TimeUnit.SECONDS.toNanos(30);
        fault = Fault.refusal().until(() -> time.nanoTime() > deadline / 3 * 2);
        offer(10);
        offer(10);
        worker.close(Deadline.in(time, deadline));
        boolean ended = false;
        while (!ended) {
            ended = flusher.step();
        }
        assertThat(ledger().published()).isEqualTo(amount(2, 20));
        assertThat(time.waits()).allSatisfy(wait -> assertThat(wait).isLessThan(deadline / 8));
    }

    @Test
    void promise11_atTheEndItGivesItsBuffersBack() throws IOException {
        worker.close(Deadline.in(time, Long.MAX_VALUE));
        assertThat(flusher.step()).isTrue();
        assertThat(worker.takeAll()).isEmpty();
        for (int i = 0; i < 6; i++) {
            target.open(SegmentSpec.ordinary(0, 10));
        }
    }

    @Test
    void promise1_atTheDeadlineItTellsWhatTheTargetKeepsAndWhatIsLost() throws IOException {
        offer(10);
        offer(7);
        step(Operation.SPILL);
        worker.close(Deadline.in(time, 0));
        assertThat(flusher.step()).isTrue();
        assertThat(ledger().losses())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(LossReason.RECOVERABLE, amount(1, 10), LossReason.DEADLINE, amount(1, 7)));
        for (int i = 0; i < 6; i++) {
            target.open(SegmentSpec.ordinary(0, 10));
        }
    }
}
