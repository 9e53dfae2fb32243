package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.LossReason;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.TargetOpener;
import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;
import io.forebay.testkit.ForwardingTarget;
import io.forebay.testkit.Sources;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A target that does not answer: what writers see, what close says, and that the books are right when it answers after all. */
class HungTargetTest extends TroubleFixture {
    private static final Duration FOUR_SECONDS = Duration.ofSeconds(4);

    private final CountDownLatch hung = latch();

    private void hangOn(Operation operation) {
        fault = Fault.hang(hung).on(operation);
    }

    @Test
    void promise7_writersAreAnsweredInTimeAndTheOtherWorkersGoOn() throws Exception {
        RecordSink sink = open(settings().workers(2).timeout(Duration.ofMillis(100)));
        fault = Fault.hang(hung).onCall(1).on(Operation.PUBLISH);
        for (int i = 0; i < 50; i++) {
            assertThat(sink.write(new byte[100])).isEqualTo(Outcome.ACCEPTED);
        }
        hangOn(Operation.PUBLISH);
        eventually(() -> {
            Future<Outcome> outcome = callers.submit(() -> sink.write(new byte[100]));
            eventually(() -> {
                time.advance(Duration.ofMillis(50));
                return outcome.isDone();
            });
            return answer(outcome) == Outcome.TIMED_OUT;
        });
        assertThat(sink.ledger().dropped()).isEqualTo(amount(1, 100));
        hung.countDown();
        assertBalanced(closing(sink, LONG).ledger());
        assertThat(sink.ledger().published()).isEqualTo(sink.ledger().accepted());
    }

    @Test
    void promise1_promise11_aCloseSaysWhatIsUnansweredAndTheLedgerLearnsWhenItIsAnswered() throws IOException {
        RecordSink sink = open(settings());
        hangOn(Operation.PUBLISH);
        sink.write(new byte[100]);
        sink.write(new byte[60]);
        eventually(() -> attempts(Operation.PUBLISH) == 1);

        CloseReport report = closing(sink, FOUR_SECONDS);
        assertThat(report.ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.UNANSWERED, amount(2, 160)));
        assertHanging(report, "forebay-flush-0");
        assertThat(store.liveTargets()).isEqualTo(1);
        assertThat(sink.write(new byte[1])).isEqualTo(Outcome.CLOSED);

        hung.countDown();
        eventually(() -> store.liveTargets() == 0);
        assertBalanced(sink.ledger());
        assertThat(sink.ledger().published()).isEqualTo(amount(1, 100));
        assertThat(sink.ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.DEADLINE, amount(1, 60)));
        assertThat(sink.close(Duration.ZERO)).isEqualTo(report);
    }

    @Test
    void promise9_whatATargetKeepsByItselfIsRecoverableUntilItAnswers() throws IOException {
        RecordSink sink = open(settings(keeping(target())));
        hangOn(Operation.PUBLISH);
        sink.write(new byte[100]);
        sink.write(new byte[60]);
        eventually(() -> attempts(Operation.PUBLISH) == 1);
        CloseReport report = closing(sink, FOUR_SECONDS);
        assertBalanced(report.ledger());
        assertThat(report.ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.RECOVERABLE, amount(2, 160)));
        assertHanging(report, "forebay-flush-0");

        hung.countDown();
        eventually(() -> store.liveTargets() == 0);
        assertBalanced(sink.ledger());
        assertThat(sink.ledger().published()).isEqualTo(amount(1, 100));
        // The store in memory keeps nothing, whatever was said of it.
        assertThat(sink.ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.DEADLINE, amount(1, 60)));
    }

    private static TargetOpener keeping(TargetOpener target) {
        return spec -> new ForwardingTarget(target.open(spec)) {
            @Override
            public boolean keepsCommitted() {
                return true;
            }
        };
    }

    @Test
    void promise1_whatWasSpilledIsRecoverableOnceTheTargetAnswers() throws IOException {
        RecordSink sink = open(settings().rollSize(1_000));
        hangOn(Operation.SPILL);
        sink.write(new byte[100]);
        sink.write(new byte[60]);
        eventually(() -> attempts(Operation.SPILL) == 1);
        CloseReport report = closing(sink, FOUR_SECONDS);
        assertThat(report.ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.UNANSWERED, amount(2, 160)));
        assertHanging(report, "forebay-flush-0");

        hung.countDown();
        eventually(() -> store.liveTargets() == 0);
        assertBalanced(sink.ledger());
        assertThat(sink.ledger().losses())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(LossReason.RECOVERABLE, amount(1, 100), LossReason.DEADLINE, amount(1, 60)));
    }

    @Test
    void promise1_aTargetThatHangsInOpenCostsWhatStandsInTheOtherBuffer() throws IOException {
        RecordSink sink = open(settings());
        hangOn(Operation.OPEN);
        sink.write(new byte[100]);
        sink.write(new byte[60]);
        eventually(() -> attempts(Operation.OPEN) == 3);
        CloseReport report = closing(sink, FOUR_SECONDS);
        assertThat(report.ledger().published()).isEqualTo(amount(1, 100));
        assertThat(report.ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.UNANSWERED, amount(1, 60)));
        assertHanging(report, "forebay-flush-0");

        hung.countDown();
        eventually(() -> store.liveTargets() == 0);
        assertBalanced(sink.ledger());
        assertThat(sink.ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.DEADLINE, amount(1, 60)));
    }

    @Test
    void promise11_aTargetThatHangsInItsCloseIsNamedAndCostsNothing() throws IOException {
        RecordSink sink = open(settings());
        hangOn(Operation.CLOSE);
        sink.write(new byte[100]);
        CloseReport report = closing(sink, FOUR_SECONDS);
        assertBalanced(report.ledger());
        assertThat(report.ledger().lost()).isEqualTo(Amount.ZERO);
        assertThat(report.clean()).isFalse();
        assertHanging(report, "forebay-flush-0");
        hung.countDown();
    }

    @Test
    void promise1_aLargeRecordThatIsUnansweredIsPublishedAfterAll() throws IOException {
        RecordSink sink = open(settings());
        hangOn(Operation.PUBLISH);
        sink.write(Sources.whole(new byte[350]));
        eventually(() -> attempts(Operation.PUBLISH) == 1);
        CloseReport report = closing(sink, FOUR_SECONDS);
        assertThat(report.ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.UNANSWERED, amount(1, 350)));
        assertHanging(report, "forebay-intake-");

        hung.countDown();
        eventually(() -> store.liveTargets() == 0);
        assertBalanced(sink.ledger());
        assertThat(sink.ledger().published()).isEqualTo(amount(1, 350));
        assertThat(sink.ledger().losses()).isEmpty();
    }

    private static void assertHanging(CloseReport report, String thread) {
        assertThat(report.ledger().buffered()).isEqualTo(Amount.ZERO);
        assertThat(report.leftovers())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains(thread))
                .anySatisfy(line -> assertThat(line).contains("target is still open"));
    }
}
