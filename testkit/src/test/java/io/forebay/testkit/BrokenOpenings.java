package io.forebay.testkit;

import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/** Openers, which a harness stands for, that open what they must not; and targets that open segments which they were not opened for. */
final class BrokenOpenings {
    private static final String CONTRADICTED =
            "opening_with_settings_that_contradict_the_spec_throws_and_leaves_nothing_behind";
    private static final String BEYOND =
            "a_segment_beyond_what_the_target_was_opened_for_is_refused_and_costs_no_other";
    private static final String BUFFER_SIZE = "a_buffer_size_that_is_told_is_within_its_bounds_and_can_be_opened_with";
    private static final int LARGE = 1 << 10;

    private BrokenOpenings() {}

    static final List<Broken> ALL = List.of(
            Broken.places(
                    "a contradiction that nobody minds",
                    () -> new MemoryHarness() {
                        @Override
                        public FlushTarget openContradicting(TargetSpec spec) throws IOException {
                            return open(spec);
                        }
                    },
                    CONTRADICTED),
            Broken.places(
                    "a contradiction that is told as trouble of the place",
                    () -> new MemoryHarness() {
                        @Override
                        public FlushTarget openContradicting(TargetSpec spec) throws IOException {
                            throw new IOException("can not open");
                        }
                    },
                    CONTRADICTED),
            Broken.places(
                    "a contradiction that is noticed when the target is there",
                    () -> new MemoryHarness() {
                        @Override
                        public FlushTarget openContradicting(TargetSpec spec) throws IOException {
                            throw new IllegalArgumentException("contradicts " + open(spec));
                        }
                    },
                    CONTRADICTED),
            Broken.places(
                    "a failure to open that leaves the target behind",
                    () -> new MemoryHarness() {
                        @Override
                        public FlushTarget open(TargetSpec spec) throws IOException {
                            if (away()) {
                                store().open(spec);
                            }
                            return super.open(spec);
                        }
                    },
                    "opening_without_the_place_fails_and_says_which_and_leaves_nothing_behind"),
            Broken.places(
                    "a failure to open that is no IOException",
                    () -> new MemoryHarness() {
                        @Override
                        public FlushTarget open(TargetSpec spec) {
                            try {
                                return super.open(spec);
                            } catch (IOException e) {
                                throw new IllegalStateException(e.getMessage(), e);
                            }
                        }
                    },
                    "opening_without_the_place_fails_and_says_which_and_leaves_nothing_behind"),
            telling("a buffer size of nothing", 0),
            telling("a buffer size beyond 1 GiB", (1 << 30) + 1),
            telling("a buffer size that contradicts the settings", LARGE),
            Broken.targets(
                    "a target that takes any number for a worker's",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Segment open(SegmentSpec spec) throws IOException {
                            return super.open(new SegmentSpec(0, spec.capacity(), spec.kind(), spec.length()));
                        }
                    },
                    BEYOND),
            Broken.targets(
                    "a target that takes any capacity for its own",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Segment open(SegmentSpec spec) throws IOException {
                            return super.open(new SegmentSpec(spec.worker(), 1, spec.kind(), spec.length()));
                        }
                    },
                    BEYOND),
            Broken.targets(
                    "a refusal of what is beyond the spec that keeps a buffer",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Segment open(SegmentSpec spec) throws IOException {
                            try {
                                return super.open(spec);
                            } catch (IllegalArgumentException beyond) {
                                takeBuffer();
                                throw beyond;
                            }
                        }

                        /** The first refusal takes it; there is only one. */
                        private void takeBuffer() throws IOException {
                            if (!taken) {
                                taken = true;
                                super.open(SegmentSpec.ordinary(0, 1));
                            }
                        }

                        private boolean taken;
                    },
                    BEYOND));

    private static Broken telling(String what, int bytes) {
        return Broken.places(
                what,
                () -> new MemoryHarness() {
                    @Override
                    public OptionalInt bufferSize() {
                        return OptionalInt.of(bytes);
                    }

                    @Override
                    public FlushTarget open(TargetSpec spec) throws IOException {
                        if (spec.capacity() == LARGE) {
                            throw new IllegalArgumentException("capacity " + LARGE + " contradicts the settings");
                        }
                        return super.open(spec);
                    }
                },
                BUFFER_SIZE);
    }
}
