package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.FailReason;
import io.forebay.api.LossReason;
import io.forebay.engine.SkippingTime.WouldHang;
import io.forebay.testkit.CountedSource;
import io.forebay.testkit.Sources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** How a lane reads a source, rests while it has nothing to give, and is watched over meanwhile. */
class SourceReaderTest {
    private static final long TIMEOUT = Duration.ofMillis(200).toNanos();

    private final SkippingTime time = new SkippingTime();
    private final SourceReader reader = new SourceReader(new SinkConfig(1, 10, 0, 1, 25, 10, 0, TIMEOUT, null, time));
    private final ByteBuffer buffer = ByteBuffer.allocate(10);

    private interface Read {
        int next() throws IOException;
    }

    /** Does at each read what comes next, which returns the count of bytes that the source gives. */
    private static CountedSource script(Read... reads) {
        Deque<Read> left = new ArrayDeque<>(Arrays.asList(reads));
        return new CountedSource("a source with a script") {
            @Override
            public int read(ByteBuffer target) throws IOException {
                Read next = left.poll();
                int count = next == null ? -1 : next.next();
                target.position(target.position() + Math.max(0, count));
                return count;
            }
        };
    }

    private Handoff begin(CountedSource source) {
        Handoff handoff = new Handoff(source);
        reader.begin(handoff);
        return handoff;
    }

    private static void giveUp(Handoff handoff) {
        assertThat(handoff.settleLost(new Books(), LossReason.UNREAD)).isTrue();
    }

    private static void assertFails(FailReason reason, ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        SourceFailure.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void itReadsUntilTheBufferIsFullOrTheSourceEnds() throws Exception {
        Handoff handoff = begin(script(() -> 4, () -> 6, () -> 3));
        assertThat(reader.fill(handoff, buffer, 0)).isEqualTo(10);
        assertThat(reader.bytes()).isEqualTo(10);
        assertThat(reader.fill(handoff, buffer, 2)).isEqualTo(-1 - 5);
        assertThat(reader.bytes()).isEqualTo(13);
        begin(script());
        assertThat(reader.bytes()).isZero();
    }

    @Test
    void aSourceWithNothingToGiveIsAskedAgainAfterPausesThatGrow() throws Exception {
        List<Read> reads = new ArrayList<>(Collections.nCopies(9, () -> 0));
        reads.add(() -> 1);
        reads.add(() -> 0);
        Handoff handoff = begin(script(reads.toArray(new Read[0])));
        assertThat(reader.fill(handoff, buffer, 0)).isEqualTo(-1 - 1);
        assertThat(time.waits())
                .containsExactly(
                        100_000L,
                        200_000L,
                        400_000L,
                        800_000L,
                        1_600_000L,
                        3_200_000L,
                        6_400_000L,
                        10_000_000L,
                        10_000_000L,
                        100_000L);
    }

    @Test
    void itsRestCountsAsTimeOfTheSource() {
        Handoff handoff = begin(Sources.silent(new byte[3]));
        assertFails(FailReason.STALLED, () -> reader.fill(handoff, buffer, 0));
        assertThat(time.nanoTime())
                .isBetween(TIMEOUT, TIMEOUT + Duration.ofMillis(10).toNanos());
    }

    @Test
    void itsTimeIsUpWhenItHasUsedItUpInAll() throws Exception {
        Handoff handoff = begin(script(() -> advance(TIMEOUT / 2), () -> advance(TIMEOUT / 2 - 1), () -> {
            assertThat(reader.untilStalled()).isEqualTo(1);
            assertThat(reader.stalled()).isNull();
            return advance(1);
        }));
        assertFails(FailReason.STALLED, () -> reader.fill(handoff, buffer, 0));
        assertThat(reader.bytes()).isEqualTo(3);
        begin(script());
        assertThat(reader.untilStalled()).isEqualTo(TIMEOUT);
    }

    private int advance(long nanos) {
        time.advance(nanos);
        return 1;
    }

    @Test
    void itsTimeDoesNotRunBetweenTwoReads() throws Exception {
        Handoff handoff = begin(script(() -> 10));
        reader.fill(handoff, buffer, 0);
        time.advance(10 * TIMEOUT);
        assertThat(reader.untilStalled()).isEqualTo(TIMEOUT);
        assertThat(reader.stalled()).isNull();
        assertThat(reader.inside()).isNull();
        assertThat(reader.fill(handoff, buffer, 0)).isEqualTo(-1);
    }

    @Test
    void aTimeThatGoesBackGivesItNoMore() throws Exception {
        Handoff handoff = begin(script(
                () -> {
                    time.advance(-5 * TIMEOUT);
                    assertThat(reader.untilStalled()).isEqualTo(TIMEOUT);
                    return 1;
                },
                () -> advance(TIMEOUT)));
        assertFails(FailReason.STALLED, () -> reader.fill(handoff, buffer, 0));
    }

    @Test
    void theWatchdogSeesWhichSourceTheLaneIsInAndSinceWhen() throws Exception {
        Handoff[] self = new Handoff[1];
        self[0] = begin(script(() -> {
            assertThat(reader.inside()).isSameAs(self[0]);
            time.advance(TIMEOUT);
            assertThat(reader.untilStalled()).isZero();
            assertThat(reader.stalled()).isSameAs(self[0]);
            giveUp(self[0]);
            // Given up: nobody needs to look again soon.
            assertThat(reader.untilStalled()).isEqualTo(TIMEOUT);
            assertThat(reader.stalled()).isNull();
            return 1;
        }));
        assertFails(FailReason.STALLED, () -> reader.fill(self[0], buffer, 0));
        assertThat(reader.inside()).isNull();
    }

    @Test
    void aLentRecordHasNoTimeOfItsOwn() throws Exception {
        Handoff lent = new Handoff(new BorrowedBytes(ByteBuffer.allocate(20), new Books()));
        reader.begin(lent);
        assertThat(reader.fill(lent, buffer, 0)).isEqualTo(10);
        time.advance(10 * TIMEOUT);
        assertThat(reader.fill(lent, buffer, 0)).isEqualTo(10);
    }

    @Test
    void promise14_theLaneIsInterruptedOnlyInsideTheSourceItIsMeantForAndNothingIsLeftOfIt() throws Exception {
        Handoff other = new Handoff(script());
        Handoff[] self = new Handoff[1];
        self[0] = begin(script(() -> {
            reader.interrupt(other);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            reader.interrupt(self[0]);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            return 1;
        }));
        reader.interrupt(self[0]);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(reader.fill(self[0], buffer, 0)).isEqualTo(-1 - 1);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        reader.interrupt(self[0]);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void anInterruptDuringARestEndsItAndTheSourceIsAskedAgain() throws Exception {
        Handoff handoff = begin(script(() -> 0, () -> 2));
        time.duringNextWait(() -> {
            reader.interrupt(handoff);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        });
        assertThat(reader.fill(handoff, buffer, 0)).isEqualTo(-1 - 2);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void theLimitIsTakenToTheByte() throws Exception {
        Handoff handoff = begin(Sources.whole(new byte[25]));
        assertThat(reader.fill(handoff, ByteBuffer.allocate(40), 0)).isEqualTo(-1 - 25);
        Handoff large = begin(Sources.whole(new byte[26]));
        assertFails(FailReason.TOO_LARGE, () -> reader.fill(large, ByteBuffer.allocate(40), 0));
    }

    @Test
    void aSourceIsGivenTheRoomThatIsLeftAndNoMore() throws Exception {
        Handoff handoff = begin(new CountedSource("fills what it is given") {
            @Override
            public int read(ByteBuffer target) {
                assertThat(target.position()).isZero();
                int room = target.remaining();
                target.put(new byte[room]);
                return room;
            }
        });
        assertThat(reader.fill(handoff, buffer, 7)).isEqualTo(10);
        assertThat(reader.bytes()).isEqualTo(3);
    }

    @Test
    void whatTheSourceThrowsIsItsFailure() {
        Handoff handoff = begin(Sources.failing(new byte[0], () -> new IOException("torn")));
        assertFails(FailReason.THREW, () -> reader.fill(handoff, buffer, 0));
        assertThat(reader.inside()).isNull();
        Handoff unclosable = begin(Sources.failingToClose(new byte[0]));
        assertFails(FailReason.THREW, () -> reader.close(unclosable));
        assertThat(reader.inside()).isNull();
    }

    @Test
    void theCloseOfASourceIsWatchedToo() throws Exception {
        Handoff[] self = new Handoff[1];
        CountedSource source = new CountedSource("looks round while it is closed") {
            @Override
            public int read(ByteBuffer target) {
                return -1;
            }

            @Override
            protected void closed() {
                assertThat(reader.inside()).isSameAs(self[0]);
                time.advance(TIMEOUT);
                assertThat(reader.stalled()).isSameAs(self[0]);
            }
        };
        self[0] = begin(source);
        reader.close(self[0]);
        assertThat(source.closes()).isEqualTo(1);
        assertThat(reader.inside()).isNull();
    }

    @Test
    void promise11_aLaneLosesItsLeaseOnlyInsideOfASourceThatWasGivenUp() throws Exception {
        Handoff[] self = new Handoff[1];
        self[0] = begin(script(
                () -> {
                    assertThat(reader.takeLease()).isFalse();
                    return 1;
                },
                () -> {
                    giveUp(self[0]);
                    assertThat(reader.hangsWithLease()).isTrue();
                    assertThat(reader.takeLease()).isTrue();
                    assertThat(reader.takeLease()).isFalse();
                    return 1;
                }));
        reader.beginLease();
        assertThat(reader.takeLease()).isFalse();
        assertFails(FailReason.STALLED, () -> reader.fill(self[0], buffer, 0));
        assertThat(reader.leased()).isFalse();
        assertThat(reader.endLease()).isFalse();
    }

    @Test
    void promise11_aLaneThatComesOutOfASourceInTimeKeepsItsLeaseThoughItWasGivenUp() {
        Handoff[] self = new Handoff[1];
        self[0] = begin(script(() -> {
            giveUp(self[0]);
            return 1;
        }));
        reader.beginLease();
        assertFails(FailReason.STALLED, () -> reader.fill(self[0], buffer, 0));
        assertThat(reader.takeLease()).isFalse();
        assertThat(reader.endLease()).isTrue();
    }

    @Test
    void aSourceThatWasGivenUpIsNotReadAnyMore() {
        Handoff handoff = begin(script(() -> {
            throw new AssertionError("must not be read");
        }));
        giveUp(handoff);
        assertFails(FailReason.STALLED, () -> reader.fill(handoff, buffer, 0));
    }

    @Test
    void aSourceWithoutATimeoutMayTakeForEver() {
        SourceReader patient = new SourceReader(new SinkConfig(1, 10, 0, 1, 25, 10, 0, Long.MAX_VALUE, null, time));
        Handoff handoff = new Handoff(script(() -> {
            time.advance(Duration.ofDays(10_000).toNanos());
            assertThat(patient.stalled()).isNull();
            time.duringNextWait(() -> {
                throw new WouldHang(Long.MAX_VALUE);
            });
            return 0;
        }));
        patient.begin(handoff);
        assertThatThrownBy(() -> patient.fill(handoff, buffer, 0)).isInstanceOf(WouldHang.class);
    }
}
