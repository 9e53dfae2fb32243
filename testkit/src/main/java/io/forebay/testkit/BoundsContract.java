package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The part of the contract that speaks of what commits and spills must not reach beyond: the last commit, and the buffer's end. */
abstract class BoundsContract extends SegmentContract {

    @Test
    void a_commit_out_of_range_throws_and_changes_nothing() throws IOException {
        FilledSegment segment = ordinary(open(), 0);
        assertNoCommitOutside(segment.segment());
        assertNoCommitAt(3, segment.add("four").segment());
        assertNoCommitOutside(segment.segment());
        assertComesOut("four", 1, segment);
    }

    @Test
    void a_commit_out_of_range_throws_also_after_a_spill() throws IOException {
        FilledSegment segment = ordinary(open(), 0).add("spilled,").spill();
        assertNoCommitOutside(segment.segment());
        assertNoCommitAt(3, segment.add("four").segment());
        assertNoCommitOutside(segment.segment());
        assertComesOut("spilled,four", 2, segment);
    }

    @Test
    void a_commit_out_of_range_throws_also_in_an_oversize_segment() throws IOException {
        FilledSegment segment = oversize(open(), 0);
        assertNoCommitOutside(segment.segment());
        segment.put(bytes(CAPACITY, 'a')).spill();
        assertNoCommitOutside(segment.segment());
        assertNoCommitAt(3, segment.add("four").segment());
        assertNoCommitOutside(segment.segment());
        assertComesOut("a".repeat(CAPACITY) + "four", 1, segment);
    }

    @Test
    void a_spill_out_of_range_throws_and_changes_nothing() throws IOException {
        FilledSegment segment = ordinary(open(), 0);
        assertNoSpillOutside(segment.segment());
        assertNoSpillAt(3, segment.add("four").segment());
        assertNoSpillOutside(segment.segment());
        assertComesOut("four!", 2, segment.add("!"));
    }

    @Test
    void a_spill_out_of_range_throws_also_after_a_spill() throws IOException {
        FilledSegment segment = ordinary(open(), 0).add("spilled,").spill();
        assertNoSpillOutside(segment.segment());
        assertNoSpillAt(3, segment.add("four").segment());
        assertNoSpillOutside(segment.segment());
        assertComesOut("spilled,four!", 3, segment.add("!"));
    }

    @Test
    void a_spill_out_of_range_throws_also_in_an_oversize_segment() throws IOException {
        FilledSegment segment = oversize(open(), 0);
        assertNoSpillOutside(segment.segment());
        segment.put(bytes(CAPACITY, 'a')).spill();
        assertNoSpillOutside(segment.segment());
        assertNoSpillAt(3, segment.add("four").segment());
        assertNoSpillOutside(segment.segment());
        assertComesOut("a".repeat(CAPACITY) + "four", 1, segment);
    }

    @Test
    void a_buffer_that_is_larger_than_asked_for_may_be_filled_to_its_end() throws IOException {
        FlushTarget target = open();
        FilledSegment segment = new FilledSegment(target.open(SegmentSpec.ordinary(0, CAPACITY / 2)));
        int capacity = segment.segment().buffer().capacity();
        segment.add(bytes(capacity, 'a')).spill().add(bytes(capacity, 'b'));
        assertComesOut("a".repeat(capacity) + "b".repeat(capacity), 2, segment);
    }

    private static void assertNoCommitOutside(Segment segment) {
        assertNoCommitAt(-1, segment);
        assertNoCommitAt(Integer.MIN_VALUE, segment);
        assertNoCommitAt(segment.buffer().capacity() + 1, segment);
        assertNoCommitAt(Integer.MAX_VALUE, segment);
    }

    private static void assertNoCommitAt(int end, Segment segment) {
        assertThatThrownBy(() -> segment.commit(end))
                .as("a commit that ends at %d", end)
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static void assertNoSpillOutside(Segment segment) {
        assertNoSpillAt(-1, segment);
        assertNoSpillAt(Integer.MIN_VALUE, segment);
        assertNoSpillAt(segment.buffer().capacity() + 1, segment);
        assertNoSpillAt(Integer.MAX_VALUE, segment);
    }

    private static void assertNoSpillAt(int end, Segment segment) {
        assertThatThrownBy(() -> segment.spill(end))
                .as("a spill that ends at %d", end)
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private void assertComesOut(String content, int records, FilledSegment segment) throws IOException {
        Published published = segment.publish();
        assertThat(published.records()).isEqualTo(records);
        assertThat(published.bytes()).isEqualTo(content.length());
        assertThat(contents()).containsExactly(content);
    }
}
