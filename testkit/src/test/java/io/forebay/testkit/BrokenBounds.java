package io.forebay.testkit;

import io.forebay.api.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Segments that do not keep to the bounds of commits and spills. */
final class BrokenBounds {
    private static final String COMMIT = "a_commit_out_of_range_throws_and_changes_nothing";
    private static final String COMMIT_AFTER = "a_commit_out_of_range_throws_also_after_a_spill";
    private static final String COMMIT_LARGE = "a_commit_out_of_range_throws_also_in_an_oversize_segment";
    private static final String SPILL = "a_spill_out_of_range_throws_and_changes_nothing";
    private static final String SPILL_AFTER = "a_spill_out_of_range_throws_also_after_a_spill";
    private static final String SPILL_LARGE = "a_spill_out_of_range_throws_also_in_an_oversize_segment";

    private BrokenBounds() {}

    static final List<Broken> ALL = List.of(
            commits("a commit that goes back", (end, buffer) -> end == 3, COMMIT, COMMIT_AFTER, COMMIT_LARGE),
            commits("a commit before the buffer", (end, buffer) -> end < 0, COMMIT, COMMIT_AFTER, COMMIT_LARGE),
            commits(
                    "a commit behind the buffer",
                    (end, buffer) -> end > buffer.capacity(),
                    COMMIT,
                    COMMIT_AFTER,
                    COMMIT_LARGE),
            spills(
                    "a spill of a part of what is committed",
                    (end, buffer) -> end == 3,
                    SPILL,
                    SPILL_AFTER,
                    SPILL_LARGE),
            spills("a spill of less than nothing", (end, buffer) -> end < 0, SPILL, SPILL_AFTER, SPILL_LARGE),
            spills(
                    "a spill of more than the buffer",
                    (end, buffer) -> end > buffer.capacity(),
                    SPILL,
                    SPILL_AFTER,
                    SPILL_LARGE),
            Broken.segments(
                    "a segment that forgets the bounds of its commits with the first spill",
                    (segment, place) -> new Spilled(segment) {
                        @Override
                        public void commit(int end) {
                            if (!spilled || (end >= 0 && end <= super.buffer().capacity())) {
                                super.commit(end);
                            }
                        }
                    },
                    COMMIT_AFTER,
                    COMMIT_LARGE),
            Broken.segments(
                    "a segment that forgets the bounds of its spills with the first spill",
                    (segment, place) -> new Spilled(segment) {
                        @Override
                        public void spill(int end) throws IOException {
                            if (!spilled || (end >= 0 && end <= super.buffer().capacity())) {
                                super.spill(end);
                            }
                        }
                    },
                    SPILL_AFTER,
                    SPILL_LARGE),
            Broken.segments(
                    "a commit out of range that counts all the same",
                    (segment, place) -> new ForwardingSegment(segment) {
                        private int last;

                        @Override
                        public void commit(int end) {
                            try {
                                super.commit(end);
                                last = end;
                            } catch (IndexOutOfBoundsException outside) {
                                super.commit(last);
                                throw outside;
                            }
                        }
                    },
                    COMMIT),
            Broken.segments(
                    "a spill out of range that takes what is committed",
                    (segment, place) -> new ForwardingSegment(segment) {
                        private int last;

                        @Override
                        public void commit(int end) {
                            super.commit(end);
                            last = end;
                        }

                        @Override
                        public void spill(int end) throws IOException {
                            try {
                                super.spill(end);
                            } catch (IndexOutOfBoundsException outside) {
                                super.spill(last);
                                last = 0;
                                throw outside;
                            }
                        }
                    },
                    SPILL),
            Broken.segments(
                    "a commit that stops at the capacity that was asked for",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void commit(int end) {
                            if (end > ContractFixture.CAPACITY / 2) {
                                throw new IndexOutOfBoundsException(end);
                            }
                            super.commit(end);
                        }
                    },
                    "a_buffer_that_is_larger_than_asked_for_may_be_filled_to_its_end"));

    /** Tells of an end that is out of range. */
    @FunctionalInterface
    private interface End {
        boolean is(int end, ByteBuffer buffer);
    }

    /** Knows whether anything was spilled. */
    private static class Spilled extends ForwardingSegment {
        boolean spilled;

        Spilled(Segment segment) {
            super(segment);
        }

        @Override
        public void spill(int end) throws IOException {
            super.spill(end);
            spilled = true;
        }
    }

    private static Broken commits(String what, End ignored, String... noticedBy) {
        return Broken.segments(
                what,
                (segment, place) -> new ForwardingSegment(segment) {
                    @Override
                    public void commit(int end) {
                        if (!ignored.is(end, super.buffer())) {
                            super.commit(end);
                        }
                    }
                },
                noticedBy);
    }

    private static Broken spills(String what, End ignored, String... noticedBy) {
        return Broken.segments(
                what,
                (segment, place) -> new ForwardingSegment(segment) {
                    @Override
                    public void spill(int end) throws IOException {
                        if (!ignored.is(end, super.buffer())) {
                            super.spill(end);
                        }
                    }
                },
                noticedBy);
    }
}
