package io.forebay.engine;

import static io.forebay.engine.Ledgers.amount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Amount;
import io.forebay.api.Ledger;
import io.forebay.api.LossReason;
import io.forebay.api.Outcome;
import io.forebay.api.TimeSource;
import io.forebay.engine.SkippingTime.WouldHang;
import io.forebay.testkit.Sources;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The queue between callers and lanes, and what it knows of records that are not done. */
class IntakeTest {
    private static final long TIMEOUT = 1_000;

    private final SkippingTime time = new SkippingTime();
    private final Books books = new Books();
    private final Intake intake = new Intake(
            new SinkConfig(1, 10, TIMEOUT, 2, 1_000, 10, 0, Long.MAX_VALUE, null, time), books, new Signal(time));

    private static Handoff source() {
        return new Handoff(Sources.whole(new byte[3]));
    }

    private Handoff bytes(int length) {
        return new Handoff(new BorrowedBytes(ByteBuffer.allocate(length), books));
    }

    private Outcome enqueue(Handoff handoff) {
        return intake.enqueue(handoff, Deadline.in(time, TIMEOUT));
    }

    private Handoff enqueued() {
        Handoff handoff = source();
        assertThat(enqueue(handoff)).isEqualTo(Outcome.ACCEPTED);
        return handoff;
    }

    private Ledger ledger() {
        return Ledgers.of(books);
    }

    @Test
    void recordsComeOutInTheOrderInWhichTheyWentIn() {
        Handoff first = enqueued();
        Handoff second = enqueued();
        assertThat(intake.take()).isSameAs(first);
        assertThat(intake.take()).isSameAs(second);
        assertThat(ledger().accepted()).isEqualTo(amount(2, 0));
        assertThatThrownBy(intake::take).isInstanceOf(WouldHang.class);
    }

    @Test
    void aLaneThatWaitsIsGivenTheNextRecordAlsoWhenItIsInterrupted() {
        Handoff handoff = source();
        Thread.currentThread().interrupt();
        time.duringNextWait(() -> enqueue(handoff));
        assertThat(intake.take()).isSameAs(handoff);
    }

    @Test
    void promise7_whoFindsItFullWaitsForItsTimeoutInAll() {
        enqueued();
        enqueued();
        time.duringNextWait(() -> time.advance(400));
        assertThat(enqueue(source())).isEqualTo(Outcome.TIMED_OUT);
        assertThat(time.waits()).containsExactly(TIMEOUT, TIMEOUT - 400);
        assertThat(ledger().accepted()).isEqualTo(amount(2, 0));
        assertThat(intake.lastSequence()).isEqualTo(2);
    }

    @Test
    void whoWaitsIsLetInWhenALaneTakesOneOut() {
        enqueued();
        enqueued();
        time.duringNextWait(intake::take);
        assertThat(enqueue(source())).isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    void promise14_whatCallersLendWaitsForNoPlaceAndTakesNone() {
        Handoff lent = bytes(20);
        enqueue(lent);
        Handoff source = enqueued();
        enqueued();
        Handoff late = bytes(30);
        assertThat(enqueue(late)).isEqualTo(Outcome.ACCEPTED);
        assertThat(intake.take()).isSameAs(lent);
        assertThat(intake.take()).isSameAs(source);
        assertThat(ledger().accepted()).isEqualTo(amount(2, 0));
    }

    @Test
    void promise14_oneLaneIsKeptForWhatCallersLend() {
        enqueued();
        Handoff first = bytes(20);
        enqueue(first);
        Handoff second = bytes(30);
        enqueue(second);
        assertThat(intake.takeLent()).isSameAs(first);
        assertThat(intake.takeLent()).isSameAs(second);
        assertThatThrownBy(intake::takeLent).isInstanceOf(WouldHang.class);
        time.duringNextWait(intake::end);
        assertThat(intake.takeLent()).isNull();
    }

    @Test
    void aRecordThatItsCallerHasTakenBackGoesToNoLane() {
        Handoff withdrawn = bytes(20);
        enqueue(withdrawn);
        Handoff next = enqueued();
        intake.withdraw(withdrawn);
        assertThat(withdrawn.done()).isTrue();
        assertThat(intake.take()).isSameAs(next);
        assertThat(ledger().accepted()).isEqualTo(amount(1, 0));
        assertThat(ledger().losses()).isEmpty();
    }

    @Test
    void promise14_anInterruptEndsTheWaitForAPlaceAndTheFlagStays() {
        enqueued();
        enqueued();
        Thread.currentThread().interrupt();
        assertThat(enqueue(source())).isEqualTo(Outcome.TIMED_OUT);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void promise10_itKnowsHowManyRecordsUpToOneAreNotDone() {
        assertThat(intake.idle()).isTrue();
        assertThat(intake.lastSequence()).isZero();
        Handoff first = enqueued();
        Handoff second = enqueued();
        intake.take();
        intake.take();
        Handoff third = enqueued();
        assertThat(intake.lastSequence()).isEqualTo(3);
        assertThat(intake.pendingUpTo(0)).isZero();
        assertThat(intake.pendingUpTo(2)).isEqualTo(2);
        assertThat(intake.pendingUpTo(3)).isEqualTo(3);
        first.claim(0, 0, books);
        intake.done(first);
        assertThat(intake.pendingUpTo(2)).isEqualTo(1);
        assertThat(ledger().losses()).isEmpty();
        second.claim(0, 0, books);
        intake.done(second);
        assertThat(intake.pendingUpTo(2)).isZero();
        assertThat(intake.idle()).isFalse();
        intake.done(third);
        assertThat(intake.idle()).isTrue();
    }

    @Test
    void promise1_aRecordThatALaneLeavesWithoutAWordIsLostUnread() {
        Handoff handoff = enqueued();
        intake.take();
        intake.done(handoff);
        intake.done(handoff);
        assertThat(ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.UNREAD, amount(1, 0)));
        assertThat(ledger().buffered()).isEqualTo(Amount.ZERO);
    }

    @Test
    void fromTheCloseOnNobodyIsLetInAndWhatIsQueuedIsStillTaken() {
        Handoff queued = enqueued();
        enqueued();
        assertThat(intake.closing()).isFalse();
        time.duringNextWait(() -> intake.refuse(Deadline.in(time, 500)));
        assertThat(enqueue(source())).isEqualTo(Outcome.CLOSED);
        assertThat(intake.closing()).isTrue();
        assertThat(intake.take()).isSameAs(queued);
        assertThat(enqueue(source())).isEqualTo(Outcome.CLOSED);
        assertThat(ledger().accepted()).isEqualTo(amount(2, 0));
    }

    @Test
    void fromTheCloseOnCallersDoNotWaitForTheirLargeRecordsAnyMore() {
        Handoff read = bytes(20);
        enqueue(read);
        intake.take();
        Handoff queued = bytes(30);
        enqueue(queued);
        BorrowedBytes borrowed = new BorrowedBytes(ByteBuffer.allocate(40), books);
        Handoff taken = new Handoff(borrowed);
        enqueue(taken);
        borrowed.take(new NotedCommits(), 40);
        intake.refuse(Deadline.in(time, 500));
        assertThat(read.done()).isTrue();
        assertThat(queued.done()).isTrue();
        assertThat(taken.done()).isFalse();
        assertThat(ledger().accepted()).isEqualTo(amount(1, 40));
        assertThat(ledger().losses()).isEmpty();
    }

    @Test
    void lanesAreHurriedByAFlushAndByAClose() {
        Handoff handoff = enqueued();
        intake.hurry();
        assertThat(handoff.pause(time, 100)).isTrue();
        intake.refuse(Deadline.in(time, 500));
        assertThat(handoff.pause(time, 100)).isTrue();
        assertThat(handoff.pause(time, 100)).isFalse();
    }

    @Test
    void lanesTryUntilTheCloseDeadlineAndNoLonger() {
        assertThat(intake.longestPause()).isEqualTo(Long.MAX_VALUE);
        assertThat(intake.givenUp()).isFalse();
        intake.refuse(Deadline.in(time, 500));
        time.advance(499);
        assertThat(intake.longestPause()).isEqualTo(1);
        assertThat(intake.givenUp()).isFalse();
        time.advance(1);
        assertThat(intake.longestPause()).isZero();
        assertThat(intake.givenUp()).isTrue();
    }

    @Test
    void promise1_theEndGivesUpWhatNoLaneHasClaimed() {
        Handoff claimed = enqueued();
        claimed.claim(1, 3, books);
        intake.take();
        Handoff reading = enqueued();
        intake.take();
        BorrowedBytes borrowed = new BorrowedBytes(ByteBuffer.allocate(20), books);
        Handoff lent = new Handoff(borrowed);
        enqueue(lent);
        assertThat(intake.end()).containsExactly(reading, lent);
        assertThat(reading.done()).isTrue();
        assertThat(lent.done()).isTrue();
        assertThatThrownBy(() -> borrowed.read(ByteBuffer.allocate(20))).isInstanceOf(IllegalStateException.class);
        assertThat(claimed.done()).isFalse();
        assertThat(intake.pendingUpTo(3)).isEqualTo(1);
        assertThat(ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.UNREAD, amount(1, 0)));
        assertThat(intake.end()).isEmpty();

        intake.declareUnanswered();
        assertThat(ledger().losses())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(LossReason.UNREAD, amount(1, 0), LossReason.UNANSWERED, amount(1, 3)));
        assertThat(intake.take()).isSameAs(lent);
        assertThat(intake.take()).isNull();
    }

    @Test
    void promise1_aRecordThatWasTakenOverIsLostWithItsLength() {
        BorrowedBytes borrowed = new BorrowedBytes(ByteBuffer.allocate(20), books);
        Handoff lent = new Handoff(borrowed);
        enqueue(lent);
        assertThat(ledger().accepted()).isEqualTo(Amount.ZERO);
        borrowed.take(new NotedCommits(), 20);
        intake.end();
        assertThat(ledger().accepted()).isEqualTo(amount(1, 20));
        assertThat(ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.UNREAD, amount(1, 20)));
        assertThat(intake.idle()).isTrue();
    }

    @Test
    void aLaneThatWaitsIsToldOfTheEnd() {
        time.duringNextWait(intake::end);
        assertThat(intake.take()).isNull();
    }

    @Test
    @Timeout(60)
    void promise14_whoHasNoMemoryToQueuePassesThePlaceOnThatItWasWokenFor() throws Exception {
        SinkConfig patient = new SinkConfig(1, 10, TIMEOUT, 1, 1_000, 10, 0, Long.MAX_VALUE, null, TimeSource.system());
        Intake crowded = new Intake(patient, books, new Signal(TimeSource.system()));
        Deadline never = Deadline.in(TimeSource.system(), Long.MAX_VALUE);
        Set<Thread> poor = ConcurrentHashMap.newKeySet();
        Field pending = Intake.class.getDeclaredField("pending");
        pending.setAccessible(true);
        pending.set(crowded, new LinkedHashSet<Handoff>() {
            @Override
            public boolean add(Handoff handoff) {
                if (poor.contains(Thread.currentThread())) {
                    throw new OutOfMemoryError("injected");
                }
                return super.add(handoff);
            }
        });
        assertThat(crowded.enqueue(source(), never)).isEqualTo(Outcome.ACCEPTED);
        FutureTask<Outcome> first = new FutureTask<>(() -> crowded.enqueue(source(), never));
        FutureTask<Outcome> second = new FutureTask<>(() -> crowded.enqueue(source(), never));
        for (FutureTask<Outcome> caller : List.of(first, second)) {
            Thread thread = new Thread(caller, "caller");
            thread.setDaemon(true);
            if (caller == first) {
                poor.add(thread);
            }
            thread.start();
            while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        }
        crowded.take();
        assertThatThrownBy(first::get).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);
    }
}
