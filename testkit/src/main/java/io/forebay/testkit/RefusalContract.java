package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import java.io.IOException;
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
    void a_publication_that_failed_keeps_the_commits() throws IOException {
        require(Capability.REFUSES);
        FilledSegment filled = ordinary(open(), 0).add("four").spill().add("more");
        place().refuse(true);
        assertRefused(filled);
        place().refuse(false);
        assertThatThrownBy(() -> filled.segment().commit(3))
                .as("a commit before the last one, at 4")
                .isInstanceOf(IndexOutOfBoundsException.class);
        filled.add("!");
        assertThat(filled.publish().records()).isEqualTo(3);
        assertThat(contents()).containsExactly("fourmore!");
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
        first.spill();
        assertThat(second.publish().records()).isEqualTo(2);
        first.discard();
        assertThat(contents()).containsExactly("first,second");
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

    private static void assertRefused(FilledSegment segment) {
        assertThatThrownBy(segment::publish)
                .as("a publication while the place refuses")
                .isInstanceOf(IOException.class);
    }

    /** Some targets keep what is spilled in memory, and so have nothing to refuse yet. */
    private static boolean spilledAllTheSame(FilledSegment segment) {
        try {
            segment.spill();
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
