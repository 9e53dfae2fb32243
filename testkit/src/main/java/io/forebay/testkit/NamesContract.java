package io.forebay.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Recovery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of the contract that speaks of the final names of files, and of their permission. */
abstract class NamesContract extends LossContract {
    private static final int FILES = 40;

    @Test
    void a_name_is_told_without_the_directory() throws IOException {
        FlushTarget target = open();
        assertThat(ordinary(target, 0).add("a").publish().name()).isNotBlank().doesNotContain("/");
        assertThat(oversize(target, 1).add("b").publish().name()).isNotBlank().doesNotContain("/");
    }

    @Test
    void what_was_recovered_is_visible_under_the_names_that_are_told() throws IOException {
        require(Capability.RECOVERS);
        require(Capability.NAMES_FILES);
        leaveBehind("one");
        leaveBehind("two");
        Recovery recovery = recoverAnew();
        assertThat(visible())
                .containsOnlyKeys(recovery.recovered().stream()
                        .map(Recovery.Recovered::name)
                        .toList());
        for (Recovery.Recovered file : recovery.recovered()) {
            assertThat(place().visible().get(file.name())).hasSize(Math.toIntExact(file.bytes()));
        }
    }

    @Test
    void a_name_tells_its_worker_also_after_recovery() throws IOException {
        require(Capability.NAMES_WORKERS);
        FlushTarget target = open();
        for (int worker = 0; worker < SPEC.workers(); worker++) {
            Published small = ordinary(target, worker).add("a").publish();
            Published large = oversize(target, worker).add("b").publish();
            assertThat(place().worker(small.name())).isEqualTo(worker);
            assertThat(place().worker(large.name())).isEqualTo(worker);
        }
        ordinary(target, 2).add("spilled").spill();
        target.close();
        assertThat(recoverAnew().recovered())
                .allSatisfy(file -> assertThat(place().worker(file.name())).isEqualTo(2))
                .hasSize(has(Capability.RECOVERS) ? 1 : 0);
    }

    @Test
    void a_gap_in_a_workers_numbers_means_a_lost_file_and_nothing_else() throws IOException {
        require(Capability.NUMBERS_FILES);
        FlushTarget target = open();
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            numbers.add(place().sequence(ordinary(target, 0)
                    .add("a")
                    .spill()
                    .add("b")
                    .publish()
                    .name()));
            numbers.add(place().sequence(oversize(target, 0).add("c").publish().name()));
            ordinary(target, 0).add("discarded").discard();
            oversize(target, 0).add("discarded").spill().discard();
            assertThatThrownBy(ordinary(target, 0)::publish).isInstanceOf(IllegalStateException.class);
        }
        assertThat(numbers).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(place().sequence(ordinary(target, 1).add("other").publish().name()))
                .as("each worker counts for itself")
                .isEqualTo(1);
    }

    @Test
    void a_refused_publication_leaves_no_gap_in_the_numbers() throws IOException {
        require(Capability.NUMBERS_FILES);
        require(Capability.REFUSES);
        FlushTarget target = open();
        FilledSegment segment = ordinary(target, 0).add("a");
        place().refuse(true);
        assertRefused(segment);
        place().refuse(false);
        assertThat(place().sequence(segment.publish().name())).isEqualTo(1);
    }

    @Test
    void promise4_a_file_of_somebody_else_is_never_replaced() throws IOException {
        require(Capability.OCCUPIES_NAMES);
        FlushTarget target = open();
        FilledSegment segment = ordinary(target, 0).add("ours,").spill().add("too");
        place().occupy("not ours".getBytes(UTF_8));
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
        assertThat(contents()).containsExactly("not ours");
        segment.discard();
        target.close();
        assertThat(contents()).containsExactly("not ours");
    }

    @Test
    void promise4_recovery_replaces_no_file_of_somebody_else_and_goes_on_with_the_rest() throws IOException {
        require(Capability.OCCUPIES_NAMES);
        require(Capability.RECOVERS);
        leaveBehind("spilled");
        leaveBehind("spilled");
        place().occupy("not ours".getBytes(UTF_8));
        Recovery recovery = recoverAnew();
        assertThat(recovery.recovered()).hasSize(1);
        assertThat(recovery.quarantined()).hasSize(1);
        assertThat(contents()).containsExactlyInAnyOrder("not ours", "spilled");
    }

    @Test
    void promise4_every_file_has_its_permission() throws IOException {
        require(Capability.PERMISSIONS);
        FlushTarget target = open();
        ordinary(target, 0).add("a").publish();
        ordinary(target, 1).add("b").spill().publish();
        oversize(target, 2).put(bytes(CAPACITY, 'x')).spill().add("X").publish();
        ordinary(target, 0).add("recovered").spill();
        target.close();
        recoverAnew();
        assertPermissions(has(Capability.RECOVERS) ? 4 : 3);
    }

    @Test
    void promise4_a_file_that_is_published_after_a_refusal_has_its_permission() throws IOException {
        require(Capability.PERMISSIONS);
        require(Capability.REFUSES);
        FlushTarget target = open();
        FilledSegment segment = ordinary(target, 0).add("a").spill().add("b");
        place().refuse(true);
        assertRefused(segment);
        place().refuse(false);
        segment.publish();
        assertPermissions(1);
    }

    @Test
    void promise4_a_file_has_its_permission_from_the_moment_it_is_seen() throws Exception {
        require(Capability.PERMISSIONS);
        FlushTarget target = open();
        whileRunning(
                () -> {
                    for (int i = 0; i < FILES; i++) {
                        ordinary(target, 0).add("a").spill().add("b").publish();
                    }
                    return null;
                },
                () -> {
                    assertRightPermissions();
                    return null;
                });
        assertPermissions(FILES);
    }

    private void assertPermissions(int files) throws IOException {
        assertRightPermissions();
        assertThat(place().permissions()).hasSize(files);
    }

    private void assertRightPermissions() throws IOException {
        assertThat(place().permissions().values())
                .allSatisfy(permission -> assertThat(permission).isEqualTo(place().permission()));
    }
}
