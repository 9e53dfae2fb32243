package io.forebay.testkit;

import io.forebay.api.Amount;
import io.forebay.api.Published;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;

/** Segments and targets that go on when they have ended, with one method each. */
final class BrokenEnds {
    private BrokenEnds() {}

    static final List<Broken> ALL = List.of(
            ended("a buffer that can be had for ever", segment -> new Ended(segment) {
                @Override
                public ByteBuffer buffer() {
                    return over() ? ByteBuffer.allocate(1) : super.buffer();
                }
            }),
            ended("a commit that does not mind coming too late", segment -> new Ended(segment) {
                @Override
                public void commit(int end) {
                    if (!over()) {
                        super.commit(end);
                    }
                }
            }),
            ended("a spill that does not mind coming too late", segment -> new Ended(segment) {
                @Override
                public void spill(int end) throws IOException {
                    if (!over()) {
                        super.spill(end);
                    }
                }
            }),
            ended("a segment that can be published twice", segment -> new Ended(segment) {
                @Override
                public Published publish() throws IOException {
                    return over() ? new Published(0, "again", 1, 1) : super.publish();
                }
            }),
            ended("a discard that does not mind coming too late", segment -> new Ended(segment) {
                @Override
                public void discard() {
                    if (!over()) {
                        super.discard();
                    }
                }
            }),
            ended("an abandon that does not mind coming too late", segment -> new Ended(segment) {
                @Override
                public Amount abandon() {
                    return over() ? Amount.ZERO : super.abandon();
                }
            }),
            Broken.targets(
                    "a recovery that does not mind coming too late",
                    (target, place) -> new ForwardingTarget(target) {
                        private boolean closed;

                        @Override
                        public Recovery recover() throws IOException {
                            return closed ? Recovery.NONE : super.recover();
                        }

                        @Override
                        public void close() throws IOException {
                            closed = true;
                            super.close();
                        }
                    },
                    "a_closed_target_opens_and_recovers_no_more"));

    private static Broken ended(String what, UnaryOperator<Segment> breakage) {
        return Broken.segments(
                what,
                (segment, place) -> breakage.apply(segment),
                "a_published_segment_is_no_longer_open",
                "a_discarded_segment_is_no_longer_open_and_shows_nothing",
                "an_abandoned_segment_is_no_longer_open_and_shows_nothing",
                "an_oversize_segment_that_has_ended_is_no_longer_open",
                "a_segment_that_has_ended_does_not_reach_the_one_that_comes_after_it",
                "closing_abandons_the_segments_that_are_open");
    }

    /** Knows whether it has ended. */
    private static class Ended extends ForwardingSegment {
        Ended(Segment segment) {
            super(segment);
        }

        boolean over() {
            try {
                super.buffer();
                return false;
            } catch (IllegalStateException ended) {
                return true;
            }
        }
    }
}
