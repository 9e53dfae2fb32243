package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of the contract that one segment must keep, by itself. */
abstract class SegmentContract extends ContractFixture {

    @Test
    void a_buffer_is_as_large_as_asked_for_and_open_to_its_end() throws IOException {
        FlushTarget target = open();
        for (int round = 0; round < 2 * SPEC.segments(); round++) {
            FilledSegment segment = ordinary(target, 0);
            assertThat(segment.segment().buffer().limit()).isGreaterThanOrEqualTo(CAPACITY);
            segment.add(bytes(CAPACITY, 'f')).publish();
        }
    }

    @Test
    void the_buffer_is_the_same_each_time() throws IOException {
        FilledSegment segment = ordinary(open(), 0);
        assertThat(segment.segment().buffer()).isSameAs(segment.segment().buffer());
        Object before = segment.segment().buffer();
        segment.add("a").spill().add("b");
        assertThat(segment.segment().buffer()).as("after a spill").isSameAs(before);
    }

    @Test
    void promise4_nothing_is_visible_before_it_is_published() throws IOException {
        FlushTarget target = open();
        ordinary(target, 0).add("committed");
        ordinary(target, 1).add("spilled").spill();
        oversize(target, 2).put(bytes(CAPACITY, 'x')).spill();
        assertThat(visible()).isEmpty();
    }

    @Test
    void publish_shows_exactly_what_was_committed_and_tells_it() throws IOException {
        FilledSegment segment = ordinary(open(), 1).add("one,").add("two,");
        segment.put(bytes(5, 'x'));
        Published published = segment.publish();
        assertThat(published.worker()).isEqualTo(1);
        assertThat(published.bytes()).isEqualTo(8);
        assertThat(published.records()).isEqualTo(2);
        assertOnlyFile(published.name(), "one,two,");
    }

    @Test
    void any_byte_comes_out_as_it_went_in() throws IOException {
        byte[] every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        FilledSegment segment = oversize(open(), 0);
        for (int from = 0; from < every.length; from += CAPACITY) {
            byte[] part = new byte[CAPACITY];
            System.arraycopy(every, from, part, 0, CAPACITY);
            segment.put(part).spill();
        }
        segment.segment().commit(0);
        segment.publish();
        assertThat(place().visible().values())
                .singleElement()
                .satisfies(bytes -> assertThat(bytes).containsExactly(every));
    }

    @Test
    void promise4_publishing_nothing_throws_and_shows_nothing_and_the_segment_stays_open() throws IOException {
        FilledSegment segment = ordinary(open(), 0);
        assertThatThrownBy(segment::publish).isInstanceOf(IllegalStateException.class);
        assertThat(visible()).isEmpty();
        segment.add("later").publish();
        assertThat(contents()).containsExactly("later");
    }

    @Test
    void publishing_an_empty_oversize_segment_throws() throws IOException {
        assertThatThrownBy(oversize(open(), 0)::publish).isInstanceOf(IllegalStateException.class);
        assertThat(visible()).isEmpty();
    }

    @Test
    void a_spill_empties_the_buffer_and_the_file_grows_in_order() throws IOException {
        FilledSegment segment = ordinary(open(), 0);
        segment.add("a").add("b").spill().add("c").spill().add("d");
        Published published = segment.publish();
        assertThat(published.bytes()).isEqualTo(4);
        assertThat(published.records()).isEqualTo(4);
        assertThat(contents()).containsExactly("abcd");
    }

    @Test
    void what_was_spilled_is_published_also_with_an_empty_buffer() throws IOException {
        Published published = ordinary(open(), 0).add("spilled").spill().publish();
        assertThat(published.records()).isEqualTo(1);
        assertThat(contents()).containsExactly("spilled");
    }

    @Test
    void a_record_spilled_in_parts_is_one_record() throws IOException {
        FilledSegment segment = oversize(open(), 2);
        segment.put(bytes(CAPACITY, 'a')).spill().put(bytes(10, 'b')).spill().add("c");
        Published published = segment.publish();
        assertThat(published.worker()).isEqualTo(2);
        assertThat(published.records()).isEqualTo(1);
        assertThat(published.bytes()).isEqualTo(CAPACITY + 11);
        assertThat(contents()).containsExactly("a".repeat(CAPACITY) + "b".repeat(10) + "c");
    }

    @Test
    void a_record_that_was_spilled_to_its_last_byte_is_committed_at_0() throws IOException {
        FilledSegment segment = oversize(open(), 0).put(bytes(CAPACITY, 'a')).spill();
        segment.segment().commit(0);
        Published published = segment.publish();
        assertThat(published.records()).isEqualTo(1);
        assertThat(contents()).containsExactly("a".repeat(CAPACITY));
    }

    @Test
    void promise2_a_record_without_its_end_is_not_published_and_the_segment_stays_open() throws IOException {
        FilledSegment segment =
                oversize(open(), 0).put(bytes(CAPACITY, 'a')).spill().put(bytes(3, 'b'));
        assertThatThrownBy(segment::publish).isInstanceOf(IllegalStateException.class);
        assertThat(visible()).isEmpty();
        segment.segment().commit(3);
        assertThat(segment.publish().records()).isEqualTo(1);
        assertThat(contents()).containsExactly("a".repeat(CAPACITY) + "bbb");
    }

    @Test
    void an_oversize_segment_may_be_told_the_length_ahead() throws IOException {
        FilledSegment segment = new FilledSegment(open().open(SegmentSpec.oversize(0, CAPACITY, CAPACITY + 3L)));
        segment.put(bytes(CAPACITY, 'a')).spill().add("end").publish();
        assertThat(contents()).containsExactly("a".repeat(CAPACITY) + "end");
    }

    @Test
    void a_spill_of_nothing_changes_nothing() throws IOException {
        FlushTarget target = open();
        for (FilledSegment segment : List.of(ordinary(target, 0), oversize(target, 0))) {
            segment.spill();
            assertThatThrownBy(segment::publish).isInstanceOf(IllegalStateException.class);
            assertThat(segment.add("a").publish().records()).isEqualTo(1);
        }
        assertThat(contents()).containsExactly("a", "a");
    }

    @Test
    void promise2_bytes_behind_the_last_commit_are_no_part_of_a_spill_that_ends_there() throws IOException {
        FilledSegment filled = ordinary(open(), 0).add("whole").put(bytes(5, 'x'));
        filled.segment().spill(5);
        Published published = filled.publish();
        assertThat(published.bytes()).isEqualTo(5);
        assertThat(published.records()).isEqualTo(1);
        assertThat(contents()).containsExactly("whole");
    }

    @Test
    void an_oversize_record_is_published_up_to_its_commit() throws IOException {
        FilledSegment segment =
                oversize(open(), 0).put(bytes(CAPACITY, 'a')).spill().add("end").put(bytes(5, 'x'));
        assertThat(segment.publish().bytes()).isEqualTo(CAPACITY + 3);
        assertThat(contents()).containsExactly("a".repeat(CAPACITY) + "end");
    }

    @Test
    void promise8_a_commit_allocates_nothing() throws IOException {
        int capacity = 20_000;
        FlushTarget target = place().open(new TargetSpec(1, 1, capacity));
        try {
            Segment segment = target.open(SegmentSpec.ordinary(0, capacity));
            int end = 0;
            while (end < capacity / 2) {
                segment.commit(++end);
            }
            long before = MemoryCount.onHeapByThisThread();
            while (end < capacity) {
                segment.commit(++end);
            }
            assertThat(MemoryCount.onHeapByThisThread() - before)
                    .as("bytes on the heap for 10,000 commits, of which one byte each would be too many")
                    .isLessThan(capacity / 2);
        } finally {
            target.close();
        }
    }

    @Test
    void a_segment_may_be_smaller_than_the_target_was_opened_for() throws IOException {
        FilledSegment segment = new FilledSegment(open().open(SegmentSpec.ordinary(0, CAPACITY / 2)));
        assertThat(segment.segment().buffer().limit()).isGreaterThanOrEqualTo(CAPACITY / 2);
        segment.add(bytes(CAPACITY / 2, 'a')).spill().add(bytes(CAPACITY / 2, 'b'));
        assertThat(segment.publish().bytes()).isEqualTo(CAPACITY);
    }

    @Test
    void the_smallest_target_there_can_be_works() throws IOException {
        FlushTarget target = place().open(new TargetSpec(1, 1, 1));
        try {
            new FilledSegment(target.open(SegmentSpec.ordinary(0, 1)))
                    .add("a")
                    .spill()
                    .add("b")
                    .publish();
            FilledSegment large = new FilledSegment(target.open(SegmentSpec.oversize(0, 1, 3)));
            large.put(bytes(1, 'c')).spill().put(bytes(1, 'd')).spill().add("e").publish();
        } finally {
            target.close();
        }
        assertThat(contents()).containsExactlyInAnyOrder("ab", "cde");
    }

    @Test
    void a_large_buffer_comes_out_as_it_went_in() throws IOException {
        byte[] record = new byte[(1 << 20) + 1];
        for (int i = 0; i < record.length; i++) {
            record[i] = (byte) ((i * 31) >>> 3);
        }
        FlushTarget target = place().open(new TargetSpec(1, 1, record.length));
        try {
            new FilledSegment(target.open(SegmentSpec.ordinary(0, record.length)))
                    .add(record)
                    .publish();
        } finally {
            target.close();
        }
        assertThat(place().visible().values())
                .singleElement()
                .satisfies(bytes -> assertThat(bytes).isEqualTo(record));
    }
}
