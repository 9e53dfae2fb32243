package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.FlushTarget;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of the contract that speaks of the life of segments and of the target: opened, ended, closed. */
abstract class LifeContract extends BoundsContract {

    @Test
    void a_published_segment_is_no_longer_open() throws IOException {
        FilledSegment segment = ordinary(open(), 0).add("a");
        segment.publish();
        assertNotOpen(segment.segment());
        assertThat(contents()).containsExactly("a");
    }

    @Test
    void a_discarded_segment_is_no_longer_open_and_shows_nothing() throws IOException {
        FilledSegment segment = ordinary(open(), 0).add("a");
        segment.discard();
        assertNotOpen(segment.segment());
        assertThat(visible()).isEmpty();
    }

    @Test
    void an_abandoned_segment_is_no_longer_open_and_shows_nothing() throws IOException {
        FilledSegment segment = ordinary(open(), 0).add("a").spill().add("b");
        segment.abandon();
        assertNotOpen(segment.segment());
        assertThat(visible()).isEmpty();
    }

    @Test
    void segments_that_never_took_a_record_can_be_discarded_and_abandoned() throws IOException {
        FlushTarget target = open();
        ordinary(target, 0).discard();
        oversize(target, 0).discard();
        ordinary(target, 0).abandon();
        oversize(target, 0).abandon();
        assertThat(visible()).isEmpty();
    }

    @Test
    void an_oversize_segment_that_has_ended_is_no_longer_open() throws IOException {
        FlushTarget target = open();
        FilledSegment published =
                oversize(target, 0).put(bytes(CAPACITY, 'x')).spill().add("X");
        published.publish();
        assertNotOpen(published.segment());
        FilledSegment discarded = oversize(target, 0).put(bytes(CAPACITY, 'y')).spill();
        discarded.discard();
        assertNotOpen(discarded.segment());
        FilledSegment abandoned = oversize(target, 0).put(bytes(CAPACITY, 'z')).spill();
        abandoned.abandon();
        assertNotOpen(abandoned.segment());
        assertThat(contents()).containsExactly("x".repeat(CAPACITY) + "X");
    }

    @Test
    void a_segment_that_has_ended_does_not_reach_the_one_that_comes_after_it() throws IOException {
        FlushTarget target = place().open(new TargetSpec(1, 1, CAPACITY));
        try {
            for (int round = 0; round < 3; round++) {
                FilledSegment ended = ordinary(target, 0).add("e");
                switch (round) {
                    case 0 -> ended.publish();
                    case 1 -> ended.discard();
                    default -> ended.spill().publish();
                }
                FilledSegment next = ordinary(target, 0).add("next,");
                assertNotOpen(ended.segment());
                assertThat(next.add("end").publish().records()).isEqualTo(2);
            }
        } finally {
            target.close();
        }
        assertThat(contents()).containsExactlyInAnyOrder("e", "e", "next,end", "next,end", "next,end");
    }

    @Test
    void a_segment_is_empty_whatever_its_buffer_held_before() throws IOException {
        FlushTarget target = place().open(new TargetSpec(1, 1, CAPACITY));
        try {
            ordinary(target, 0).add(bytes(CAPACITY, 'd')).discard();
            assertNothingToPublish(ordinary(target, 0));
            ordinary(target, 0).add(bytes(CAPACITY, 'p')).publish();
            assertNothingToPublish(ordinary(target, 0));
            oversize(target, 0).add(bytes(CAPACITY, 'o')).discard();
            assertNothingToPublish(oversize(target, 0));
            assertThat(ordinary(target, 0).add("ab").publish().records()).isEqualTo(1);
        } finally {
            target.close();
        }
        assertThat(contents()).containsExactlyInAnyOrder("p".repeat(CAPACITY), "ab");
    }

    @Test
    void promise8_as_many_segments_open_as_the_spec_says_and_no_more() throws IOException {
        FlushTarget target = open();
        List<FilledSegment> all = new ArrayList<>();
        for (int i = 0; i < SPEC.segments(); i++) {
            all.add(i % 3 == 0 ? oversize(target, 0) : ordinary(target, i % SPEC.workers()));
        }
        assertThatThrownBy(() -> ordinary(target, 0))
                .as("one more than the %d of the spec", SPEC.segments())
                .isInstanceOf(IOException.class);

        all.get(0).discard();
        all.set(0, ordinary(target, 0));
        all.get(1).add("a").publish();
        all.set(1, ordinary(target, 0));
        all.get(2).abandon();
        all.set(2, ordinary(target, 0));
        assertThatThrownBy(() -> ordinary(target, 0))
                .as("one more, after three came back")
                .isInstanceOf(IOException.class);
    }

    @Test
    void promise8_buffers_are_allocated_when_the_target_opens_and_not_later() throws IOException {
        int capacity = 1 << 20;
        FlushTarget target = place().open(new TargetSpec(1, 2, capacity));
        try {
            target.open(SegmentSpec.ordinary(0, capacity)).discard();
            long onHeap = MemoryCount.onHeapByThisThread();
            long direct = MemoryCount.inDirectBuffers();
            for (int round = 0; round < 8; round++) {
                target.open(SegmentSpec.ordinary(0, capacity)).discard();
                target.open(SegmentSpec.oversize(0, capacity, -1)).discard();
            }
            assertThat(MemoryCount.onHeapByThisThread() - onHeap)
                    .as("bytes on the heap for 16 openings of a segment of 1 MiB")
                    .isLessThan(capacity);
            assertThat(MemoryCount.inDirectBuffers() - direct)
                    .as("bytes outside the heap after 16 openings of a segment of 1 MiB")
                    .isLessThan(capacity);
        } finally {
            target.close();
        }
    }

    @Test
    void a_closed_target_opens_and_recovers_no_more() throws IOException {
        FlushTarget target = open();
        target.close();
        assertThatThrownBy(() -> ordinary(target, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(target::recover).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closing_again_does_nothing() throws IOException {
        FlushTarget target = open();
        ordinary(target, 0).add("a").publish();
        target.close();
        target.close();
        assertThat(contents()).containsExactly("a");
    }

    @Test
    void closing_abandons_the_segments_that_are_open() throws IOException {
        FlushTarget target = open();
        FilledSegment filled = ordinary(target, 0).add("spilled").spill().add("buffered");
        FilledSegment empty = ordinary(target, 1);
        FilledSegment large = oversize(target, 1).put(bytes(CAPACITY, 'x')).spill();
        target.close();
        assertNotOpen(filled.segment());
        assertNotOpen(empty.segment());
        assertNotOpen(large.segment());
        assertThat(visible()).isEmpty();
    }

    @Test
    void closing_again_harms_no_target_that_came_after() throws IOException {
        FlushTarget old = open();
        ordinary(old, 0).add("old").publish();
        old.close();
        FlushTarget target = open();
        FilledSegment segment = ordinary(target, 0).add("spilled,").spill();
        old.close();
        segment.add("end").publish();
        assertThat(contents()).containsExactlyInAnyOrder("old", "spilled,end");
        if (has(Capability.SHARES_PLACE) && has(Capability.RECOVERS)) {
            assertThat(recoverAnew().live()).as("the younger one still lives").isEqualTo(1);
        }
    }

    @Test
    void what_closing_has_abandoned_is_left_for_recovery() throws IOException {
        require(Capability.RECOVERS);
        FlushTarget target = open();
        ordinary(target, 0).add("small,").spill().add("buffered");
        oversize(target, 0).put(bytes(CAPACITY, 'x')).spill().add("X").spill();
        oversize(target, 1).put(bytes(CAPACITY, 'y')).spill();
        target.close();
        recoverAnew();
        Collection<String> contents = contents();
        assertThat(contents).contains("x".repeat(CAPACITY) + "X").noneMatch(text -> text.startsWith("y"));
        // What was not spilled may be in the same file, in one of its own, or gone.
        assertThat(String.join("", contents)).containsOnlyOnce("small,");
        assertThat(contents)
                .allMatch(text -> text.startsWith("x")
                        || text.equals("small,")
                        || text.equals("buffered")
                        || text.equals("small,buffered"));
        boolean keepsCommitted = has(Capability.KEEPS_COMMITTED);
        assertThat(contents).filteredOn(text -> text.endsWith("buffered")).hasSizeBetween(keepsCommitted ? 1 : 0, 1);
    }

    private static void assertNothingToPublish(FilledSegment segment) {
        assertThatThrownBy(segment::publish).isInstanceOf(IllegalStateException.class);
        segment.discard();
    }
}
