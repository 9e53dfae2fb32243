package io.forebay.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of the contract that speaks of operations that fail: each leaves things as they were, and can be called again. */
abstract class RefusalContract extends ConcurrencyContract {

    @Test
    void promise1_a_publication_that_failed_can_be_repeated_and_appears_once() throws IOException {
        require(Capability.REFUSES);
        FilledSegment segment = ordinary(open(), 0).add("one,").add("two");
        place().refuse(true);
        assertRefused(segment);
        assertRefused(segment);
        assertThat(visible()).isEmpty();
        place().refuse(false);
        Published published = segment.publish();
        assertThat(published.records()).isEqualTo(2);
        assertOnlyFile(published.name(), "one,two");
    }

    @Test
    void promise1_a_publication_that_failed_keeps_what_was_spilled_in_order() throws IOException {
        require(Capability.REFUSES);
        FlushTarget target = open();
        FilledSegment first =
                ordinary(target, 0).add("1").spill().add("2").spill().add("3");
        place().refuse(true);
        assertRefused(first);
        place().refuse(false);
        assertThat(first.publish().records()).isEqualTo(3);
        ordinary(target, 0).add("4").publish();
        assertThat(contents()).containsExactlyInAnyOrder("123", "4");
    }

    @Test
    void a_spill_that_failed_keeps_the_buffer_and_the_commits() throws IOException {
        require(Capability.REFUSES);
        FilledSegment filled = ordinary(open(), 0).add("four");
        Segment segment = filled.segment();
        place().refuse(true);
        boolean spilled = spilledAllTheSame(filled);
        place().refuse(false);
        if (!spilled) {
            byte[] held = new byte[4];
            segment.buffer().get(0, held);
            assertThat(held).asString(UTF_8).isEqualTo("four");
            assertThatThrownBy(() -> segment.commit(3))
                    .as("a commit before the last one, at 4")
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> segment.spill(3))
                    .as("a spill that ends before the last commit, at 4")
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThat(filled.add("!").publish().records()).isEqualTo(2);
        assertThat(contents()).containsExactly("four!");
    }

    @Test
    void a_commit_needs_no_room() throws IOException {
        require(Capability.REFUSES);
        FilledSegment segment = ordinary(open(), 0);
        place().refuse(true);
        segment.add("committed");
        place().refuse(false);
        segment.publish();
        assertThat(contents()).containsExactly("committed");
    }

    @Test
    void an_open_that_is_refused_can_be_repeated_and_costs_no_segment() throws IOException {
        require(Capability.REFUSES);
        FlushTarget target = open();
        place().refuse(true);
        for (int i = 0; i < 2 * SPEC.segments(); i++) {
            SegmentSpec spec =
                    i % 2 == 0 ? SegmentSpec.ordinary(0, CAPACITY) : SegmentSpec.oversize(0, CAPACITY, 3L * CAPACITY);
            discardIfOpened(target, spec);
        }
        place().refuse(false);
        List<FilledSegment> all = new ArrayList<>();
        for (int i = 0; i < SPEC.segments(); i++) {
            all.add(ordinary(target, 0));
        }
        assertThat(all).as("segments that could be opened").hasSize(SPEC.segments());
    }

    @Test
    void a_publication_that_failed_and_is_discarded_leaves_nothing_of_its_buffer() throws IOException {
        require(Capability.REFUSES);
        FlushTarget target = open();
        FilledSegment unlucky = ordinary(target, 0).add("spilled,").spill().add("discarded,");
        place().refuse(true);
        assertRefused(unlucky);
        unlucky.discard();
        place().refuse(false);
        Published published = ordinary(target, 0).add("next").publish();
        assertThat(contents()).containsExactly("spilled,next");
        assertThat(published.records()).isEqualTo(2);
    }

    @Test
    void a_publication_that_failed_does_not_mix_with_the_next_segment_of_the_worker() throws IOException {
        require(Capability.REFUSES);
        FlushTarget target = open();
        FilledSegment first = ordinary(target, 0).add("first,");
        FilledSegment second = ordinary(target, 0).add("second");
        place().refuse(true);
        assertRefused(first);
        place().refuse(false);
        assertThat(second.publish().records()).isEqualTo(1);
        assertThat(first.publish().records()).isEqualTo(1);
        assertThat(contents()).containsExactlyInAnyOrder("first,", "second");
    }

    @Test
    void a_spill_that_failed_can_be_repeated_and_the_bytes_appear_once() throws IOException {
        require(Capability.REFUSES);
        FilledSegment segment = ordinary(open(), 0).add("1").spill().add("2");
        place().refuse(true);
        boolean spilled = spilledAllTheSame(segment);
        place().refuse(false);
        if (!spilled) {
            segment.add("3").spill();
        }
        segment.add("4");
        Published published = segment.publish();
        assertThat(contents()).containsExactly(spilled ? "124" : "1234");
        assertThat(published.records()).isEqualTo(spilled ? 3 : 4);
    }

    @Test
    void an_oversize_record_goes_on_after_a_refusal() throws IOException {
        require(Capability.REFUSES);
        FilledSegment segment =
                oversize(open(), 1).put(bytes(CAPACITY, 'a')).spill().put(bytes(5, 'b'));
        place().refuse(true);
        boolean spilled = spilledAllTheSame(segment);
        place().refuse(false);
        if (!spilled) {
            segment.spill();
        }
        segment.add("c");
        place().refuse(true);
        assertRefused(segment);
        place().refuse(false);
        assertThat(segment.publish().records()).isEqualTo(1);
        assertThat(contents()).containsExactly("a".repeat(CAPACITY) + "bbbbb" + "c");
    }

    @Test
    void a_refused_oversize_record_can_be_discarded() throws IOException {
        require(Capability.REFUSES);
        FlushTarget target = open();
        FilledSegment segment =
                oversize(target, 0).put(bytes(CAPACITY, 'a')).spill().add("b");
        place().refuse(true);
        assertRefused(segment);
        segment.discard();
        place().refuse(false);
        ordinary(target, 0).add("other").publish();
        assertThat(contents()).containsExactly("other");
    }

    @Test
    void a_refusal_harms_no_other_segment() throws IOException {
        require(Capability.REFUSES);
        FlushTarget target = open();
        FilledSegment unlucky = ordinary(target, 0).add("unlucky");
        FilledSegment other = ordinary(target, 1).add("other,").spill().add("end");
        place().refuse(true);
        assertRefused(unlucky);
        place().refuse(false);
        other.publish();
        unlucky.publish();
        assertThat(contents()).containsExactlyInAnyOrder("unlucky", "other,end");
    }

    @Test
    void closing_while_the_place_refuses_shows_nothing() throws IOException {
        require(Capability.REFUSES);
        FlushTarget target = open();
        FilledSegment segment = ordinary(target, 0).add("a");
        place().refuse(true);
        assertRefused(segment);
        segment.abandon();
        target.close();
        place().refuse(false);
        assertThat(visible()).isEmpty();
    }

    static void discardIfOpened(FlushTarget target, SegmentSpec spec) {
        try {
            target.open(spec).discard();
        } catch (IOException refused) {
            assertThat(refused.getMessage()).as("why it was refused").isNotBlank();
        }
    }
}
