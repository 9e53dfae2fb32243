package io.forebay.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Amount;
import io.forebay.api.Outcome;
import io.forebay.api.Segment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;

/** A large record of a caller: read piece by piece, until it is taken over or taken back. */
class BorrowedBytesTest {
    private final SkippingTime time = new SkippingTime();
    private final Books books = new Books();
    private final NotedCommits segment = new NotedCommits();
    private final ByteBuffer array = ByteBuffer.wrap("..0123456789..".getBytes(UTF_8));
    private final BorrowedBytes borrowed =
            new BorrowedBytes(array.duplicate().position(2).limit(12), books);
    private final ByteBuffer read = ByteBuffer.allocate(14);

    private Outcome await(long nanos) {
        SinkConfig config = new SinkConfig(1, 4, nanos, 1, 1_000, 4, 0, Long.MAX_VALUE, null, time);
        return borrowed.await(config, Deadline.in(time, nanos));
    }

    private Amount accepted() {
        return Ledgers.of(books).accepted();
    }

    private int read(int room) {
        return borrowed.read(read.limit(read.position() + room));
    }

    @Test
    void promise9_itIsReadInPiecesAndAcceptedWhenTheyAreCommitted() {
        assertThat(borrowed.length()).isEqualTo(10);
        assertThat(read(4)).isEqualTo(4);
        assertThat(read(4)).isEqualTo(4);
        assertThat(borrowed.taken()).isFalse();
        assertThat(accepted()).isEqualTo(Amount.ZERO);
        assertThat(read(4)).isEqualTo(2);
        assertThat(read(1)).isEqualTo(-1);
        assertThat(borrowed.taken()).isFalse();
        assertThat(accepted()).isEqualTo(Amount.ZERO);
        assertThat(borrowed.take(segment, 10)).isTrue();
        assertThat(segment.ends()).containsExactly(10);
        assertThat(borrowed.taken()).isTrue();
        assertThat(new String(read.array(), 0, read.position(), UTF_8)).isEqualTo("0123456789");
        assertThat(accepted()).isEqualTo(new Amount(1, 10));
        assertThat(await(100)).isEqualTo(Outcome.ACCEPTED);
        assertThat(time.waits()).isEmpty();
    }

    @Test
    void itStaysTheCallersIfTheSegmentBreaks() {
        read(12);
        Segment broken = new NotedCommits() {
            @Override
            public void commit(int end) {
                throw new IllegalStateException("broken");
            }
        };
        assertThatIllegalStateException().isThrownBy(() -> borrowed.take(broken, 10));
        assertThat(borrowed.taken()).isFalse();
        assertThat(accepted()).isEqualTo(Amount.ZERO);
        assertThat(await(100)).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void promise7_aLongRecordIsCopiedInPiecesSoThatItsCallerCanTakeItBackInBetween() {
        BorrowedBytes large = new BorrowedBytes(ByteBuffer.allocate(BorrowedBytes.PIECE + 1), books);
        ByteBuffer room = ByteBuffer.allocate(BorrowedBytes.PIECE + 2);
        assertThat(large.read(room)).isEqualTo(BorrowedBytes.PIECE);
        assertThat(large.read(room)).isEqualTo(1);
        assertThat(large.read(room)).isEqualTo(-1);
    }

    @Test
    void theCallerWaitsUntilItIsTaken() {
        time.duringNextWait(() -> {
            read(12);
            borrowed.take(segment, 10);
        });
        assertThat(await(100)).isEqualTo(Outcome.ACCEPTED);
        assertThat(time.waits()).containsExactly(100L);
        borrowed.close();
        assertThat(borrowed.taken()).isTrue();
    }

    @Test
    void promise7_theCallerTakesItBackWhenItsTimeIsUpAndNobodyReadsItAfterwards() {
        assertThat(read(4)).isEqualTo(4);
        assertThat(await(100)).isEqualTo(Outcome.TIMED_OUT);
        assertThat(time.waits()).containsExactly(100L);
        assertThatIllegalStateException().isThrownBy(() -> read(4));
        assertThat(read.position()).isEqualTo(4);
        assertThat(borrowed.take(segment, 10)).isFalse();
        assertThat(segment.ends()).isEmpty();
        assertThat(borrowed.taken()).isFalse();
        assertThat(accepted()).isEqualTo(Amount.ZERO);
    }

    @Test
    void theCallerIsToldWhenItIsGivenUpAndNobodyReadsItAfterwards() {
        time.duringNextWait(borrowed::close);
        assertThat(await(100)).isEqualTo(Outcome.CLOSED);
        assertThatIllegalStateException().isThrownBy(() -> read(4));
        assertThat(accepted()).isEqualTo(Amount.ZERO);
    }

    @Test
    void itCanNotBeGivenUpOnceItWasTakenBack() {
        assertThat(await(0)).isEqualTo(Outcome.TIMED_OUT);
        borrowed.close();
        assertThat(await(0)).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void aSegmentThatCanNotTakeAPieceIsNotTheCallersFault() {
        assertThatThrownBy(() -> borrowed.read(read.asReadOnlyBuffer())).isInstanceOf(ReadOnlyBufferException.class);
        assertThat(borrowed.takenBack()).isFalse();
        borrowed.close();
        assertThat(await(100)).isEqualTo(Outcome.CLOSED);
        assertThat(borrowed.takenBack()).isFalse();
    }

    @Test
    void promise14_anInterruptTakesItBackAndTheFlagStays() {
        Thread.currentThread().interrupt();
        assertThat(await(100)).isEqualTo(Outcome.TIMED_OUT);
        assertThat(Thread.interrupted()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> read(4));
    }
}
