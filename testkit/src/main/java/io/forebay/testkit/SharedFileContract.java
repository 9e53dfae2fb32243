package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The part of the contract that the segments of one target must keep towards each other. */
abstract class SharedFileContract extends LifeContract {

    @Test
    void promise2_segments_of_one_worker_share_a_file_in_the_order_of_their_spills() throws IOException {
        FlushTarget target = open();
        FilledSegment first = ordinary(target, 0);
        FilledSegment second = ordinary(target, 0);
        first.add("1").spill();
        second.add("2").spill();
        first.add("3").spill();
        second.add("4");
        Published published = second.publish();
        assertThat(published.records()).isEqualTo(4);
        assertThat(contents()).containsExactly("1234");

        first.add("5");
        assertThat(first.publish().records()).isEqualTo(1);
        assertThat(contents()).containsExactlyInAnyOrder("1234", "5");
    }

    @Test
    void after_a_publication_the_worker_begins_a_new_file() throws IOException {
        FlushTarget target = open();
        ordinary(target, 0).add("a").spill().publish();
        ordinary(target, 0).add("b").spill().publish();
        ordinary(target, 0).add("c").publish();
        assertThat(contents()).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void workers_do_not_share_files() throws IOException {
        FlushTarget target = open();
        FilledSegment zero = ordinary(target, 0).add("0").spill();
        FilledSegment one = ordinary(target, 1).add("1").spill();
        assertThat(one.publish().worker()).isEqualTo(1);
        assertThat(contents()).containsExactly("1");
        assertThat(zero.publish().worker()).isZero();
        assertThat(contents()).containsExactlyInAnyOrder("0", "1");
    }

    @Test
    void an_oversize_segment_has_a_file_of_its_own() throws IOException {
        FlushTarget target = open();
        FilledSegment small = ordinary(target, 0).add("before,").spill();
        FilledSegment large = oversize(target, 0).put(bytes(CAPACITY, 'x')).spill();
        FilledSegment other = oversize(target, 0).put(bytes(CAPACITY, 'y')).spill();
        small.add("after").spill();
        large.add("X").publish();
        assertThat(contents()).containsExactly("x".repeat(CAPACITY) + "X");
        other.add("Y").publish();
        small.publish();
        assertThat(contents())
                .containsExactlyInAnyOrder("x".repeat(CAPACITY) + "X", "y".repeat(CAPACITY) + "Y", "before,after");
    }

    @Test
    void discarding_an_ordinary_segment_drops_its_buffer_and_not_what_was_spilled() throws IOException {
        FlushTarget target = open();
        FilledSegment first = ordinary(target, 0).add("spilled,").spill().add("dropped");
        first.discard();
        Published published = ordinary(target, 0).add("next").publish();
        assertThat(published.records()).isEqualTo(2);
        assertThat(contents()).containsExactly("spilled,next");
    }

    @Test
    void discarding_an_oversize_segment_drops_what_it_has_spilled() throws IOException {
        FlushTarget target = open();
        FilledSegment kept = ordinary(target, 0).add("kept").spill();
        FilledSegment large = oversize(target, 0).put(bytes(CAPACITY, 'x')).spill();
        large.discard();
        kept.publish();
        assertThat(contents()).containsExactly("kept");
    }

    @Test
    void promise5_names_do_not_repeat_over_workers_kinds_and_restarts() throws IOException {
        Set<String> names = new HashSet<>();
        int count = 0;
        for (int restart = 0; restart < 3; restart++) {
            try (FlushTarget target = place().open(SPEC)) {
                for (int i = 0; i < 30; i++) {
                    int worker = i % SPEC.workers();
                    FilledSegment segment = i % 2 == 0 ? ordinary(target, worker) : oversize(target, worker);
                    names.add(segment.add("record").publish().name());
                    count++;
                }
            }
        }
        assertThat(names).hasSize(count);
        assertThat(visible()).hasSize(count);
        if (has(Capability.NAMES_FILES)) {
            assertThat(visible().keySet()).isEqualTo(names);
        }
    }

    @Test
    void promise4_what_is_published_does_not_change() throws IOException {
        FlushTarget target = open();
        ordinary(target, 0).add("first").spill().publish();
        Map<String, String> before = visible();
        ordinary(target, 0).add("second").spill().publish();
        ordinary(target, 0).add("third").discard();
        target.recover();
        target.close();
        assertThat(visible()).hasSize(2).containsAllEntriesOf(before);
    }
}
