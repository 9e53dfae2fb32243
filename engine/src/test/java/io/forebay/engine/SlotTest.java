package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.ForwardingSegment;
import io.forebay.testkit.MemoryStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is fetched ahead of the records: nothing that a record has, each line once, and no more than there is. */
class SlotTest {
    private static final int CAPACITY = 10_000;
    private static final byte MARK = 7;

    private final ByteBuffer buffer = ByteBuffer.allocate(CAPACITY);
    private final Slot slot = slot();

    private Slot slot() {
        try (FlushTarget target = new MemoryStore().open(new TargetSpec(1, 1, CAPACITY))) {
            Segment segment = new ForwardingSegment(target.open(SegmentSpec.ordinary(0, CAPACITY))) {
                @Override
                public ByteBuffer buffer() {
                    return buffer;
                }
            };
            return new Slot(segment);
        } catch (IOException e) {
            throw new AssertionError("a store in memory does not fail", e);
        }
    }

    /** Fetches with a buffer full of marks; returns where the marks are gone. */
    private int[] fetch(int end, int length) {
        Arrays.fill(buffer.array(), MARK);
        slot.end = end;
        slot.fetchAhead(length);
        return IntStream.range(0, CAPACITY).filter(i -> buffer.get(i) != MARK).toArray();
    }

    private static int[] lines(int from, int to) {
        return IntStream.iterate(from, at -> at < to, at -> at + 64).toArray();
    }

    @Test
    void onlyWhatFollowsTheRecordsIsStoredTo() {
        assertThat(fetch(0, 200)).containsExactly(lines(0, 4_296));
    }

    @Test
    void eachLineIsFetchedOnce() {
        fetch(0, 200);
        assertThat(fetch(200, 4_096)).isEmpty();
        assertThat(fetch(4_200, 200)).containsExactly(lines(4_296, 8_496));
    }

    @Test
    void whatLongerRecordsHaveFilledIsLeftAlone() {
        fetch(0, 200);
        // 5,001 bytes came without a look ahead.
        assertThat(fetch(5_001, 200)).containsExactly(lines(5_001, 9_297));
    }

    @Test
    void thereIsNothingAfterTheEndOfTheBuffer() {
        assertThat(fetch(9_900, 100)).containsExactly(lines(9_900, CAPACITY));
    }

    @Test
    void aLongRecordIsNotStoredTwice() {
        assertThat(fetch(0, 4_097)).isEmpty();
    }

    @Test
    void aBufferThatIsEmptyAgainIsFetchedAgain() {
        fetch(0, 200);
        slot.clear();
        assertThat(fetch(0, 200)).containsExactly(lines(0, 4_296));
    }
}
