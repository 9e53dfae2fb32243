package io.forebay.engine;

import static io.forebay.engine.Ledgers.amount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Amount;
import io.forebay.api.FailReason;
import io.forebay.api.Ledger;
import io.forebay.api.LossReason;
import io.forebay.engine.SkippingTime.WouldHang;
import io.forebay.testkit.CountedSource;
import io.forebay.testkit.Sources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who has the last word on a record that goes from a caller to a lane. */
class HandoffTest {
    private final SkippingTime time = new SkippingTime();
    private final Books books = new Books();
    private final CountedSource source = Sources.whole(new byte[5]);
    private final Handoff handoff = new Handoff(source);

    private Ledger ledger() {
        return Ledgers.of(books);
    }

    @Test
    void promise1_onlyOneMaySettleIt() {
        assertThat(handoff.done()).isFalse();
        assertThat(handoff.settleFailed(books, FailReason.STALLED)).isTrue();
        assertThat(handoff.done()).isTrue();
        assertThat(handoff.settleFailed(books, FailReason.THREW)).isFalse();
        assertThat(handoff.settleLost(books, LossReason.UNREAD)).isFalse();
        assertThat(handoff.claim(1, 5, books)).isFalse();
        assertThat(ledger().accepted()).isEqualTo(Amount.ZERO);
        assertThat(ledger().failures()).containsExactlyEntriesOf(Map.of(FailReason.STALLED, 1L));
        assertThat(ledger().losses()).isEmpty();
    }

    @Test
    void promise1_whatIsClaimedIsTheLanesAlone() {
        assertThat(handoff.claim(1, 5, books)).isTrue();
        assertThat(handoff.claim(1, 5, books)).isFalse();
        assertThat(handoff.settleFailed(books, FailReason.STALLED)).isFalse();
        assertThat(handoff.settleLost(books, LossReason.UNREAD)).isFalse();
        assertThat(handoff.done()).isFalse();
        assertThat(ledger().accepted()).isEqualTo(amount(0, 5));
        handoff.finishPublished(books);
        assertThat(handoff.done()).isTrue();
        assertThat(ledger().published()).isEqualTo(amount(1, 5));
        assertThat(ledger().files()).isEqualTo(1);
    }

    @Test
    void promise1_aClaimedRecordMayBeLost() {
        handoff.claim(1, 7, books);
        handoff.finishLost(books, LossReason.DEADLINE);
        assertThat(handoff.done()).isTrue();
        assertThat(ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.DEADLINE, amount(1, 7)));
    }

    @Test
    void promise1_onlyAClaimedRecordIsUnansweredAndOnlyOnceAndNoLongerWhenItIsAnswered() {
        handoff.declareUnanswered(books);
        assertThat(ledger().losses()).isEmpty();
        handoff.claim(1, 5, books);
        handoff.declareUnanswered(books);
        handoff.declareUnanswered(books);
        assertThat(ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.UNANSWERED, amount(1, 5)));
        handoff.finishPublished(books);
        assertThat(ledger().losses()).isEmpty();
        handoff.declareUnanswered(books);
        assertThat(ledger().losses()).isEmpty();
    }

    @Test
    void promise6_theSourceIsClosedOnce() throws Exception {
        handoff.closeSource();
        handoff.closeSource();
        handoff.awaitSourceClosed();
        assertThat(source.closes()).isEqualTo(1);
    }

    @Test
    void promise6_aCloseThatFailsIsNotTriedAgain() {
        CountedSource broken = Sources.failingToClose(new byte[1]);
        Handoff failing = new Handoff(broken);
        assertThatThrownBy(failing::closeSource).isInstanceOf(IOException.class);
        assertThat(broken.closes()).isEqualTo(1);
        failing.awaitSourceClosed();
    }

    @Test
    void aSourceHasNoKnownLengthAndIsAcceptedFromTheBeginning() {
        assertThat(handoff.knownLength()).isEqualTo(-1);
        assertThat(handoff.accepted()).isTrue();
        handoff.returnToCaller();
        assertThat(handoff.source()).isSameAs(source);
        assertThat(source.closes()).isZero();
    }

    @Test
    void aCallersBytesAreAcceptedWhenTheyAreTakenAndCountTheirLengthOnce() {
        BorrowedBytes borrowed = new BorrowedBytes(ByteBuffer.allocate(9), books);
        Handoff lent = new Handoff(borrowed);
        assertThat(lent.knownLength()).isEqualTo(9);
        assertThat(lent.accepted()).isFalse();
        borrowed.read(ByteBuffer.allocate(9));
        assertThat(lent.accepted()).isFalse();
        NotedCommits segment = new NotedCommits();
        assertThat(lent.take(segment, 9)).isTrue();
        assertThat(segment.ends()).containsExactly(9);
        assertThat(lent.accepted()).isTrue();
        assertThat(lent.claim(1, 9, books)).isTrue();
        assertThat(ledger().accepted()).isEqualTo(amount(1, 9));
    }

    @Test
    void aLentRecordThatIsReturnedIsNotReadAnyMore() {
        BorrowedBytes borrowed = new BorrowedBytes(ByteBuffer.allocate(9), books);
        new Handoff(borrowed).returnToCaller();
        assertThatThrownBy(() -> borrowed.read(ByteBuffer.allocate(9))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aPauseLastsUntilItsTimeIsUp() {
        assertThat(handoff.pause(time, 100)).isFalse();
        assertThat(time.waits()).containsExactly(100L);
    }

    @Test
    void aPauseIsCutShortOnce() {
        handoff.hurry();
        assertThat(handoff.pause(time, 100)).isTrue();
        assertThat(time.waits()).isEmpty();
        time.duringNextWait(handoff::hurry);
        assertThat(handoff.pause(time, 100)).isTrue();
        assertThat(handoff.pause(time, 100)).isFalse();
        assertThat(time.waits()).containsExactly(100L, 100L);
    }

    @Test
    void aPauseEndsWhenTheRecordIsSettled() {
        time.duringNextWait(() -> handoff.settleLost(books, LossReason.UNREAD));
        assertThat(handoff.pause(time, Long.MAX_VALUE)).isFalse();
        assertThat(handoff.pause(time, Long.MAX_VALUE)).isFalse();
        assertThat(time.waits()).hasSize(1);
        assertThatThrownBy(() -> new Handoff(source).pause(time, Long.MAX_VALUE))
                .isInstanceOf(WouldHang.class);
    }

    @Test
    void promise14_anInterruptDoesNotShortenAPause() {
        Thread.currentThread().interrupt();
        assertThat(handoff.pause(time, 100)).isFalse();
        assertThat(Thread.interrupted()).isFalse();
        assertThat(time.waits()).containsExactly(100L);
    }
}
