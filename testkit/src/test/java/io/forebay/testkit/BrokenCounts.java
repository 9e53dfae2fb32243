package io.forebay.testkit;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Recovery;
import io.forebay.api.Recovery.Quarantined;
import io.forebay.api.Recovery.Recovered;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** Targets that do as they must, and tell something else: wrong counts, lengths, names and reasons. */
final class BrokenCounts {
    private BrokenCounts() {}

    static final List<Broken> ALL = List.of(
            publishing(
                    "a wrong length of what was published",
                    truth -> new Published(truth.worker(), truth.name(), truth.bytes() + 1, truth.records()),
                    "publish_shows_exactly_what_was_committed_and_tells_it"),
            publishing(
                    "a wrong worker of what was published",
                    truth -> new Published(truth.worker() + 1, truth.name(), truth.bytes(), truth.records()),
                    "publish_shows_exactly_what_was_committed_and_tells_it"),
            publishing(
                    "names that do not tell the instance",
                    truth -> new Published(
                            truth.worker(), truth.name().replaceFirst("_.*_", "__"), truth.bytes(), truth.records()),
                    "promise5_names_do_not_repeat_over_workers_kinds_and_restarts",
                    "promise5_targets_that_share_a_place_do_not_share_names"),
            Broken.targets(
                    "a number that is used up by each attempt",
                    (target, place) -> new ForwardingTarget(target) {
                        private long failed;

                        @Override
                        protected Segment wrap(Segment segment, SegmentSpec spec) {
                            return new ForwardingSegment(segment) {
                                @Override
                                public Published publish() throws IOException {
                                    boolean published = false;
                                    try {
                                        Published truth = super.publish();
                                        published = true;
                                        long number = place.sequence(truth.name()) + failed;
                                        String name = truth.name().replaceFirst("_[0-9]+$", "_" + number);
                                        return new Published(truth.worker(), name, truth.bytes(), truth.records());
                                    } finally {
                                        failed += published ? 0 : 1;
                                    }
                                }
                            };
                        }
                    },
                    "a_gap_in_a_workers_numbers_means_a_lost_file_and_nothing_else",
                    "a_refused_publication_leaves_no_gap_in_the_numbers"),
            Broken.targets(
                    "a publication that tells again what was published before",
                    (target, place) -> new ForwardingTarget(target) {
                        private long told;

                        @Override
                        protected Segment wrap(Segment segment, SegmentSpec spec) {
                            return new ForwardingSegment(segment) {
                                @Override
                                public Published publish() throws IOException {
                                    Published truth = super.publish();
                                    told += truth.records();
                                    return new Published(truth.worker(), truth.name(), truth.bytes(), told);
                                }
                            };
                        }
                    },
                    "promise2_segments_of_one_worker_share_a_file_in_the_order_of_their_spills"),
            Broken.targets(
                    "an abandon that tells a shared file for each segment",
                    (target, place) -> new Abandoning(target),
                    "promise1_abandon_tells_exactly_what_recovery_publishes",
                    "promise1_abandon_tells_a_visible_file_of_several_segments_once"),
            recovering(
                    "a wrong length of what was recovered",
                    truth -> new Recovery(
                            truth.recovered().stream()
                                    .map(file -> new Recovered(file.name(), file.bytes() + 1, file.records()))
                                    .toList(),
                            truth.quarantined(),
                            truth.live()),
                    "flaw1_what_was_spilled_is_recovered_under_its_name_with_its_count",
                    "what_was_recovered_is_visible_under_the_names_that_are_told",
                    "promise1_abandon_tells_exactly_what_recovery_publishes",
                    "promise1_abandon_after_a_refusal_tells_exactly_what_recovery_publishes"),
            recovering(
                    "a wrong count of the records that were recovered",
                    truth -> new Recovery(
                            truth.recovered().stream()
                                    .map(file -> new Recovered(
                                            file.name(),
                                            file.bytes(),
                                            OptionalLong.of(file.records().orElse(0) + 1)))
                                    .toList(),
                            truth.quarantined(),
                            truth.live()),
                    "flaw1_what_was_spilled_is_recovered_under_its_name_with_its_count",
                    "promise1_abandon_tells_exactly_what_recovery_publishes"),
            recovering(
                    "a recovery that counts itself among the living",
                    truth -> new Recovery(truth.recovered(), truth.quarantined(), truth.live() + 1),
                    "recovery_of_an_empty_place_finds_nothing",
                    "promise13_recovery_does_not_touch_what_a_live_target_owns",
                    "closing_while_the_place_refuses_leaves_what_was_spilled_to_recovery"),
            recovering(
                    "a recovery that does not count the living",
                    truth -> new Recovery(truth.recovered(), truth.quarantined(), 0),
                    "promise13_recovery_does_not_touch_what_a_live_target_owns",
                    "closing_again_harms_no_target_that_came_after"),
            settingAside(
                    "a wrong length of what was set aside",
                    file -> new Quarantined(file.name(), file.bytes() + 1, file.reason())),
            settingAside(
                    "a file that is set aside under another name than is told",
                    file -> new Quarantined(file.name() + "?", file.bytes(), file.reason())),
            settingAside(
                    "a file that is set aside without a reason",
                    file -> new Quarantined(file.name(), file.bytes(), " ")));

    private static Broken publishing(String what, UnaryOperator<Published> lie, String... noticedBy) {
        return Broken.segments(
                what,
                (segment, place) -> new ForwardingSegment(segment) {
                    @Override
                    public Published publish() throws IOException {
                        return lie.apply(super.publish());
                    }
                },
                noticedBy);
    }

    private static Broken recovering(String what, UnaryOperator<Recovery> lie, String... noticedBy) {
        return Broken.targets(
                what,
                (target, place) -> new ForwardingTarget(target) {
                    @Override
                    public Recovery recover() throws IOException {
                        return lie.apply(super.recover());
                    }
                },
                noticedBy);
    }

    private static Broken settingAside(String what, UnaryOperator<Quarantined> lie) {
        return recovering(
                what,
                truth -> new Recovery(
                        truth.recovered(), truth.quarantined().stream().map(lie).toList(), truth.live()),
                "what_can_not_be_told_any_more_is_set_aside_with_a_reason_and_kept");
    }

    /** Tells the largest file that was told so far, where there is nothing to tell. */
    private static final class Abandoning extends ForwardingTarget {
        private Amount before = Amount.ZERO;

        Abandoning(FlushTarget target) {
            super(target);
        }

        @Override
        protected Segment wrap(Segment segment, SegmentSpec spec) {
            return new ForwardingSegment(segment) {
                @Override
                public Amount abandon() {
                    Amount now = super.abandon();
                    before = now.records() > before.records() ? now : before;
                    return now.equals(Amount.ZERO) ? before : now;
                }
            };
        }
    }
}
