package io.forebay.testkit;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.Recovery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Targets that leave behind, or recover, something else than they must. */
final class BrokenRecoveries {
    private BrokenRecoveries() {}

    static final List<Broken> ALL = List.of(
            Broken.targets(
                    "a recovery that finds nothing",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Recovery recover() {
                            return Recovery.NONE;
                        }
                    },
                    "flaw1_what_was_spilled_is_recovered_under_its_name_with_its_count",
                    "an_oversize_record_that_was_whole_is_recovered",
                    "promise3_recoverers_that_race_publish_each_leftover_once",
                    "promise3_recovery_beside_targets_that_come_and_go_publishes_what_they_leave_once",
                    "promise9_what_can_still_be_told_is_recovered"),
            Broken.targets(
                    "a target that claims to keep what it does not",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public boolean keepsCommitted() {
                            return true;
                        }
                    },
                    "a_target_says_whether_it_keeps_what_was_only_committed"),
            Broken.targets(
                    "a recovery that makes files up",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Recovery recover() {
                            return new Recovery(
                                    List.of(new Recovery.Recovered("ghost", 1, OptionalLong.empty())), List.of(), 0);
                        }
                    },
                    "recovery_of_an_empty_place_finds_nothing"),
            Broken.targets(
                    "a recovery that tells the same again",
                    (target, place) -> new ForwardingTarget(target) {
                        private Recovery before = Recovery.NONE;

                        @Override
                        public Recovery recover() throws IOException {
                            Recovery now = super.recover();
                            before = new Recovery(
                                    joined(before.recovered(), now.recovered()),
                                    joined(before.quarantined(), now.quarantined()),
                                    now.live());
                            return before;
                        }
                    },
                    "promise3_recovery_finds_nothing_more_when_it_runs_again",
                    "promise3_recovery_after_damage_finds_nothing_more_when_it_runs_again"),
            Broken.targets(
                    "a recovery that publishes again what others have recovered",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Recovery recover() throws IOException {
                            Recovery recovery = super.recover();
                            for (MemoryFile file : place.store().files()) {
                                if (file.name().contains("_r") && !file.name().endsWith("again")) {
                                    publishAgain(place, file);
                                }
                            }
                            return recovery;
                        }
                    },
                    "promise3_a_second_death_before_recovery_brings_nothing_twice",
                    "promise3_recoverers_that_race_publish_each_leftover_once",
                    "promise3_recovery_beside_targets_that_come_and_go_publishes_what_they_leave_once"),
            Broken.targets(
                    "a recovery that loses what it is refused to publish",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Recovery recover() throws IOException {
                            if (place.full()) {
                                place.loseSpilled();
                            }
                            return super.recover();
                        }
                    },
                    "promise12_a_recovery_that_was_refused_is_made_up_for"),
            Broken.targets(
                    "a recovery that does not miss the place",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Recovery recover() throws IOException {
                            return place.away() ? Recovery.NONE : super.recover();
                        }
                    },
                    "recovery_without_the_place_fails_and_can_be_repeated"),
            Broken.targets(
                    "a recovery that keeps a handle",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Recovery recover() throws IOException {
                            place.open(ContractFixture.SPEC);
                            return super.recover();
                        }
                    },
                    "promise11_recovery_holds_nothing_when_it_has_returned"),
            Broken.targets(
                    "a recovery that is stopped by damage",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Recovery recover() throws IOException {
                            Recovery recovery = super.recover();
                            if (!recovery.quarantined().isEmpty()) {
                                throw new IOException("damaged: " + recovery.quarantined());
                            }
                            return recovery;
                        }
                    },
                    "damage_stops_neither_the_start_nor_the_recovery_of_what_is_whole"),
            Broken.targets(
                    "a recovery that publishes what it has set aside",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Recovery recover() throws IOException {
                            Recovery recovery = super.recover();
                            for (MemoryFile file : place.store().quarantined()) {
                                publishAgain(place, file);
                            }
                            return recovery;
                        }
                    },
                    "promise2_damage_never_lets_anything_be_published_that_is_not_whole",
                    "promise2_half_a_record_is_never_published_by_recovery",
                    "promise3_what_was_told_as_lost_is_not_recovered"),
            Broken.targets(
                    "a recovery that does not tell what it has set aside",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Recovery recover() throws IOException {
                            Recovery truth = super.recover();
                            return new Recovery(truth.recovered(), List.of(), truth.live());
                        }
                    },
                    "what_can_not_be_told_any_more_is_set_aside_with_a_reason_and_kept"),
            Broken.segments(
                    "a spill that takes half a record for a whole one",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void spill(int end) throws IOException {
                            super.commit(end);
                            super.spill(end);
                        }
                    },
                    "promise2_half_a_record_is_never_published_by_recovery"),
            Broken.places(
                    "a target that says that it keeps what was committed, and does not",
                    () -> new MemoryHarness() {
                        @Override
                        public Set<Capability> capabilities() {
                            return EnumSet.allOf(Capability.class);
                        }
                    },
                    "promise9_what_was_only_committed_survives_exactly_where_that_is_declared",
                    "what_closing_has_abandoned_is_left_for_recovery"),
            Broken.segments(
                    "a commit that writes through",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void commit(int end) {
                            super.commit(end);
                            try {
                                super.spill(end);
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        }
                    },
                    "promise9_what_was_only_committed_survives_exactly_where_that_is_declared"),
            Broken.places(
                    "a death that takes along what was spilled",
                    () -> new MemoryHarness() {
                        @Override
                        public void kill(FlushTarget target) {
                            loseSpilled();
                            super.kill(target);
                        }
                    },
                    "promise9_what_was_spilled_survives_a_sudden_death"),
            Broken.segments(
                    "a discard that leaves the data to recovery",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void discard() {
                            super.abandon();
                        }
                    },
                    "what_was_discarded_is_not_recovered",
                    "recovery_after_a_clean_close_finds_nothing"),
            Broken.segments(
                    "an abandon that does not tell",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Amount abandon() {
                            super.abandon();
                            return Amount.ZERO;
                        }
                    },
                    "promise1_abandon_tells_exactly_what_recovery_publishes",
                    "promise1_abandon_after_a_refusal_tells_exactly_what_recovery_publishes",
                    "promise1_abandon_tells_what_is_visible_but_not_sure_to_stay_so"),
            Broken.places(
                    "a target that says that it keeps nothing, and does",
                    () -> new MemoryHarness() {
                        @Override
                        public Set<Capability> capabilities() {
                            return EnumSet.of(Capability.NAMES_FILES);
                        }
                    },
                    "a_target_that_keeps_nothing_abandons_nothing_and_finds_nothing"));

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static void publishAgain(MemoryHarness place, MemoryFile file) throws IOException {
        place.store()
                .publish(new MemoryFile(
                        file.name() + "again", file.worker(), file.sequence(), file.bytes(), file.records()));
    }
}
