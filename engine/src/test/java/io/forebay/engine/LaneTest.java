package io.forebay.engine;

import static io.forebay.engine.Ledgers.amount;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Amount;
import io.forebay.api.FailReason;
import io.forebay.api.FlushTarget;
import io.forebay.api.Ledger;
import io.forebay.api.LossReason;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSource;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SinkListener;
import io.forebay.api.SpilledDataLostException;
import io.forebay.api.TargetSpec;
import io.forebay.engine.SkippingTime.WouldHang;
import io.forebay.testkit.CountedSource;
import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;
import io.forebay.testkit.FaultyTarget;
import io.forebay.testkit.ForwardingSegment;
import io.forebay.testkit.ForwardingTarget;
import io.forebay.testkit.MemoryFile;
import io.forebay.testkit.MemoryStore;
import io.forebay.testkit.Sources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one lane makes of one record, step by step: small ones go to a worker, large ones to a file of their own. */
class LaneTest {
    private static final int SIZE = 10;
    private static final String TEXT = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private final SkippingTime time = new SkippingTime();
    private final MemoryStore store = new MemoryStore();
    private final Books books = new Books();
    private final Signal progress = new Signal(time);
    private final Vacancy vacancy = new Vacancy(time);
    private final List<Throwable> refusals = new ArrayList<>();
    private final SinkListener listener = new SinkListener() {
        @Override
        public void refused(int worker, Throwable cause) {
            refusals.add(cause);
        }
    };
    private final SinkConfig config = new SinkConfig(1, SIZE, 0, 10, 1_000, SIZE, 0, Long.MAX_VALUE, listener, time);
    private final Events events = new Events(config, books);
    private final Intake intake = new Intake(config, books, progress);
    private final List<Operation> calls = new ArrayList<>();
    private Fault fault = Fault.none();
    private Runnable duringDiscard = () -> {};
    private Worker worker;
    private TargetLease lease;
    private Lane lane;

    @BeforeEach
    void setUp() throws IOException {
        FlushTarget target =
                new ForwardingTarget(FaultyTarget.over(store, operation -> {
                            calls.add(operation);
                            fault.strike(operation);
                        })
                        .open(new TargetSpec(1, 3, SIZE))) {
                    @Override
                    protected Segment wrap(Segment segment, SegmentSpec spec) {
                        return new ForwardingSegment(segment) {
                            @Override
                            public void discard() {
                                super.discard();
                                duringDiscard.run();
                            }
                        };
                    }
                };
        worker = new Worker(
                config, target.open(SegmentSpec.ordinary(0, SIZE)), target.open(SegmentSpec.ordinary(0, SIZE)));
        calls.clear();
        lease = new TargetLease(target, 1, progress);
        Admission admission = new Admission(config, List.of(worker), vacancy);
        lane = new Lane(
                config,
                intake,
                admission,
                new OversizeWriter(config, target, lease, intake, books, events),
                books,
                events,
                false);
    }

    private void enqueue(RecordSource source) {
        assertThat(intake.enqueue(new Handoff(source), Deadline.in(time, 0))).isEqualTo(Outcome.ACCEPTED);
    }

    /** Has the lane take one record, and checks that nothing of it is left behind. */
    private void step() {
        assertThat(lane.step()).isFalse();
        assertThat(intake.idle()).isTrue();
        assertThat(store.unpublishedFiles()).isZero();
        assertThat(Thread.interrupted()).isFalse();
    }

    private static byte[] record(int length) {
        return TEXT.substring(0, length).getBytes(UTF_8);
    }

    private Ledger ledger() {
        return Ledgers.of(books, worker);
    }

    private static SpilledDataLostException lostData() {
        return new SpilledDataLostException("set aside by the test", Amount.ZERO, new IOException("gone"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10})
    void aRecordThatFitsABufferGoesToAWorker(int length) {
        CountedSource source = Sources.chunked(record(length), 3);
        enqueue(source);
        step();
        assertThat(ledger().accepted()).isEqualTo(amount(1, length));
        assertThat(ledger().buffered()).isEqualTo(amount(1, length));
        assertThat(worker.requestFlush()).isEqualTo(1);
        assertThat(source.closes()).isEqualTo(1);
        assertThat(calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 15, 19, 20, 21, 30, 52})
    void promise2_aLargerOneGoesToAFileOfItsOwnWhole(int length) {
        CountedSource source = Sources.chunked(record(length), 7);
        enqueue(source);
        step();
        assertThat(store.files()).extracting(MemoryFile::text).containsExactly(TEXT.substring(0, length));
        assertThat(ledger().accepted()).isEqualTo(amount(1, length));
        assertThat(ledger().published()).isEqualTo(amount(1, length));
        assertThat(ledger().files()).isEqualTo(1);
        assertThat(source.closes()).isEqualTo(1);
        assertThat(worker.requestFlush()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 20, 21, 30, 52})
    void promise2_soDoesWhatACallerLends(int length) {
        BorrowedBytes borrowed = new BorrowedBytes(ByteBuffer.wrap(record(length)), books);
        enqueue(borrowed);
        step();
        assertThat(borrowed.taken()).isTrue();
        assertThat(store.files()).extracting(MemoryFile::text).containsExactly(TEXT.substring(0, length));
        assertThat(ledger().accepted()).isEqualTo(amount(1, length));
        assertThat(ledger().published()).isEqualTo(amount(1, length));
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"OPEN", "SPILL", "PUBLISH"})
    void promise12_whatTheTargetRefusesIsAskedAgainAfterAPause(Operation operation) {
        fault = Fault.refusal().onCall(1).on(operation);
        enqueue(Sources.whole(record(25)));
        step();
        assertThat(time.waits()).containsExactly(Backoff.SHORTEST);
        assertThat(store.files()).extracting(MemoryFile::text).containsExactly(TEXT.substring(0, 25));
        assertThat(calls).filteredOn(operation::equals).hasSize(operation == Operation.SPILL ? 3 : 2);
        assertThat(ledger().published()).isEqualTo(amount(1, 25));
    }

    @Test
    void promise14_anInterruptThatTheTargetLeavesDoesNotReachItsNextCall() {
        fault = operation -> {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            Thread.currentThread().interrupt();
        };
        enqueue(Sources.whole(record(25)));
        step();
        assertThat(ledger().published()).isEqualTo(amount(1, 25));
    }

    @Test
    void aCloseMakesThePausesShortAgain() {
        Fault refusals = Fault.refusal().until(() -> calls.size() > 12);
        fault = operation -> {
            if (calls.size() == 10) {
                time.duringNextWait(() -> intake.refuse(Deadline.in(time, Long.MAX_VALUE)));
            }
            refusals.strike(operation);
        };
        enqueue(Sources.whole(record(25)));
        step();
        List<Long> waits = time.waits();
        assertThat(waits).hasSize(12);
        assertThat(waits.get(9)).isGreaterThan(100 * Backoff.SHORTEST);
        assertThat(waits.get(10)).isEqualTo(Backoff.SHORTEST);
    }

    @RepeatedTest(20)
    void promise12_aTargetThatIsWellForTheLastThirdOfTheCloseDeadlineTakesALargeRecord() {
        long deadline = TimeUnit.SECONDS.toNanos(30);
        fault = Fault.refusal().until(() -> time.nanoTime() > deadline / 3 * 2);
        enqueue(Sources.whole(record(25)));
        intake.refuse(Deadline.in(time, deadline));
        step();
        assertThat(ledger().published()).isEqualTo(amount(1, 25));
        assertThat(time.waits()).allSatisfy(wait -> assertThat(wait).isLessThan(deadline / 8));
    }

    @Test
    void aFlushCutsAPauseShortAndThePausesGrowOn() {
        Fault refusals = Fault.refusal().until(() -> calls.size() > 8);
        fault = operation -> {
            if (calls.size() == 4) {
                time.duringNextWait(intake::hurry);
            }
            refusals.strike(operation);
        };
        enqueue(Sources.whole(record(25)));
        step();
        List<Long> waits = time.waits();
        assertThat(waits).hasSize(8);
        assertThat(waits.get(4)).isGreaterThan(5 * Backoff.SHORTEST);
    }

    @Test
    void promise1_whatIsRefusedUntilTheCloseDeadlineIsLostAndItWaitsNoLonger() {
        fault = Fault.refusal().on(Operation.PUBLISH);
        enqueue(Sources.whole(record(25)));
        intake.refuse(Deadline.in(time, 5));
        assertThat(lane.step()).isFalse();
        assertThat(intake.idle()).isTrue();
        assertThat(time.nanoTime()).isEqualTo(5);
        assertThat(ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.DEADLINE, amount(1, 25)));
        assertThat(ledger().buffered()).isEqualTo(Amount.ZERO);
    }

    @Test
    void promise1_aSourceIsLostUnreadIfTheTargetTakesNothingUntilTheCloseDeadline() {
        fault = Fault.refusal().on(Operation.OPEN);
        CountedSource source = Sources.whole(record(25));
        enqueue(source);
        intake.refuse(Deadline.in(time, 5));
        step();
        assertThat(ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.UNREAD, amount(1, 0)));
        assertThat(source.closes()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void promise1_aSourceIsLostUnreadIfItCanNotBeSpilledUntilTheCloseDeadline(int spill) {
        int[] spills = new int[1];
        fault = operation -> {
            if (operation == Operation.SPILL && ++spills[0] >= spill) {
                throw new IOException("refused by the test");
            }
        };
        CountedSource source = Sources.whole(record(35));
        enqueue(source);
        intake.refuse(Deadline.in(time, 5));
        step();
        assertThat(calls).doesNotContain(Operation.PUBLISH);
        assertThat(ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.UNREAD, amount(1, 0)));
        assertThat(source.closes()).isEqualTo(1);
    }

    @Test
    void afterTheTargetWasClosedALargeRecordIsLostUnread() {
        lease.release();
        CountedSource source = Sources.whole(record(25));
        enqueue(source);
        step();
        assertThat(calls).containsExactly(Operation.CLOSE);
        assertThat(ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.UNREAD, amount(1, 0)));
        assertThat(source.closes()).isEqualTo(1);
    }

    @Test
    void promise11_theTargetIsClosedWhenTheLaneNeedsItNoMore() {
        CountedSource record = Sources.whole(record(25));
        enqueue(new CountedSource("during which the flush threads end") {
            private boolean ended;

            @Override
            public int read(ByteBuffer target) throws IOException {
                if (calls.contains(Operation.OPEN) && !ended) {
                    ended = true;
                    lease.release();
                    assertThat(lease.closed()).isFalse();
                }
                return record.read(target);
            }
        });
        step();
        assertThat(lease.closed()).isTrue();
        assertThat(ledger().published()).isEqualTo(amount(1, 25));
    }

    @Test
    void promise14_anInterruptThatADiscardLeavesDoesNotReachTheCloseOfTheTarget() {
        List<Boolean> interrupted = new ArrayList<>();
        fault = operation -> interrupted.add(Thread.currentThread().isInterrupted());
        duringDiscard = () -> Thread.currentThread().interrupt();
        enqueue(new CountedSource("during which the flush threads end, and which fails") {
            private int given;

            @Override
            public int read(ByteBuffer target) throws IOException {
                if (given > SIZE) {
                    lease.release();
                    throw new IOException("torn");
                }
                given += target.remaining();
                return target.put(new byte[target.remaining()]).position();
            }
        });
        step();
        assertThat(calls).endsWith(Operation.CLOSE);
        assertThat(interrupted).doesNotContain(true);
    }

    @Test
    void aRecordForWhichNoWorkerIsLeftIsLostAtTheDeadline() {
        worker.close(Deadline.in(time, 0));
        enqueue(Sources.whole(record(5)));
        step();
        assertThat(ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.DEADLINE, amount(1, 0)));
        assertThat(ledger().buffered()).isEqualTo(Amount.ZERO);
    }

    @Test
    void aClaimedRecordWaitsForRoomAlsoWhenItsLaneIsInterrupted() {
        worker.offer(new byte[SIZE], null, 0, SIZE, false, true);
        worker.offer(new byte[SIZE], null, 0, SIZE, false, true);
        enqueue(Sources.whole(record(5)));
        time.duringNextWait(() -> {
            Thread.currentThread().interrupt();
            time.duringNextWait(() -> {
                worker.close(Deadline.in(time, 0));
                vacancy.signalAll();
            });
        });
        step();
        assertThat(ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.DEADLINE, amount(1, 0)));
    }

    @Test
    void promise6_aSourceThatFailsIsClosedOnceAndCountedByItsReason() {
        CountedSource torn = Sources.failing(record(5), () -> new IOException("torn"));
        CountedSource tornLate = Sources.failing(record(25), () -> new IOException("torn"));
        CountedSource unclosable = Sources.failingToClose(record(25));
        CountedSource lying = Sources.lying(record(5), 1);
        CountedSource smallUnclosable = Sources.failingToClose(record(5));
        for (CountedSource source : List.of(torn, tornLate, unclosable, smallUnclosable, lying)) {
            enqueue(source);
            step();
            assertThat(source.closes()).isEqualTo(1);
        }
        assertThat(ledger().failures())
                .containsExactlyInAnyOrderEntriesOf(Map.of(FailReason.THREW, 4L, FailReason.LIED, 1L));
        assertThat(ledger().accepted()).isEqualTo(amount(5, 0));
        assertThat(ledger().buffered()).isEqualTo(Amount.ZERO);
        assertThat(store.files()).isEmpty();
    }

    @Test
    void whatTheTargetHasDamagedIsLostOnceAndNothingOfItIsPublished() {
        fault = Fault.thrown(LaneTest::lostData).onCall(2).on(Operation.SPILL);
        enqueue(Sources.whole(record(35)));
        step();
        fault = Fault.thrown(LaneTest::lostData).on(Operation.PUBLISH);
        enqueue(Sources.whole(record(25)));
        step();
        assertThat(ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.DAMAGED, amount(2, 25)));
        assertThat(ledger().buffered()).isEqualTo(Amount.ZERO);
        assertThat(store.files()).isEmpty();
        assertThat(time.waits()).isEmpty();
    }

    @Test
    void aCallerIsToldWhenTheTargetHasDamagedItsRecordBeforeItWasTaken() {
        fault = Fault.thrown(LaneTest::lostData).on(Operation.SPILL);
        BorrowedBytes borrowed = new BorrowedBytes(ByteBuffer.wrap(record(35)), books);
        enqueue(borrowed);
        step();
        assertThat(borrowed.await(config, Deadline.in(time, 100))).isEqualTo(Outcome.CLOSED);
        assertThat(ledger().accepted()).isEqualTo(Amount.ZERO);
        assertThat(ledger().losses()).isEmpty();
    }

    private List<Throwable> refusalsTold() {
        events.end();
        boolean told = false;
        while (!told) {
            told = events.step();
        }
        return refusals;
    }

    @Test
    void aRecordThatItsCallerHasJustTakenBackIsNotToldAsRefused() {
        BorrowedBytes borrowed = new BorrowedBytes(ByteBuffer.wrap(record(35)), books);
        enqueue(borrowed);
        assertThat(borrowed.await(config, Deadline.in(time, 0))).isEqualTo(Outcome.TIMED_OUT);
        step();
        assertThat(refusalsTold()).isEmpty();
    }

    @Test
    void aLaneEndsWithItsQueueAndNotBefore() {
        enqueue(Sources.whole(record(5)));
        enqueue(Sources.whole(record(5)));
        assertThat(lane.step()).isFalse();
        intake.end();
        assertThat(lane.step()).isFalse();
        assertThat(lane.step()).isTrue();
    }

    @Test
    void aLaneWithNothingToDoWaits() {
        assertThatThrownBy(lane::step).isInstanceOf(WouldHang.class);
    }
}
