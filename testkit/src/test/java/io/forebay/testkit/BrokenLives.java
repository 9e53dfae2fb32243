package io.forebay.testkit;

import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Segments and targets that do not end as they must, and segments that mix their files up. */
final class BrokenLives {
    private BrokenLives() {}

    static final String NOTICED_OVER_LIVES = "promises_1_to_5_and_11_hold_over_random_lives";

    static final Broken SPILLED_TWICE = Broken.segments(
            "a second spill of a segment that is done twice",
            (segment, place) -> new ForwardingSegment(segment) {
                private int spills;

                @Override
                public void spill(int end) throws IOException {
                    super.spill(end);
                    if (++spills == 2) {
                        super.commit(end);
                        super.spill(end);
                    }
                }
            },
            NOTICED_OVER_LIVES);

    static final List<Broken> ALL = List.of(
            SPILLED_TWICE,
            Broken.segments(
                    "a discard that throws where there is nothing to discard",
                    (segment, place) -> new ForwardingSegment(segment) {
                        private boolean used;

                        @Override
                        public void commit(int end) {
                            super.commit(end);
                            used = true;
                        }

                        @Override
                        public void discard() {
                            if (!used) {
                                throw new IllegalArgumentException("nothing was committed");
                            }
                            super.discard();
                        }
                    },
                    "segments_that_never_took_a_record_can_be_discarded_and_abandoned"),
            Broken.segments(
                    "a discard that keeps the buffer",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void discard() {}
                    },
                    "promise8_as_many_segments_open_as_the_spec_says_and_no_more"),
            Broken.segments(
                    "a discard that loses what was spilled",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void discard() {
                            super.discard();
                            place.loseSpilled();
                        }
                    },
                    "discarding_an_ordinary_segment_drops_its_buffer_and_not_what_was_spilled"),
            Broken.segments(
                    "a discard that publishes what was spilled",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void discard() {
                            try {
                                super.commit(0);
                                super.publish();
                            } catch (IOException e) {
                                super.discard();
                            }
                        }
                    },
                    "discarding_an_oversize_segment_drops_what_it_has_spilled"),
            Broken.segments(
                    "a segment that is opened with what its buffer held before",
                    (segment, place) -> {
                        segment.commit(1);
                        return segment;
                    },
                    "a_segment_is_empty_whatever_its_buffer_held_before"),
            opening(
                    "one file for all workers",
                    spec -> new SegmentSpec(0, spec.capacity(), spec.kind(), spec.length()),
                    "workers_do_not_share_files",
                    "a_name_tells_its_worker_also_after_recovery"),
            opening(
                    "oversize records among the others",
                    spec -> SegmentSpec.ordinary(spec.worker(), spec.capacity()),
                    "an_oversize_segment_has_a_file_of_its_own"),
            opening(
                    "a file for each segment",
                    spec -> SegmentSpec.oversize(spec.worker(), spec.capacity(), -1),
                    "promise2_segments_of_one_worker_share_a_file_in_the_order_of_their_spills",
                    "promise2_what_several_segments_spilled_is_recovered_in_order_and_once"),
            Broken.targets(
                    "a worker's file that goes on after it was published",
                    (target, place) -> new ForwardingTarget(target) {
                        private byte[] kept = {};

                        @Override
                        protected Segment wrap(Segment segment, SegmentSpec spec) {
                            return new ForwardingSegment(segment) {
                                @Override
                                public void spill(int end) throws IOException {
                                    byte[] spilled = new byte[end];
                                    super.buffer().get(0, spilled);
                                    super.buffer().put(0, kept).put(kept.length, spilled);
                                    super.commit(kept.length + end);
                                    super.spill(kept.length + end);
                                    kept = spilled;
                                }
                            };
                        }
                    },
                    "after_a_publication_the_worker_begins_a_new_file"),
            Broken.targets(
                    "a buffer that is allocated for each segment",
                    (target, place) -> new ForwardingTarget(target) {
                        private byte[] buffer = {};

                        @Override
                        public Segment open(SegmentSpec spec) throws IOException {
                            buffer = new byte[Math.max(buffer.length, spec.capacity()) + 1];
                            return super.open(spec);
                        }
                    },
                    "promise8_buffers_are_allocated_when_the_target_opens_and_not_later"),
            Broken.targets(
                    "a buffer outside the heap that is allocated for each segment",
                    (target, place) -> new ForwardingTarget(target) {
                        private final List<ByteBuffer> buffers = new ArrayList<>();

                        @Override
                        public Segment open(SegmentSpec spec) throws IOException {
                            buffers.add(ByteBuffer.allocateDirect(spec.capacity()));
                            return super.open(spec);
                        }
                    },
                    "promise8_buffers_are_allocated_when_the_target_opens_and_not_later"),
            Broken.targets(
                    "a close that does not close",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public void close() {}
                    },
                    "a_closed_target_opens_and_recovers_no_more",
                    "closing_abandons_the_segments_that_are_open",
                    "what_closing_has_abandoned_is_left_for_recovery",
                    "promise11_a_target_that_is_closed_holds_nothing"),
            Broken.targets(
                    "a close that takes what was spilled along",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public void close() throws IOException {
                            place.loseSpilled();
                            super.close();
                        }
                    },
                    "what_closing_has_abandoned_is_left_for_recovery"),
            Broken.targets(
                    "a close that fails when it is called again",
                    (target, place) -> closingTwice(target, () -> {
                        throw new IOException("closed before");
                    }),
                    "closing_again_does_nothing"),
            Broken.targets(
                    "a close that ends the others when it is called again",
                    (target, place) -> closingTwice(target, () -> place.store().kill()),
                    "closing_again_harms_no_target_that_came_after"));

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static FlushTarget closingTwice(FlushTarget target, Step secondTime) {
        return new ForwardingTarget(target) {
            private boolean closed;

            @Override
            public void close() throws IOException {
                if (closed) {
                    secondTime.run();
                }
                closed = true;
                super.close();
            }
        };
    }

    private static Broken opening(String what, UnaryOperator<SegmentSpec> change, String... noticedBy) {
        return Broken.targets(
                what,
                (target, place) -> new ForwardingTarget(target) {
                    @Override
                    public Segment open(SegmentSpec spec) throws IOException {
                        return super.open(change.apply(spec));
                    }
                },
                noticedBy);
    }
}
