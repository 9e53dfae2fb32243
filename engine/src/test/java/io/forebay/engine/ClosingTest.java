package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.FlushReport;
import io.forebay.api.FlushReport.Status;
import io.forebay.api.LossReason;
import io.forebay.api.Published;
import io.forebay.api.RecordSink;
import io.forebay.api.SinkListener;
import io.forebay.api.TimeSource;
import io.forebay.testkit.CountedSource;
import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;
import io.forebay.testkit.Sources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a close saves, says and leaves behind. */
class ClosingTest extends TroubleFixture {
    private static final Duration FOUR_SECONDS = Duration.ofSeconds(4);

    @Test
    void flaw7_whatIsInMemoryIsPublished() throws IOException {
        RecordSink sink = open(settings().workers(4));
        for (int i = 0; i < 5; i++) {
            sink.write(new byte[10]);
            sink.write(Sources.whole(new byte[10]));
            sink.write(Sources.whole(new byte[150]));
        }
        CloseReport report = sink.close(LONG);
        assertThat(report.clean()).isTrue();
        assertBalanced(report.ledger());
        assertThat(report.ledger().published()).isEqualTo(amount(15, 850));
    }

    @Test
    void whatTheTargetRefusesUntilTheDeadlineIsLost() throws IOException {
        RecordSink sink = open(settings());
        fault = Fault.refusal().on(Operation.PUBLISH);
        sink.write(new byte[100]);
        sink.write(new byte[60]);
        CloseReport report = closing(sink, FOUR_SECONDS);
        assertBalanced(report.ledger());
        assertThat(report.ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.DEADLINE, amount(2, 160)));
        assertThat(report.leftovers()).isEmpty();
        assertThat(store.liveTargets()).isZero();
    }

    @Test
    void whatWasSpilledIsNotLostButRecoverable() throws IOException {
        RecordSink sink = open(settings().rollSize(1_000));
        for (int i = 0; i < 4; i++) {
            sink.write(new byte[100]);
        }
        sink.write(new byte[10]);
        eventually(() -> attempts(Operation.SPILL) == 4);
        fault = Fault.refusal().on(Operation.PUBLISH, Operation.SPILL);
        CloseReport report = closing(sink, FOUR_SECONDS);
        assertBalanced(report.ledger());
        assertThat(report.ledger().losses())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(LossReason.RECOVERABLE, amount(4, 400), LossReason.DEADLINE, amount(1, 10)));
        fault = Fault.none();
        open(settings());
        assertThat(content()).hasSize(400);
    }

    @Test
    void aLargeRecordThatIsRefusedUntilTheDeadlineIsCountedByWhatTheTargetKeeps() throws IOException {
        RecordSink sink = open(settings());
        fault = Fault.refusal().on(Operation.PUBLISH);
        sink.write(Sources.whole(new byte[350]));
        eventually(() -> attempts(Operation.PUBLISH) == 1);
        CloseReport report = closing(sink, FOUR_SECONDS);
        assertBalanced(report.ledger());
        assertThat(report.ledger().lost()).isEqualTo(amount(1, 350));
        assertThat(report.ledger().losses().keySet())
                .isSubsetOf(LossReason.RECOVERABLE, LossReason.DEADLINE)
                .hasSize(1);
        assertThat(report.leftovers()).isEmpty();
    }

    @Test
    void promise6_sourcesThatAreNotReadInTimeAreCountedAndClosed() throws Exception {
        RecordSink sink = open(settings());
        List<CountedSource> sources = new ArrayList<>();
        for (int i = 0; i < SinkConfig.SOURCE_LANES; i++) {
            StubbornSource hanging = new StubbornSource(latch(), true);
            sources.add(hanging);
            sink.write(hanging);
            hanging.entered.await();
        }
        for (int i = 0; i < 10; i++) {
            CountedSource queued = Sources.whole(new byte[10]);
            sources.add(queued);
            sink.write(queued);
        }
        sink.write(new byte[7]);
        CloseReport report = closing(sink, FOUR_SECONDS);
        assertBalanced(report.ledger());
        assertThat(report.ledger().losses())
                .containsExactlyEntriesOf(Map.of(LossReason.UNREAD, amount(sources.size(), 0)));
        assertThat(report.ledger().published()).isEqualTo(amount(1, 7));
        eventually(() -> sources.stream().allMatch(source -> source.closes() == 1));
        eventually(() -> store.liveTargets() == 0);
    }

    @Test
    void promise6_aSourceWhoseCloseHangsKeepsNoOtherFromBeingClosed() throws Exception {
        CountDownLatch hung = latch();
        RecordSink sink = open(settings());
        for (int i = 0; i < SinkConfig.SOURCE_LANES; i++) {
            StubbornSource hanging = new StubbornSource(hung, false);
            sink.write(hanging);
            hanging.entered.await();
        }
        sink.write(new StubbornSource(hung, false) {
            @Override
            protected void closed() {
                awaitDeaf(hung);
            }
        });
        List<CountedSource> others = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            CountedSource queued = Sources.whole(new byte[10]);
            others.add(queued);
            sink.write(queued);
        }
        CloseReport report = closing(sink, FOUR_SECONDS);
        assertBalanced(report.ledger());
        assertThat(report.leftovers()).anySatisfy(line -> assertThat(line).contains("forebay-closer"));
        eventually(() -> others.stream().allMatch(source -> source.closes() == 1));
    }

    @Test
    void aTargetThatIsWellAgainSoonAfterTheCloseBeganTakesAllThoughItHadBeenIllForLong() throws Exception {
        RecordSink sink = open(settings());
        fault = Fault.refusal();
        sink.write(new byte[100]);
        sink.write(new byte[100]);
        sink.write(Sources.whole(new byte[350]));
        for (int i = 0; i < 10; i++) {
            sink.write(Sources.whole(new byte[90]));
        }
        for (int i = 1; i <= 12; i++) {
            int before = i;
            sink.flush(Duration.ZERO);
            eventually(() -> attempts(Operation.PUBLISH) >= before && attempts(Operation.OPEN) > before);
        }
        int before = attempts(Operation.PUBLISH);
        Future<CloseReport> report = callers.submit(() -> sink.close(Duration.ofSeconds(16)));
        eventually(() -> attempts(Operation.PUBLISH) > before);
        time.advance(Duration.ofSeconds(1));
        fault = Fault.none();
        eventually(() -> {
            if (store.files().stream().filter(file -> file.length() >= 100).count() < 3) {
                time.advance(Duration.ofMillis(20));
            }
            return report.isDone();
        });
        assertThat(answer(report).ledger().published()).isEqualTo(amount(13, 1_450));
        assertThat(answer(report).clean()).isTrue();
    }

    @Test
    void aSourceThatIsBeingClosedGetsNoSecondThreadForThat() throws Exception {
        CountDownLatch hung = latch();
        AtomicInteger closersStarted = new AtomicInteger();
        long second = Duration.ofSeconds(1).toNanos();
        SinkConfig config = new SinkConfig(1, 100, 0, 10, 1_000, 100, 0, second, null, time);
        Engine engine = Engine.open(config, target(), thread -> {
            if (thread.getName().equals("forebay-closer")) {
                closersStarted.incrementAndGet();
            }
            thread.start();
        });
        List<CountedSource> sources = new ArrayList<>();
        for (int i = 0; i < SinkConfig.SOURCE_LANES; i++) {
            StubbornSource hanging = new StubbornSource(hung, false) {
                @Override
                protected void closed() {
                    awaitDeaf(hung);
                }
            };
            sources.add(hanging);
            engine.intake.enqueue(new Handoff(hanging), Deadline.in(time, 0));
            hanging.entered.await();
        }
        eventually(() -> {
            time.advance(Duration.ofSeconds(1));
            return engine.intake.idle();
        });
        eventually(() -> sources.stream().allMatch(source -> source.closes() == 1));
        Future<CloseReport> report = callers.submit(() -> new Closing(engine).close(FOR_EVER));
        eventually(() -> store.liveTargets() == 0);
        hung.countDown();
        assertThat(answer(report).leftovers()).isEmpty();
        assertThat(closersStarted).hasValue(SinkConfig.SOURCE_LANES);
    }

    /** Throws when it is read, and waits when it is closed, until it is let go or interrupted. */
    private final class SlowToClose extends CountedSource {
        final CountDownLatch closing = new CountDownLatch(1);
        final CountDownLatch released = latch();
        final AtomicBoolean interrupted = new AtomicBoolean();

        SlowToClose() {
            super("a source that fails, and takes long to close");
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            throw new IOException("torn");
        }

        @Override
        protected void closed() {
            closing.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        }
    }

    private SlowToClose closingSource(RecordSink sink) throws InterruptedException {
        SlowToClose slow = new SlowToClose();
        sink.write(slow);
        slow.closing.await();
        return slow;
    }

    @Test
    void aSourceThatHasFailedIsClosedInPeaceWhileThereIsTime() throws Exception {
        RecordSink sink = open(settings());
        SlowToClose slow = closingSource(sink);
        Future<CloseReport> report = callers.submit(() -> sink.close(LONG));
        eventually(() -> store.liveTargets() == 0);
        slow.released.countDown();
        assertThat(answer(report).leftovers()).isEmpty();
        assertThat(slow.interrupted).isFalse();
        assertThat(slow.closes()).isEqualTo(1);
    }

    @Test
    void aSourceThatHasFailedAndDoesNotCloseIsInterruptedWhenTheTimeIsNearlyUp() throws Exception {
        RecordSink sink = open(settings());
        SlowToClose slow = closingSource(sink);
        Future<CloseReport> report = callers.submit(() -> sink.close(FOUR_SECONDS));
        eventually(() -> store.liveTargets() == 0);
        time.advance(Duration.ofMillis(3_400));
        assertThat(slow.interrupted).as("with a tenth of a second left").isFalse();
        time.advance(Duration.ofMillis(200));
        eventually(slow.interrupted::get);
        assertThat(answer(report).leftovers()).isEmpty();
        assertThat(slow.closes()).isEqualTo(1);
    }

    @Test
    void aSourceThatClosesTheSinkWhenItIsClosedDoesNotWaitForItself() throws Exception {
        RecordSink sink = open(settings());
        AtomicReference<CloseReport> report = new AtomicReference<>();
        sink.write(new CountedSource("a source that fails, and ends its sink") {
            @Override
            public int read(ByteBuffer target) throws IOException {
                throw new IOException("torn");
            }

            @Override
            protected void closed() {
                report.set(sink.close(LONG));
            }
        });
        eventually(() -> report.get() != null);
        assertThat(report.get().leftovers()).isEmpty();
        eventually(() -> store.liveTargets() == 0);
    }

    @Test
    void aDeadlineOfZeroOnlyAsks() throws IOException {
        RecordSink sink = open(settings());
        sink.write(new byte[10]);
        CloseReport report = sink.close(Duration.ZERO);
        assertThat(report.ledger().buffered()).isEqualTo(Amount.ZERO);
        eventually(() -> store.liveTargets() == 0);
        assertBalanced(sink.ledger());
        assertThat(sink.ledger().published().plus(sink.ledger().lost())).isEqualTo(amount(1, 10));
    }

    @Test
    void aSecondCloseReturnsTheReportOfTheFirst() throws IOException {
        RecordSink sink = open(settings());
        sink.write(new byte[10]);
        CloseReport first = sink.close(LONG);
        assertThat(sink.close(LONG)).isSameAs(first);
        sink.close();
        assertThat(sink.flush(LONG).status()).isEqualTo(Status.CLOSED);
    }

    /** That a JVM which ends closes it is in {@link ShutdownTest}. */
    @Test
    void aSinkThatWouldBeClosedAtShutdownMayBeClosedBefore() throws IOException {
        RecordSink sink = open(settings().closeAtShutdown(LONG));
        sink.write(new byte[10]);
        CloseReport report = sink.close(LONG);
        assertThat(report.clean()).isTrue();
        assertThat(sink.close(LONG)).isSameAs(report);
    }

    @Test
    void manyWhoCloseAtOnceGetOneReport() throws Exception {
        RecordSink sink = open(settings());
        sink.write(new byte[10]);
        List<Future<CloseReport>> reports = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            reports.add(callers.submit(() -> sink.close(LONG)));
        }
        Set<CloseReport> different = new HashSet<>();
        for (Future<CloseReport> report : reports) {
            different.add(answer(report));
        }
        assertThat(different)
                .singleElement()
                .satisfies(report -> assertThat(report.clean()).isTrue());
    }

    @Test
    void aSecondCloseWaitsNoLongerThanItsOwnDeadline() throws Exception {
        CountDownLatch hung = latch();
        RecordSink sink = open(settings());
        fault = Fault.hang(hung).on(Operation.PUBLISH);
        sink.write(new byte[10]);
        Future<CloseReport> first = callers.submit(() -> sink.close(FOR_EVER));
        eventually(() -> attempts(Operation.PUBLISH) == 1);
        assertThat(sink.close(Duration.ZERO).leftovers())
                .singleElement()
                .asString()
                .contains("still closing");
        hung.countDown();
        assertThat(answer(first).clean()).isTrue();
    }

    @Test
    void promise14_anInterruptCostsNoRecordAndStaysSet() throws Exception {
        CountDownLatch hung = latch();
        RecordSink sink = open(settings());
        fault = Fault.hang(hung).on(Operation.PUBLISH);
        sink.write(new byte[10]);
        AtomicReference<Thread> closer = new AtomicReference<>();
        Future<Map.Entry<Boolean, Boolean>> closed = callers.submit(() -> {
            closer.set(Thread.currentThread());
            Thread.currentThread().interrupt();
            boolean clean = sink.close(FOR_EVER).clean();
            return Map.entry(clean, Thread.interrupted());
        });
        eventually(() -> attempts(Operation.PUBLISH) == 1);
        closer.get().interrupt();
        hung.countDown();
        assertThat(answer(closed)).isEqualTo(Map.entry(true, true));
        assertThat(content()).hasSize(10);
    }

    @Test
    void aListenerMayCloseItsSink() throws IOException {
        AtomicReference<RecordSink> self = new AtomicReference<>();
        AtomicReference<CloseReport> report = new AtomicReference<>();
        RecordSink sink = open(settings().listener(new SinkListener() {
            @Override
            public void published(Published published) {
                report.compareAndSet(null, self.get().close(LONG));
            }
        }));
        self.set(sink);
        sink.write(new byte[100]);
        sink.write(new byte[50]);
        eventually(() -> report.get() != null);
        assertThat(report.get().clean()).isTrue();
        assertBalanced(report.get().ledger());
    }

    @Test
    void aListenerThatClosesWhileAnotherClosesHoldsUpNobody() throws Exception {
        AtomicReference<RecordSink> self = new AtomicReference<>();
        CountDownLatch closing = latch();
        RecordSink sink = open(settings().listener(new SinkListener() {
            @Override
            public void published(Published published) {
                closing.countDown();
                self.get().close(FOR_EVER);
            }
        }));
        self.set(sink);
        sink.write(new byte[100]);
        Future<CloseReport> report = callers.submit(() -> sink.close(FOR_EVER));
        assertThat(answer(report).clean()).isTrue();
        assertThat(closing.getCount()).isZero();
    }

    @Test
    void promise11_noThreadAndNoTargetRemain() throws IOException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        RecordSink one = open(settings().workers(3));
        RecordSink other = open(settings().workers(2));
        one.write(new byte[10]);
        one.write(Sources.whole(new byte[1_000]));
        assertThat(sinkThreads(before)).hasSize(3 + 2 + 2 * (SinkConfig.LANES + 2));
        assertThat(one.close(LONG).leftovers()).isEmpty();
        other.close(LONG);
        eventually(() -> sinkThreads(before).isEmpty());
        assertThat(store.liveTargets()).isZero();
        assertThat(store.unpublishedFiles()).isZero();
    }

    private static List<String> sinkThreads(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("forebay-"))
                .toList();
    }

    @Test
    void aTargetThatCanNotCloseIsTold() throws IOException {
        RecordSink sink = open(settings());
        fault = Fault.thrown(() -> new StackOverflowError("the lock is gone")).on(Operation.CLOSE);
        assertThat(sink.close(LONG).leftovers()).singleElement().asString().contains("the lock is gone");
    }

    private Engine engine(TimeSource time) throws IOException {
        return Engine.open(
                new SinkConfig(1, 100, Long.MAX_VALUE, 10, 1_000, 100, 0, Long.MAX_VALUE, null, time), target());
    }

    @Test
    void promise10_aFlushThatIsInterruptedCountsWhatSourcesHaveAddedMeanwhile() throws Exception {
        fault = Fault.refusal().on(Operation.PUBLISH);
        InterruptingTime interrupting = new InterruptingTime();
        Engine engine = engine(interrupting);
        CountDownLatch read = new CountDownLatch(1);
        CountedSource slow = new CountedSource("a slow source") {
            private boolean ended;

            @Override
            public int read(ByteBuffer buffer) {
                if (ended) {
                    return -1;
                }
                try {
                    read.await();
                } catch (InterruptedException e) {
                    return -1;
                }
                ended = true;
                buffer.put((byte) 'x');
                return 1;
            }
        };
        engine.intake.enqueue(new Handoff(slow), Deadline.in(interrupting, 0));
        interrupting.interruptOnce(Thread.currentThread(), () -> {
            read.countDown();
            while (!engine.intake.idle()) {
                Thread.onSpinWait();
            }
        });
        FlushReport report = new Barrier(engine).await(Deadline.in(interrupting, Long.MAX_VALUE));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.status()).isEqualTo(Status.TIMED_OUT);
        assertThat(report.pending()).isEqualTo(1);
        fault = Fault.none();
        new Closing(engine).close(LONG);
    }

    @Test
    void promise10_aFlushThatIsInterruptedWhenAllIsPublishedIsOk() throws Exception {
        fault = Fault.refusal().on(Operation.PUBLISH);
        InterruptingTime interrupting = new InterruptingTime();
        Engine engine = engine(interrupting);
        engine.admission.admit(new byte[10], null, 0, 10);
        interrupting.interruptOnce(Thread.currentThread(), () -> {
            fault = Fault.none();
            while (engine.workers.get(0).settled() == 0) {
                Thread.onSpinWait();
            }
        });
        FlushReport report = new Barrier(engine).await(Deadline.in(interrupting, Long.MAX_VALUE));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.status()).isEqualTo(Status.OK);
        new Closing(engine).close(LONG);
    }

    @Test
    void promise10_aFlushThatIsInterruptedCountsTheSourceThatIsStillRead() throws Exception {
        InterruptingTime interrupting = new InterruptingTime();
        Engine engine = engine(interrupting);
        CountDownLatch blocked = latch();
        engine.intake.enqueue(new Handoff(Sources.blocking(new byte[64], blocked)), Deadline.in(interrupting, 0));
        interrupting.interruptOnce(Thread.currentThread(), () -> {});
        FlushReport report = new Barrier(engine).await(Deadline.in(interrupting, Long.MAX_VALUE));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.status()).isEqualTo(Status.TIMED_OUT);
        assertThat(report.pending()).isEqualTo(1);
        blocked.countDown();
        new Closing(engine).close(LONG);
    }
}
