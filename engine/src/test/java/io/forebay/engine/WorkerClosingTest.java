package io.forebay.engine;

import static io.forebay.engine.Ledgers.amount;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.LossReason;
import io.forebay.engine.Worker.Task;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker whose sink closes: what is still published, and as what the rest is counted. */
class WorkerClosingTest extends WorkerFixture {
    @Test
    void aCloseEndsThePausesAndMakesThemShortAgain() throws IOException {
        Worker worker = worker(100, 0);
        offer(worker, 10);
        worker.requestFlush();
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        for (int i = 0; i < 12; i++) {
            writing.begin(time.nanoTime(), worker.longestPause());
        }
        worker.close(Deadline.in(time, AGE));
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(writing.begin(time.nanoTime(), worker.longestPause())).isEqualTo(Backoff.SHORTEST);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(time.waits()).containsExactly(Backoff.SHORTEST);
    }

    @Test
    void afterACloseItPublishesWhatIsHeldOpensNothingAndEnds() throws IOException {
        Worker worker = worker(1_000, AGE);
        offer(worker, 100);
        offer(worker, 10);
        worker.close(Deadline.in(time, AGE));
        assertThat(offer(worker, 1)).isEqualTo(Worker.CLOSED);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(write(worker)).isTrue();
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(write(worker)).isTrue();
        assertThat(next(worker)).isEqualTo(Task.END);
        assertThat(time.waits()).isEmpty();
        assertThat(worker.takeAll()).isEmpty();
        assertThat(lengths()).containsExactly(100, 10);
    }

    @Test
    void itGivesUpWhenTheCloseDeadlinePassesAndNotBefore() throws IOException {
        Worker worker = worker(100, AGE);
        offer(worker, 10);
        worker.close(Deadline.in(time, Backoff.SHORTEST + 5));
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        writing.begin(time.nanoTime(), worker.longestPause());
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        writing.begin(time.nanoTime(), worker.longestPause());
        assertThat(next(worker)).isEqualTo(Task.GIVE_UP);
        assertThat(time.waits()).containsExactly(Backoff.SHORTEST, 5L);
    }

    @Test
    void promise1_whatIsGivenUpIsLostButForWhatTheTargetKeeps() throws IOException {
        Worker worker = worker(1_000, 0);
        offer(worker, 60);
        offer(worker, 40);
        offer(worker, 30);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(write(worker)).isFalse();
        worker.close(Deadline.in(time, 0));
        assertThat(next(worker)).isEqualTo(Task.GIVE_UP);
        assertThat(worker.takeAll()).extracting(slot -> slot.end).containsExactly(30, 0);
        assertThat(worker.takeAll()).isEmpty();
        worker.gaveUp(amount(2, 100));
        assertThat(ledger(worker).losses())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(LossReason.RECOVERABLE, amount(2, 100), LossReason.DEADLINE, amount(1, 30)));
        assertThat(ledger(worker).buffered()).isEqualTo(Amount.ZERO);
        assertThat(next(worker)).isEqualTo(Task.END);
    }

    @Test
    void promise1_aTargetCanNotKeepMoreThanItWasGiven() throws IOException {
        Worker worker = worker(100, 0);
        offer(worker, 60);
        worker.close(Deadline.in(time, 0));
        worker.takeAll();
        worker.gaveUp(amount(5, 500));
        assertThat(ledger(worker).losses()).containsExactlyEntriesOf(Map.of(LossReason.RECOVERABLE, amount(1, 60)));
    }

    /** A worker that closes with a full buffer, and a record in the other. */
    private Worker closing(long nanos) throws IOException {
        Worker worker = worker(100, 0);
        offer(worker, 100);
        offer(worker, 10);
        worker.close(Deadline.in(time, nanos));
        return worker;
    }

    @Test
    void theSealedBufferIsGivenUpFirst() throws IOException {
        Worker worker = closing(0);
        assertThat(worker.takeAll()).extracting(slot -> slot.end).containsExactly(100, 10);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNANSWERED", "RECOVERABLE"})
    void promise1_whatIsUnansweredIsCountedOnceAndMovesWhenItIsAnswered(LossReason reason) throws IOException {
        Worker worker = closing(5);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        worker.declareUnanswered(reason);
        worker.declareUnanswered(reason);
        assertThat(ledger(worker).losses()).containsExactlyEntriesOf(Map.of(reason, amount(2, 110)));
        assertThat(write(worker)).isTrue();
        assertThat(ledger(worker).published()).isEqualTo(amount(1, 100));
        assertThat(ledger(worker).losses()).containsExactlyEntriesOf(Map.of(reason, amount(1, 10)));
        assertThat(next(worker)).isEqualTo(Task.GIVE_UP);
        worker.takeAll();
        worker.gaveUp(Amount.ZERO);
        assertThat(ledger(worker).losses()).containsExactlyEntriesOf(Map.of(LossReason.DEADLINE, amount(1, 10)));
        assertThat(ledger(worker).buffered()).isEqualTo(Amount.ZERO);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNANSWERED", "RECOVERABLE"})
    void promise1_whatIsDamagedAfterAllIsNoLongerUnanswered(LossReason reason) throws IOException {
        Worker worker = worker(1_000, 0);
        offer(worker, 100);
        offer(worker, 30);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        write(worker);
        worker.close(Deadline.in(time, 5));
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        worker.declareUnanswered(reason);
        worker.damaged();
        assertThat(ledger(worker).losses())
                .containsExactlyInAnyOrderEntriesOf(Map.of(LossReason.DAMAGED, amount(1, 100), reason, amount(1, 30)));
        assertThat(ledger(worker).buffered()).isEqualTo(Amount.ZERO);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNANSWERED", "RECOVERABLE"})
    void promise1_whatIsUnansweredIsRecoverableOnceItIsGivenUp(LossReason reason) throws IOException {
        Worker worker = closing(0);
        worker.declareUnanswered(reason);
        assertThat(next(worker)).isEqualTo(Task.GIVE_UP);
        worker.takeAll();
        for (int i = 0; i < 2; i++) {
            worker.gaveUp(amount(1, 100));
            assertThat(ledger(worker).losses())
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(LossReason.RECOVERABLE, amount(1, 100), LossReason.DEADLINE, amount(1, 10)));
            assertThat(ledger(worker).buffered()).isEqualTo(Amount.ZERO);
        }
    }

    @Test
    void promise1_whatWasDamagedBeforeIsNotGivenUpAgain() throws IOException {
        Worker worker = worker(1_000, 0);
        offer(worker, 100);
        offer(worker, 30);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        write(worker);
        worker.damaged();
        worker.close(Deadline.in(time, 0));
        worker.takeAll();
        worker.gaveUp(Amount.ZERO);
        assertThat(ledger(worker).losses())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(LossReason.DAMAGED, amount(1, 100), LossReason.DEADLINE, amount(1, 30)));
    }

    @Test
    void promise1_whatWasPublishedBeforeIsNotGivenUp() throws IOException {
        Worker worker = worker(100, 0);
        offer(worker, 100);
        offer(worker, 10);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        write(worker);
        worker.close(Deadline.in(time, 0));
        worker.takeAll();
        worker.gaveUp(Amount.ZERO);
        assertThat(ledger(worker).published()).isEqualTo(amount(1, 100));
        assertThat(ledger(worker).losses()).containsExactlyEntriesOf(Map.of(LossReason.DEADLINE, amount(1, 10)));
        assertThat(ledger(worker).buffered()).isEqualTo(Amount.ZERO);
    }
}
