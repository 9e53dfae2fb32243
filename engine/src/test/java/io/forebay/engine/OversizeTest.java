package io.forebay.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.LossReason;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.SinkListener;
import io.forebay.api.SpilledDataLostException;
import io.forebay.testkit.CountedSource;
import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;
import io.forebay.testkit.MemoryFile;
import io.forebay.testkit.Sources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that are larger than a buffer, and callers who wait until theirs are taken over. */
class OversizeTest extends TroubleFixture {
    private final List<Throwable> refusals = new CopyOnWriteArrayList<>();

    private static byte[] record(int length) {
        byte[] record = new byte[length];
        for (int i = 0; i < length; i++) {
            record[i] = (byte) ('a' + i % 26);
        }
        return record;
    }

    private Future<Outcome> writing(RecordSink sink, byte[] record) {
        return callers.submit(() -> sink.write(record));
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 150, 199, 200, 201, 300, 1_000, 12_345})
    void flaw13_aRecordOfAnySizeIsOneFileAndTheArrayIsFreeAgain(int length) throws IOException {
        RecordSink sink = open(settings());
        byte[] array = record(length);
        assertThat(sink.write(array)).isEqualTo(Outcome.ACCEPTED);
        Arrays.fill(array, (byte) '!');
        assertThat(sink.write(Sources.chunked(record(length), 33))).isEqualTo(Outcome.ACCEPTED);
        assertThat(sink.flush(LONG).ok()).isTrue();
        assertThat(store.files())
                .hasSize(2)
                .allSatisfy(file -> assertThat(file.bytes()).isEqualTo(record(length)));
        assertBalanced(sink.close(LONG).ledger());
    }

    @Test
    void promise2_aSourceThatKeepsItsBufferAndWritesLaterHarmsNoRecord() throws IOException {
        RecordSink sink = open(settings());
        List<ByteBuffer> kept = new ArrayList<>();
        CountedSource source = new CountedSource("a source that keeps its buffer") {
            private final ByteBuffer rest = ByteBuffer.wrap(record(350));

            @Override
            public int read(ByteBuffer target) {
                if (!rest.hasRemaining()) {
                    return -1;
                }
                kept.add(target.duplicate());
                int count = Math.min(rest.remaining(), target.remaining());
                target.put(rest.slice(rest.position(), count));
                rest.position(rest.position() + count);
                return count;
            }

            @Override
            protected void closed() {
                kept.forEach(buffer -> buffer.put(0, (byte) '!'));
            }
        };
        sink.write(source);
        assertThat(sink.flush(LONG).ok()).isTrue();
        assertThat(store.files())
                .singleElement()
                .satisfies(file -> assertThat(file.bytes()).isEqualTo(record(350)));
    }

    @Test
    void promise2_aPartOfABufferIsTakenWholeAndItsPositionMoves() throws IOException {
        RecordSink sink = open(settings());
        ByteBuffer direct = ByteBuffer.allocateDirect(500);
        direct.put(record(500)).position(7).limit(407);
        assertThat(sink.write(direct.asReadOnlyBuffer())).isEqualTo(Outcome.ACCEPTED);
        assertThat(sink.write(direct)).isEqualTo(Outcome.ACCEPTED);
        assertThat(direct.position()).isEqualTo(407);
        sink.close(LONG);
        String expected = new String(record(500), UTF_8).substring(7, 407);
        assertThat(store.files()).extracting(MemoryFile::text).containsExactly(expected, expected);
    }

    @Test
    void promise2_aPartOfAnArrayIsTakenWhole() throws IOException {
        RecordSink sink = open(settings());
        assertThat(sink.write(record(1_000), 777, 222)).isEqualTo(Outcome.ACCEPTED);
        sink.close(LONG);
        assertThat(content()).isEqualTo(new String(record(1_000), UTF_8).substring(777, 999));
    }

    @Test
    void promise2_manyAtOnceAreNotMixedUp() throws Exception {
        RecordSink sink = open(settings().workers(2).queue(4));
        List<Future<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            byte[] array = new byte[101 + i * 7];
            Arrays.fill(array, (byte) i);
            outcomes.add(writing(sink, array));
        }
        for (Future<Outcome> outcome : outcomes) {
            assertThat(answer(outcome)).isEqualTo(Outcome.ACCEPTED);
        }
        assertBalanced(sink.close(LONG).ledger());
        assertThat(store.files()).hasSize(40).allSatisfy(file -> {
            byte[] bytes = file.bytes();
            assertThat(bytes).hasSize(101 + bytes[0] * 7).containsOnly(bytes[0]);
        });
    }

    @Test
    void promise7_aCallerIsAnsweredInTimeWhileTheTargetHangsAndItsArrayIsNotReadAfterwards() throws Exception {
        CountDownLatch hung = latch();
        RecordSink sink = open(settings().timeout(Duration.ofMillis(100)));
        fault = Fault.hang(hung).on(Operation.SPILL);
        byte[] array = record(350);
        Future<Outcome> outcome = writing(sink, array);
        eventually(() -> attempts(Operation.SPILL) == 1);
        time.advance(Duration.ofMillis(99));
        assertThat(outcome.isDone()).isFalse();
        time.advance(Duration.ofMillis(1));
        assertThat(answer(outcome)).isEqualTo(Outcome.TIMED_OUT);
        assertThat(sink.ledger().dropped()).isEqualTo(amount(1, 350));
        Arrays.fill(array, (byte) '!');

        fault = Fault.none();
        hung.countDown();
        assertThat(sink.flush(LONG).ok()).isTrue();
        assertBalanced(sink.close(LONG).ledger());
        assertThat(store.files()).isEmpty();
        assertThat(store.unpublishedFiles()).isZero();
        assertThat(sink.ledger().offered()).isEqualTo(amount(1, 350));
    }

    @Test
    void promise7_aRecordThatWasTakenIsAcceptedThoughTheTargetHangsNow() throws Exception {
        CountDownLatch hung = latch();
        RecordSink sink = open(settings().timeout(Duration.ofMillis(100)));
        fault = Fault.hang(hung).on(Operation.PUBLISH);
        assertThat(answer(writing(sink, record(350)))).isEqualTo(Outcome.ACCEPTED);
        assertThat(sink.ledger().buffered()).isEqualTo(amount(1, 350));
        hung.countDown();
        assertThat(sink.flush(LONG).ok()).isTrue();
        assertThat(sink.ledger().published()).isEqualTo(amount(1, 350));
    }

    @Test
    void promise14_anInterruptedCallerReturnsAtOnceAndNothingOfItsRecordIsPublished() throws Exception {
        CountDownLatch hung = latch();
        RecordSink sink = open(settings());
        fault = Fault.hang(hung).on(Operation.OPEN);
        Thread[] caller = new Thread[1];
        Future<Map.Entry<Outcome, Boolean>> outcome = callers.submit(() -> {
            caller[0] = Thread.currentThread();
            Outcome told = sink.write(record(350));
            return Map.entry(told, Thread.interrupted());
        });
        eventually(() -> attempts(Operation.OPEN) == 3);
        caller[0].interrupt();
        assertThat(answer(outcome)).isEqualTo(Map.entry(Outcome.TIMED_OUT, true));
        hung.countDown();
        assertBalanced(sink.close(LONG).ledger());
        assertThat(store.files()).isEmpty();
        assertThat(sink.ledger().dropped()).isEqualTo(amount(1, 350));
    }

    @Test
    void callersThatWaitWhileTheSinkClosesAreToldSoAtOnce() throws Exception {
        CountDownLatch hung = latch();
        RecordSink sink = open(settings().listener(new SinkListener() {
            @Override
            public void refused(int worker, Throwable cause) {
                refusals.add(cause);
            }
        }));
        fault = Fault.hang(hung).on(Operation.SPILL);
        List<Future<Outcome>> outcomes = new ArrayList<>();
        // All lanes hang in the target with the first ones; the last ones wait for a lane.
        for (int i = 0; i < SinkConfig.LANES + 2; i++) {
            outcomes.add(writing(sink, record(350)));
        }
        eventually(() -> attempts(Operation.SPILL) == SinkConfig.LANES);
        Future<?> closing = callers.submit(() -> sink.close(Duration.ofSeconds(4)));
        for (Future<Outcome> outcome : outcomes) {
            assertThat(answer(outcome)).isEqualTo(Outcome.CLOSED);
        }
        hung.countDown();
        answer(closing);
        assertThat(sink.ledger().rejected()).isEqualTo(amount(6, 2_100));
        assertThat(refusals).isEmpty();
        eventually(() -> store.liveTargets() == 0);
        assertThat(store.files()).isEmpty();
    }

    @Test
    void promise14_sourcesThatHangAndAFullQueueDoNotHoldUpTheBytesOfCallers() throws Exception {
        RecordSink sink = open(settings().queue(2));
        for (int i = 0; i < SinkConfig.SOURCE_LANES; i++) {
            StubbornSource hanging = new StubbornSource(latch(), false);
            sink.write(hanging);
            hanging.entered.await();
        }
        sink.write(Sources.whole(bytes("queued\n")));
        sink.write(Sources.whole(bytes("queued\n")));
        for (int i = 0; i < 3; i++) {
            assertThat(answer(writing(sink, record(101)))).isEqualTo(Outcome.ACCEPTED);
        }
        eventually(() -> sink.ledger().published().equals(amount(3, 303)));
    }

    @Test
    void promise12_flaw14_aTargetThatRefusesForAWhileGetsTheWholeRecordInTheEnd() throws Exception {
        // Time may go on by minutes in the middle of a read.
        RecordSink sink = open(settings().sourceTimeout(FOR_EVER));
        fault = Fault.refusal();
        Future<Outcome> outcome = writing(sink, record(350));
        sink.write(Sources.chunked(record(450), 77));
        eventually(() -> attempts(Operation.OPEN) >= 4);
        fault = Fault.refusal().on(Operation.SPILL);
        eventually(() -> {
            time.advance(Duration.ofSeconds(30));
            return attempts(Operation.SPILL) >= 2;
        });
        fault = Fault.refusal().on(Operation.PUBLISH);
        eventually(() -> {
            time.advance(Duration.ofSeconds(30));
            return attempts(Operation.PUBLISH) >= 2;
        });
        assertThat(answer(outcome)).isEqualTo(Outcome.ACCEPTED);
        fault = Fault.none();
        assertThat(sink.flush(LONG).ok()).isTrue();
        assertBalanced(sink.ledger());
        assertThat(store.files()).extracting(MemoryFile::length).containsExactlyInAnyOrder(350, 450);
        assertThat(store.files()).allSatisfy(file -> assertThat(file.bytes()).isEqualTo(record(file.length())));
    }

    @Test
    void theBackOffIsKeptToAndAFlushCutsItShort() throws Exception {
        WatchedTime early = new WatchedTime(new EarlyTime());
        RecordSink sink = open(settings().timeSource(early));
        fault = Fault.refusal();
        CountedSource source = Sources.whole(record(350));
        sink.write(source);
        eventually(() -> early.awaits("forebay-intake-") > 100);
        assertThat(attempts(Operation.OPEN)).isEqualTo(3);
        sink.flush(Duration.ZERO);
        eventually(() -> attempts(Operation.OPEN) == 4);
        fault = Fault.none();
        sink.flush(Duration.ZERO);
        eventually(() -> sink.ledger().published().equals(amount(1, 350)));
    }

    @Test
    void aTargetThatLosesWhatItHadTakenCostsTheRecordAndTheCallerMayTryAgain() throws Exception {
        RecordSink sink = open(settings());
        fault = lostData().on(Operation.SPILL).onCall(2);
        assertThat(answer(writing(sink, record(350)))).isEqualTo(Outcome.TIMED_OUT);
        assertThat(sink.ledger().dropped()).isEqualTo(amount(1, 350));
        assertThat(sink.write(record(350))).isEqualTo(Outcome.ACCEPTED);
        assertBalanced(sink.close(LONG).ledger());
        assertThat(store.files()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SPILL", "PUBLISH"})
    void aSourceWhoseSpilledBytesAreLostIsCountedAsDamaged(Operation operation) throws IOException {
        RecordSink sink = open(settings());
        fault = Fault.none()
                .and(lostData().onCall(operation == Operation.SPILL ? 2 : 1).on(operation));
        CountedSource source = Sources.chunked(record(350), 90);
        sink.write(source);
        eventually(() -> !sink.ledger().losses().isEmpty());
        fault = Fault.none();
        long bytes = operation == Operation.SPILL ? 0 : 350;
        assertThat(sink.ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.DAMAGED, amount(1, bytes)));
        eventually(() -> source.closes() == 1);
        assertBalanced(sink.close(LONG).ledger());
        assertThat(store.files()).isEmpty();
        assertThat(store.unpublishedFiles()).isZero();
    }

    @Test
    void aListenerHearsHowMuchIsLostWithALargeRecordThatTheTargetDamaged() throws Exception {
        CompletableFuture<Amount> heard = new CompletableFuture<>();
        RecordSink sink = open(settings().listener(new SinkListener() {
            @Override
            public void lost(LossReason reason, Amount lost) {
                heard.complete(lost);
            }
        }));
        fault = lostData().on(Operation.PUBLISH);
        assertThat(sink.write(record(250))).isEqualTo(Outcome.ACCEPTED);
        assertThat(heard.get(30, TimeUnit.SECONDS)).isEqualTo(amount(1, 250));
        fault = Fault.none();
        assertThat(sink.close(LONG).ledger().losses()).containsEntry(LossReason.DAMAGED, amount(1, 250));
    }

    private static Fault lostData() {
        return Fault.thrown(() ->
                new SpilledDataLostException("set aside by the test", Amount.ZERO, new IOException("no longer there")));
    }

    @Test
    void aShortSourceTimeoutDoesNotHoldForTheBytesOfCallers() throws IOException {
        RecordSink sink = open(settings().timeSource(new RunningTime()).sourceTimeout(Duration.ofMillis(1)));
        for (int i = 0; i < 20; i++) {
            assertThat(sink.write(record(5_000))).isEqualTo(Outcome.ACCEPTED);
        }
        assertBalanced(sink.close(LONG).ledger());
        assertThat(sink.ledger().published()).isEqualTo(amount(20, 100_000));
        assertThat(sink.ledger().failures()).isEmpty();
    }

    @Test
    void aCallerWhoNeverWaitsCanNotHandOverALargeRecord() throws IOException {
        RecordSink sink = open(settings().timeout(Duration.ZERO));
        fault = Fault.refusal();
        assertThat(sink.write(record(101))).isEqualTo(Outcome.TIMED_OUT);
        fault = Fault.none();
        assertBalanced(sink.close(LONG).ledger());
        assertThat(store.files()).isEmpty();
    }

    @Test
    void aRecordThatItsCallerHasTakenBackHoldsUpNoLaneAndNoFlush() throws Exception {
        RecordSink sink = open(settings().timeout(Duration.ofMillis(100)));
        fault = Fault.refusal();
        for (int i = 0; i < 2 * SinkConfig.LANES; i++) {
            Future<Outcome> outcome = writing(sink, record(350));
            eventually(() -> {
                time.advance(Duration.ofMillis(10));
                return outcome.isDone();
            });
            assertThat(answer(outcome)).isEqualTo(Outcome.TIMED_OUT);
        }
        assertThat(sink.flush(LONG).ok()).isTrue();
        sink.write(Sources.whole(bytes("small\n")));
        eventually(() -> sink.ledger().accepted().equals(amount(1, 6)));
    }
}
