package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.Recovery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The part of the contract that speaks of what a target leaves behind, and of what a later one makes of it. */
abstract class RecoveryContract extends RefusedStatesContract {

    @Test
    void recovery_of_an_empty_place_finds_nothing() throws IOException {
        Recovery recovery = open().recover();
        assertFoundNothing(recovery);
        assertThat(recovery.live()).isZero();
    }

    @Test
    void recovery_after_a_clean_close_finds_nothing() throws IOException {
        FlushTarget target = open();
        ordinary(target, 0).add("a").spill().add("b").publish();
        ordinary(target, 0).add("discarded").discard();
        oversize(target, 1).put(bytes(CAPACITY, 'x')).spill().discard();
        target.close();
        assertFoundNothing(recoverAnew());
        assertThat(contents()).containsExactly("ab");
    }

    @Test
    void promise13_recovery_leaves_its_own_open_segments_alone() throws IOException {
        FlushTarget target = open();
        FilledSegment small = ordinary(target, 0).add("small,").spill().add("end");
        FilledSegment large = oversize(target, 0).put(bytes(CAPACITY, 'x')).spill();
        assertFoundNothing(target.recover());
        assertThat(visible()).isEmpty();
        small.publish();
        large.add("X").publish();
        assertThat(contents()).containsExactlyInAnyOrder("small,end", "x".repeat(CAPACITY) + "X");
    }

    @Test
    void a_target_that_keeps_nothing_abandons_nothing_and_finds_nothing() throws IOException {
        assumeFalse(has(Capability.RECOVERS), "the target under test declares RECOVERS");
        FlushTarget target = open();
        assertThat(ordinary(target, 0).add("a").spill().add("b").abandon()).isEqualTo(Amount.ZERO);
        target.close();
        assertThat(recoverAnew()).isEqualTo(Recovery.NONE);
        assertThat(visible()).isEmpty();
    }

    @Test
    void flaw1_what_was_spilled_is_recovered_under_its_name_with_its_count() throws IOException {
        require(Capability.RECOVERS);
        FlushTarget target = open();
        ordinary(target, 0).add("one,").add("two").spill();
        target.close();

        Recovery recovery = recoverAnew();

        assertThat(recovery.quarantined()).isEmpty();
        assertThat(recovery.recovered()).singleElement().satisfies(file -> {
            assertOnlyFile(file.name(), "one,two");
            assertThat(file.bytes()).isEqualTo(7);
            file.records().ifPresent(records -> assertThat(records).isEqualTo(2));
        });
    }

    @Test
    void promise3_recovery_finds_nothing_more_when_it_runs_again() throws IOException {
        require(Capability.RECOVERS);
        leaveBehind("spilled");
        FlushTarget target = open();
        assertThat(target.recover().recovered()).hasSize(1);
        Map<String, String> once = visible();
        assertFoundNothing(target.recover());
        target.close();
        assertFoundNothing(recoverAnew());
        assertThat(visible()).isEqualTo(once);
        assertThat(contents()).containsExactly("spilled");
    }

    @Test
    void promise2_what_several_segments_spilled_is_recovered_in_order_and_once() throws IOException {
        require(Capability.RECOVERS);
        FlushTarget target = open();
        FilledSegment first = ordinary(target, 0);
        FilledSegment second = ordinary(target, 0);
        first.add("1").spill();
        second.add("2").spill();
        first.add("3").spill();
        target.close();
        recoverAnew();
        assertThat(contents()).containsExactly("123");
    }

    @Test
    void promise1_abandon_tells_exactly_what_recovery_publishes() throws IOException {
        require(Capability.RECOVERS);
        FlushTarget target = open();
        List<FilledSegment> segments = new ArrayList<>();
        segments.add(ordinary(target, 0).add("1,").spill().add("2,"));
        segments.add(ordinary(target, 0).add("3,").add("4,").spill());
        segments.add(ordinary(target, 1).add("5,").spill());
        segments.add(ordinary(target, 2).add("6,"));
        segments.add(
                oversize(target, 0).put(bytes(CAPACITY, 'x')).spill().add("X").spill());
        segments.add(oversize(target, 0).put(bytes(CAPACITY, 'y')).spill());
        Amount told = segments.stream().map(FilledSegment::abandon).reduce(Amount.ZERO, Amount::plus);
        target.close();

        Recovery recovery = recoverAnew();

        assertThat(recovery.bytes()).as("bytes recovered").isEqualTo(told.bytes());
        recovery.records()
                .ifPresent(
                        records -> assertThat(records).as("records recovered").isEqualTo(told.records()));
        assertThat(contents().stream().mapToLong(String::length).sum()).isEqualTo(told.bytes());
        assertThat(told.records())
                .as("what was spilled whole: 1, 3, 4, 5 and X")
                .isGreaterThanOrEqualTo(5);
    }

    @Test
    void promise2_half_a_record_is_never_published_by_recovery() throws IOException {
        require(Capability.RECOVERS);
        FlushTarget target = open();
        oversize(target, 0).put(bytes(CAPACITY, 'x')).spill();
        FilledSegment abandoned = oversize(target, 1).put(bytes(CAPACITY, 'y')).spill();
        assertThat(abandoned.abandon()).isEqualTo(Amount.ZERO);
        target.close();
        assertThat(recoverAnew().recovered()).isEmpty();
        assertThat(visible()).isEmpty();
    }

    @Test
    void an_oversize_record_that_was_whole_is_recovered() throws IOException {
        require(Capability.RECOVERS);
        FlushTarget target = open();
        FilledSegment segment =
                oversize(target, 0).put(bytes(CAPACITY, 'x')).spill().add("end").spill();
        segment.abandon();
        target.close();
        recoverAnew();
        assertThat(contents()).containsExactly("x".repeat(CAPACITY) + "end");
    }

    @Test
    void what_was_discarded_is_not_recovered() throws IOException {
        require(Capability.RECOVERS);
        FlushTarget target = open();
        ordinary(target, 0).add("discarded").discard();
        oversize(target, 0)
                .put(bytes(CAPACITY, 'x'))
                .spill()
                .add("whole")
                .spill()
                .discard();
        target.close();
        assertThat(recoverAnew().recovered()).isEmpty();
        assertThat(visible()).isEmpty();
    }

    @Test
    void promise9_what_was_only_committed_survives_exactly_where_that_is_declared() throws IOException {
        require(Capability.RECOVERS);
        FlushTarget target = open();
        ordinary(target, 0).add("committed").put(bytes(3, 'x'));
        endSuddenly(target);
        recoverAnew();
        if (has(Capability.KEEPS_COMMITTED)) {
            assertThat(contents()).containsExactly("committed");
        } else {
            assertThat(visible()).isEmpty();
        }
    }

    @Test
    void a_target_says_whether_it_keeps_what_was_only_committed() throws IOException {
        assertThat(open().keepsCommitted()).isEqualTo(has(Capability.KEEPS_COMMITTED));
    }

    @Test
    void promise9_what_was_spilled_survives_a_sudden_death() throws IOException {
        require(Capability.RECOVERS);
        require(Capability.DIES);
        FlushTarget target = open();
        ordinary(target, 0).add("published").publish();
        ordinary(target, 0).add("spilled").spill();
        oversize(target, 1).put(bytes(CAPACITY, 'x')).spill();
        kill(target);
        recoverAnew();
        assertThat(contents()).containsExactlyInAnyOrder("published", "spilled");
    }

    @Test
    void promise3_a_second_death_before_recovery_brings_nothing_twice() throws IOException {
        require(Capability.RECOVERS);
        require(Capability.DIES);
        FlushTarget first = open();
        ordinary(first, 0).add("first").spill();
        kill(first);
        FlushTarget second = open();
        second.recover();
        ordinary(second, 0).add("second").spill();
        kill(second);
        FlushTarget third = open();
        third.recover();
        kill(third);
        assertFoundNothing(recoverAnew());
        assertThat(contents()).containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void promise3_recoverers_that_race_publish_each_leftover_once() throws Exception {
        require(Capability.RECOVERS);
        require(Capability.SHARES_PLACE);
        for (int round = 0; round < 10; round++) {
            leaveBehind("leftover " + round);
        }
        int racers = 3;
        List<FlushTarget> targets = new ArrayList<>();
        for (int i = 0; i < racers; i++) {
            targets.add(open());
        }
        CyclicBarrier start = new CyclicBarrier(racers);
        ExecutorService threads = Executors.newFixedThreadPool(racers);
        int recovered = 0;
        try {
            List<Future<Recovery>> racing = new ArrayList<>();
            for (FlushTarget target : targets) {
                racing.add(threads.submit(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    return target.recover();
                }));
            }
            for (Future<Recovery> race : racing) {
                Recovery recovery = race.get(60, TimeUnit.SECONDS);
                assertThat(recovery.quarantined()).isEmpty();
                recovered += recovery.recovered().size();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(recovered)
                .as("files that the racers say they have recovered")
                .isEqualTo(10);
        assertThat(contents()).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void promise13_recovery_does_not_touch_what_a_live_target_owns() throws IOException {
        require(Capability.SHARES_PLACE);
        FlushTarget alive = open();
        FilledSegment small = ordinary(alive, 0).add("small,").spill();
        FilledSegment large = oversize(alive, 0).put(bytes(CAPACITY, 'x')).spill();
        Recovery recovery = recoverAnew();
        assertFoundNothing(recovery);
        if (has(Capability.RECOVERS)) {
            assertThat(recovery.live())
                    .as("live instances that were left alone")
                    .isEqualTo(1);
        }
        assertThat(visible()).isEmpty();
        small.add("end").publish();
        large.add("X").publish();
        assertThat(contents()).containsExactlyInAnyOrder("small,end", "x".repeat(CAPACITY) + "X");
    }

    @Test
    void promise5_targets_that_share_a_place_do_not_share_names() throws IOException {
        require(Capability.SHARES_PLACE);
        FlushTarget one = open();
        FlushTarget two = open();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            names.add(ordinary(one, 0)
                    .add("spilled,")
                    .spill()
                    .add("one " + i)
                    .publish()
                    .name());
            names.add(ordinary(two, 0)
                    .add("spilled,")
                    .spill()
                    .add("two " + i)
                    .publish()
                    .name());
        }
        assertThat(names).as("names that were told").doesNotHaveDuplicates();
        assertThat(contents()).hasSize(40).doesNotHaveDuplicates();
    }
}
