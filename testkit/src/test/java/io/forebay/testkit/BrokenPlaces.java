package io.forebay.testkit;

import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.util.List;

/** Targets that tell wrong names, or do not get on with their place. */
final class BrokenPlaces {
    private BrokenPlaces() {}

    static final List<Broken> ALL = List.of(
            Broken.segments(
                    "one name for all",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            Published truth = super.publish();
                            return new Published(truth.worker(), "file", truth.bytes(), truth.records());
                        }
                    },
                    "promise5_names_do_not_repeat_over_workers_kinds_and_restarts"),
            Broken.segments(
                    "a path for a name",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            Published truth = super.publish();
                            return new Published(
                                    truth.worker(), "spool/" + truth.name(), truth.bytes(), truth.records());
                        }
                    },
                    "a_name_is_told_without_the_directory"),
            Broken.targets(
                    "a recovery that tells the names of temporary files",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Recovery recover() throws IOException {
                            Recovery truth = super.recover();
                            return new Recovery(
                                    truth.recovered().stream()
                                            .map(file -> new Recovery.Recovered(
                                                    file.name() + ".tmp", file.bytes(), file.records()))
                                            .toList(),
                                    truth.quarantined(),
                                    truth.live());
                        }
                    },
                    "what_was_recovered_is_visible_under_the_names_that_are_told"),
            Broken.places(
                    "a failure to open that does not say where",
                    () -> new MemoryHarness() {
                        @Override
                        public FlushTarget open(TargetSpec spec) throws IOException {
                            try {
                                return super.open(spec);
                            } catch (IOException e) {
                                throw new IOException("can not open", e);
                            }
                        }
                    },
                    "opening_without_the_place_fails_and_says_which_and_leaves_nothing_behind"),
            Broken.targets(
                    "an open that keeps the buffer when the place is gone",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Segment open(SegmentSpec spec) throws IOException {
                            Segment opened = super.open(spec);
                            if (place.away()) {
                                throw new IOException("no place for " + opened);
                            }
                            return opened;
                        }
                    },
                    "promise12_an_open_without_the_place_can_be_repeated_and_costs_no_segment"),
            Broken.targets(
                    "an open that throws an unchecked exception when the place is gone",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Segment open(SegmentSpec spec) throws IOException {
                            if (place.away()) {
                                throw new IllegalStateException("no such directory");
                            }
                            return super.open(spec);
                        }
                    },
                    "promise12_an_open_without_the_place_can_be_repeated_and_costs_no_segment"),
            Broken.segments(
                    "a discard that needs the place",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void discard() {
                            if (place.away()) {
                                throw new IllegalArgumentException("no such directory");
                            }
                            super.discard();
                        }
                    },
                    "while_the_place_is_gone_segments_can_be_discarded_and_abandoned"));
}
