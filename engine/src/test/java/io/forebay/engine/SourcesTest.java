package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.FailReason;
import io.forebay.api.FlushReport;
import io.forebay.api.LossReason;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.TimeSource;
import io.forebay.testkit.CountedSource;
import io.forebay.testkit.Fault;
import io.forebay.testkit.Sources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a source can go, and that it goes alone. */
class SourcesTest extends TroubleFixture {
    private static final byte[] SMALL = bytes("a record\n");
    private static final byte[] LARGE = new byte[345];

    private interface Reading {
        int read(ByteBuffer target) throws IOException;
    }

    private static CountedSource source(Reading reading) {
        return new CountedSource("a source of a test") {
            @Override
            public int read(ByteBuffer target) throws IOException {
                return reading.read(target);
            }
        };
    }

    static Stream<Named<CountedSource>> goodSources() {
        return Stream.of(
                Named.of("whole", Sources.whole(SMALL)),
                Named.of("byte by byte", Sources.chunked(SMALL, 1)),
                Named.of("with nothing at times", Sources.hesitant(SMALL, 5)),
                Named.of("of one buffer", Sources.whole(new byte[100])),
                Named.of("of one buffer and a byte", Sources.whole(new byte[101])),
                Named.of("of three buffers", Sources.chunked(new byte[300], 7)),
                Named.of("large, with nothing at times", Sources.hesitant(LARGE, 100)),
                Named.of("empty", Sources.whole(new byte[0])),
                Named.of("that interrupts its thread", interrupting()));
    }

    private static CountedSource interrupting() {
        CountedSource whole = Sources.whole(SMALL);
        return source(target -> {
            Thread.currentThread().interrupt();
            return whole.read(target);
        });
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("goodSources")
    void promise6_aGoodSourceIsPublishedAndClosedOnce(CountedSource source) throws IOException {
        RecordSink sink = open(settings());
        assertThat(sink.write(source)).isEqualTo(Outcome.ACCEPTED);
        assertThat(sink.flush(LONG).ok()).isTrue();
        assertThat(sink.ledger().published().records()).isEqualTo(1);
        assertBalanced(sink.close(LONG).ledger());
        assertThat(source.closes()).isEqualTo(1);
    }

    static Stream<Named<CountedSource>> throwingSources() {
        return Stream.of(
                Named.of("an exception at once", failing(0, new IOException("broken"))),
                Named.of("an exception half way", failing(50, new IOException("broken"))),
                Named.of("an exception after more than a buffer", failing(250, new IOException("broken"))),
                Named.of("an unchecked exception", failing(50, new IllegalStateException("broken"))),
                Named.of("an error", failing(50, new StackOverflowError("broken"))),
                Named.of("a lack of memory at once", failing(0, new OutOfMemoryError("broken"))),
                Named.of("a lack of memory half way", failing(250, new OutOfMemoryError("broken"))),
                Named.of("when it is closed", Sources.failingToClose(SMALL)),
                Named.of("when it is closed, and is large", Sources.failingToClose(LARGE)));
    }

    private static CountedSource failing(int after, Throwable thrown) {
        return Sources.failing(new byte[after], () -> thrown);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("throwingSources")
    void promise14_flaw4_aSourceThatThrowsLeavesNothingBehind(CountedSource source) throws IOException {
        assertFailsAlone(source, FailReason.THREW);
    }

    static Stream<Named<CountedSource>> lyingSources() {
        return Stream.of(
                Named.of("claims too much", Sources.lying(SMALL, 1)),
                Named.of("claims too little", Sources.lying(SMALL, -1)),
                Named.of("claims more than there is room for", source(target -> target.remaining() + 1)),
                Named.of("claims less than nothing", source(target -> -2)),
                Named.of("claims without giving", source(target -> 1)),
                Named.of("gives without claiming", source(target -> {
                    target.put((byte) 1);
                    return 0;
                })),
                Named.of("gives at its end", source(target -> {
                    target.put((byte) 1);
                    return -1;
                })),
                Named.of("moves the limit", Sources.meddling(SMALL)),
                Named.of("lies after more than a buffer", lyingLate()));
    }

    private static CountedSource lyingLate() {
        CountedSource honest = Sources.endless();
        int[] reads = new int[1];
        return source(target -> ++reads[0] < 3 ? honest.read(target) : 1);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("lyingSources")
    void aSourceThatLiesIsFoundOut(CountedSource source) throws IOException {
        assertFailsAlone(source, FailReason.LIED);
    }

    @Test
    void aSourceWithoutEndIsTooLarge() throws IOException {
        assertFailsAlone(Sources.endless(), FailReason.TOO_LARGE);
    }

    @Test
    void theLimitHoldsForSourcesThatFitABuffer() throws IOException {
        RecordSink sink = open(settings().maxRecordBytes(10));
        sink.write(Sources.whole(new byte[11]));
        assertFailed(sink, FailReason.TOO_LARGE);
        sink.write(Sources.whole(new byte[10]));
        assertThat(sink.flush(LONG).ok()).isTrue();
        assertThat(sink.ledger().published()).isEqualTo(amount(1, 10));
    }

    private void assertFailsAlone(CountedSource source, FailReason reason) throws IOException {
        RecordSink sink = open(settings().maxRecordBytes(1_000));
        sink.write(bytes("before\n"));
        assertThat(sink.write(source)).isEqualTo(Outcome.ACCEPTED);
        assertFailed(sink, reason);
        sink.write(bytes("after\n"));
        assertThat(sink.write(Sources.chunked(SMALL, 4))).isEqualTo(Outcome.ACCEPTED);

        assertBalanced(sink.close(LONG).ledger());
        assertThat(content()).isEqualTo("before\nafter\na record\n");
        assertThat(store.unpublishedFiles()).isZero();
        assertThat(sink.ledger().accepted()).isEqualTo(amount(4, 22));
        assertThat(source.closes()).isEqualTo(1);
    }

    static Stream<Named<Function<CountDownLatch, CountedSource>>> stallingSources() {
        return Stream.of(
                Named.of("gives 0 for ever", latch -> Sources.silent(new byte[0])),
                Named.of("gives 0 for ever after some bytes", latch -> Sources.silent(new byte[64])),
                Named.of("gives 0 for ever after more than a buffer", latch -> Sources.silent(new byte[192])),
                Named.of("blocks until it is interrupted", latch -> Sources.blocking(new byte[64], latch)),
                Named.of("blocks until it is closed", latch -> new StubbornSource(latch, true)));
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("stallingSources")
    void flaw3_aSourceThatStallsFailsWhenItsTimeIsUp(Function<CountDownLatch, CountedSource> kind) throws IOException {
        RecordSink sink = open(settings().sourceTimeout(Duration.ofSeconds(10)));
        CountedSource source = kind.apply(latch());
        CountDownLatch read = new CountDownLatch(3);
        sink.write(new CountedSource("counts reads") {
            @Override
            public int read(ByteBuffer target) throws IOException {
                read.countDown();
                return source.read(target);
            }

            @Override
            protected void closed() throws IOException {
                source.close();
            }
        });
        eventually(() -> read.getCount() < 3);
        time.advance(Duration.ofSeconds(9));
        assertThat(sink.ledger().failures()).isEmpty();
        // More than the one second that is left: what passes between two reads does not count.
        eventually(() -> {
            time.advance(Duration.ofSeconds(1));
            return !sink.ledger().failures().isEmpty();
        });
        assertFailed(sink, FailReason.STALLED);

        sink.write(Sources.whole(SMALL));
        assertBalanced(sink.close(LONG).ledger());
        assertThat(content()).isEqualTo("a record\n");
        assertThat(store.unpublishedFiles()).isZero();
        assertThat(source.closes()).isEqualTo(1);
    }

    @Test
    void promise6_aSourceThatNeverComesBackCostsOneLaneAndNothingElse() throws Exception {
        CountDownLatch never = latch();
        RecordSink sink = open(settings().sourceTimeout(Duration.ofSeconds(10)));
        StubbornSource source = new StubbornSource(never, false);
        sink.write(source);
        source.entered.await();
        time.advance(Duration.ofSeconds(10));
        assertFailed(sink, FailReason.STALLED);
        for (int i = 0; i < 10; i++) {
            sink.write(Sources.whole(SMALL));
        }
        assertThat(sink.flush(LONG).ok()).isTrue();
        assertThat(sink.ledger().published()).isEqualTo(amount(10, 90));

        CloseReport report = closing(sink, Duration.ofSeconds(4));
        assertBalanced(report.ledger());
        assertThat(report.leftovers())
                .singleElement()
                .asString()
                .contains("forebay-intake-")
                .contains("daemon");
        never.countDown();
        eventually(() -> source.closes() == 1);
        assertThat(sink.ledger()).isEqualTo(report.ledger());
    }

    @Test
    void theTimeOfASourceDoesNotRunWhileTheTargetRefusesItsRecord() throws IOException {
        RecordSink sink = open(settings().sourceTimeout(Duration.ofSeconds(10)));
        fault = Fault.refusal();
        CountedSource source = Sources.chunked(LARGE, 50);
        sink.write(source);
        eventually(() -> attempts(Fault.Operation.SPILL) > 0 || attempts(Fault.Operation.OPEN) > 2);
        time.advance(Duration.ofSeconds(11));
        fault = Fault.none();
        assertThat(sink.flush(LONG).ok()).isTrue();
        assertThat(sink.ledger().published()).isEqualTo(amount(1, 345));
        assertThat(source.closes()).isEqualTo(1);
    }

    @Test
    void aSourceMayUseTheSinkThatReadsIt() throws IOException {
        RecordSink sink = open(settings());
        int[] reads = new int[1];
        CountedSource inner = Sources.whole(bytes("inner\n"));
        CountedSource outer = Sources.whole(bytes("outer\n"));
        sink.write(source(target -> {
            if (reads[0]++ == 0) {
                sink.write(bytes("bytes\n"));
                sink.write(inner);
                sink.flush(Duration.ZERO);
                sink.ledger();
            }
            return outer.read(target);
        }));
        // The first flush may begin before the inner source is queued, and then does not answer for it.
        eventually(() -> sink.flush(LONG).ok() && sink.ledger().published().records() == 3);
        assertThat(content().lines()).containsExactlyInAnyOrder("bytes", "inner", "outer");
    }

    @Test
    void promise11_aLargeSourceThatHangsDoesNotKeepTheTargetOpen() throws Exception {
        CountDownLatch never = latch();
        CountDownLatch entered = latch();
        RecordSink sink = open(settings());
        CountedSource large = Sources.whole(new byte[101]);
        CountedSource hanging = source(target -> {
            int count = large.read(target);
            if (count < 0) {
                entered.countDown();
                awaitDeaf(never);
            }
            return count;
        });
        sink.write(hanging);
        entered.await();
        sink.write(bytes("bytes\n"));
        CloseReport report = closing(sink, Duration.ofSeconds(4));
        assertThat(store.liveTargets()).isZero();
        assertThat(report.leftovers()).hasSize(1).allMatch(left -> left.startsWith("The thread forebay-intake-"));
        assertThat(report.ledger().losses()).containsExactlyEntriesOf(Map.of(LossReason.UNREAD, amount(1, 0)));
        assertThat(content()).isEqualTo("bytes\n");
        never.countDown();
        eventually(() -> hanging.closes() == 1);
        assertBalanced(sink.ledger());
    }

    @Test
    void promise11_aSourceMayCloseTheSinkThatReadsIt() throws IOException {
        RecordSink sink = open(settings());
        sink.write(bytes("bytes\n"));
        CountedSource source = source(target -> {
            sink.close(Duration.ZERO);
            return -1;
        });
        sink.write(source);
        eventually(() -> store.liveTargets() == 0 && source.closes() == 1);
        eventually(() -> sink.ledger().buffered().equals(Amount.ZERO));
        assertThat(sink.ledger().lost().records() + sink.ledger().published().records())
                .isEqualTo(2);
    }

    @Test
    void promise6_aSourceIsClosedInTheCallersThreadWhenItIsNotTaken() throws Exception {
        CountDownLatch never = latch();
        RecordSink sink = open(settings().queue(1).timeout(Duration.ZERO));
        for (int i = 0; i < SinkConfig.SOURCE_LANES; i++) {
            StubbornSource hanging = new StubbornSource(never, false);
            sink.write(hanging);
            hanging.entered.await();
        }
        CountedSource queued = Sources.whole(SMALL);
        assertThat(sink.write(queued)).isEqualTo(Outcome.ACCEPTED);
        CountedSource dropped = Sources.whole(SMALL);
        assertThat(sink.write(dropped)).isEqualTo(Outcome.TIMED_OUT);
        assertThat(dropped.closes()).isEqualTo(1);
        CountedSource unclosable = Sources.failingToClose(SMALL);
        assertThat(sink.write(unclosable)).isEqualTo(Outcome.TIMED_OUT);
        assertThat(unclosable.closes()).isEqualTo(1);
        assertThat(sink.ledger().dropped()).isEqualTo(amount(2, 0));

        never.countDown();
        sink.close(LONG);
        assertThat(queued.closes()).isEqualTo(1);
        CountedSource late = Sources.whole(SMALL);
        assertThat(sink.write(late)).isEqualTo(Outcome.CLOSED);
        assertThat(late.closes()).isEqualTo(1);
        assertThat(sink.ledger().rejected()).isEqualTo(amount(1, 0));
    }

    @Test
    void promise6_promise7_aCallerWhoWaitsForTheQueueIsAnsweredAndItsSourceClosed() throws Exception {
        CountDownLatch never = latch();
        RecordSink sink = open(settings().queue(1).timeout(Duration.ofMillis(100)));
        for (int i = 0; i < SinkConfig.SOURCE_LANES; i++) {
            StubbornSource hanging = new StubbornSource(never, false);
            sink.write(hanging);
            hanging.entered.await();
        }
        sink.write(Sources.whole(SMALL));

        CountedSource timedOut = Sources.whole(SMALL);
        var outcome = callers.submit(() -> sink.write(timedOut));
        eventually(() -> {
            time.advance(Duration.ofMillis(50));
            return outcome.isDone();
        });
        assertThat(answer(outcome)).isEqualTo(Outcome.TIMED_OUT);
        assertThat(timedOut.closes()).isEqualTo(1);

        CountedSource interrupted = Sources.whole(SMALL);
        var flagged = callers.submit(() -> {
            Thread.currentThread().interrupt();
            Outcome told = sink.write(interrupted);
            return Map.entry(told, Thread.interrupted());
        });
        assertThat(answer(flagged)).isEqualTo(Map.entry(Outcome.TIMED_OUT, true));
        assertThat(interrupted.closes()).isEqualTo(1);
        assertThat(sink.ledger().dropped()).isEqualTo(amount(2, 0));
    }

    @Test
    void aHangingSourceDoesNotKeepTheWatchdogBusy() throws Exception {
        WatchedTime watched = new WatchedTime(TimeSource.system());
        CountDownLatch never = latch();
        RecordSink sink = open(settings().sourceTimeout(Duration.ofMillis(1)).timeSource(watched));
        StubbornSource source = new StubbornSource(never, false);
        sink.write(source);
        source.entered.await();
        assertFailed(sink, FailReason.STALLED);
        watched.forget();
        eventually(() -> watched.longest("forebay-watchdog") > 0);
        assertThat(watched.longest("forebay-watchdog"))
                .isEqualTo(Duration.ofMillis(1).toNanos());
    }

    /** A source that blocks, deaf to interrupts, until it is closed, and then does what a test wants. */
    private static CountedSource blockingUntilClosed(CountDownLatch closed, Callable<Void> atClose) {
        return new CountedSource("a source that blocks until it is closed") {
            @Override
            public int read(ByteBuffer target) {
                awaitDeaf(closed);
                return -1;
            }

            @Override
            protected void closed() throws IOException {
                closed.countDown();
                try {
                    atClose.call();
                } catch (IOException e) {
                    throw e;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    @Test
    void promise6_aSourceThatStallsAndCanNotBeClosedIsClosedOnceAndCostsNothingMore() throws IOException {
        RecordSink sink = open(settings().sourceTimeout(Duration.ofSeconds(10)));
        CountedSource source = blockingUntilClosed(latch(), () -> {
            throw new IOException("can not close");
        });
        sink.write(source);
        eventually(() -> {
            time.advance(Duration.ofSeconds(1));
            return !sink.ledger().failures().isEmpty();
        });
        sink.write(Sources.whole(SMALL));
        assertBalanced(sink.close(LONG).ledger());
        assertThat(sink.ledger().failures()).containsExactlyEntriesOf(Map.of(FailReason.STALLED, 1L));
        assertThat(content()).isEqualTo("a record\n");
        assertThat(source.closes()).isEqualTo(1);
    }

    @Test
    void promise11_aSourceWhoseCloseHangsHoldsItsLaneAndBothAreNamed() throws IOException {
        CountDownLatch hanging = latch();
        RecordSink sink = open(settings().sourceTimeout(Duration.ofSeconds(10)));
        CountedSource source = blockingUntilClosed(latch(), () -> {
            awaitDeaf(hanging);
            return null;
        });
        sink.write(source);
        eventually(() -> {
            time.advance(Duration.ofSeconds(1));
            return source.closes() == 1;
        });
        CloseReport report = closing(sink, Duration.ofSeconds(4));
        assertThat(report.leftovers())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("forebay-intake-"))
                .anySatisfy(line -> assertThat(line).contains("forebay-closer"));
        assertBalanced(report.ledger());
        hanging.countDown();
        eventually(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("forebay-intake-")));
        assertThat(source.closes()).isEqualTo(1);
    }

    /** Throws when it is read; then its close does what a latch lets it do. */
    private static CountedSource throwingThenHanging(Callable<Void> atClose) {
        return new CountedSource("throws, and hangs when it is closed") {
            @Override
            public int read(ByteBuffer target) throws IOException {
                throw new IOException("broken");
            }

            @Override
            protected void closed() throws IOException {
                try {
                    atClose.call();
                } catch (IOException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IOException(e);
                }
            }
        };
    }

    @Test
    void promise10_aFlushDoesNotWaitForTheCloseOfASourceThatHasFailed() throws IOException {
        CountDownLatch hanging = latch();
        RecordSink sink = open(settings().sourceTimeout(Duration.ofSeconds(10)));
        CountedSource source = throwingThenHanging(() -> {
            awaitDeaf(hanging);
            return null;
        });
        sink.write(source);
        eventually(() -> source.closes() == 1);
        assertThat(sink.write(SMALL)).isEqualTo(Outcome.ACCEPTED);
        assertThat(callers.submit(() -> sink.flush(FOR_EVER)))
                .succeedsWithin(LONG)
                .satisfies(report -> assertThat(report.status()).isNotEqualTo(FlushReport.Status.TIMED_OUT));
        assertThat(sink.ledger().failures()).containsExactlyEntriesOf(Map.of(FailReason.THREW, 1L));
        assertThat(content()).isEqualTo("a record\n");
    }

    @Test
    void flaw3_theCloseOfASourceThatHasFailedIsInterruptedWhenItsTimeIsUpAndItsLaneGoesOn() throws IOException {
        RecordSink sink = open(settings().sourceTimeout(Duration.ofSeconds(10)));
        AtomicInteger hanging = new AtomicInteger();
        AtomicInteger interrupted = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            sink.write(throwingThenHanging(() -> {
                hanging.incrementAndGet();
                try {
                    latch().await();
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                    throw e;
                }
                return null;
            }));
        }
        eventually(() -> {
            int left = 5 - interrupted.get();
            // Not while one is read, or its record would fail for being late.
            if (hanging.get() + left - 5 == Math.min(SinkConfig.SOURCE_LANES, left)) {
                time.advance(Duration.ofSeconds(1));
            }
            return left == 0;
        });
        sink.write(Sources.whole(SMALL));
        assertThat(callers.submit(() -> sink.flush(FOR_EVER))).succeedsWithin(LONG);
        assertThat(content()).isEqualTo("a record\n");
        assertBalanced(sink.close(LONG).ledger());
        assertThat(sink.ledger().failures()).containsExactlyEntriesOf(Map.of(FailReason.THREW, 5L));
    }
}
