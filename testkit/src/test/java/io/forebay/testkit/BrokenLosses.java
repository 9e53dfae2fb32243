package io.forebay.testkit;

import io.forebay.api.Amount;
import io.forebay.api.Published;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SpilledDataLostException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/** Targets that do not get over what they have lost, or are not sure of. */
final class BrokenLosses {
    private BrokenLosses() {}

    static final List<Broken> ALL = List.of(
            Broken.segments(
                    "a loss that is told as a refusal",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            try {
                                return super.publish();
                            } catch (SpilledDataLostException e) {
                                throw new IOException(e);
                            }
                        }
                    },
                    "promise1_a_loss_of_what_was_spilled_is_told_once_and_exactly",
                    "promise2_a_large_record_whose_first_part_is_lost_is_never_published"),
            Broken.segments(
                    "a loss that a spill tells as a refusal",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void spill(int end) throws IOException {
                            try {
                                super.spill(end);
                            } catch (SpilledDataLostException e) {
                                throw new IOException(e);
                            }
                        }
                    },
                    "promise1_a_loss_that_a_spill_does_not_see_is_told_when_it_is_published"),
            Broken.segments(
                    "a loss that does not say how much",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void spill(int end) throws IOException {
                            try {
                                super.spill(end);
                            } catch (SpilledDataLostException e) {
                                throw new SpilledDataLostException("lost", Amount.ZERO, e);
                            }
                        }

                        @Override
                        public Published publish() throws IOException {
                            try {
                                return super.publish();
                            } catch (SpilledDataLostException e) {
                                throw new SpilledDataLostException("lost", Amount.ZERO, e);
                            }
                        }
                    },
                    "promise1_a_loss_of_what_was_spilled_is_told_once_and_exactly",
                    "promise1_a_loss_that_a_spill_does_not_see_is_told_when_it_is_published"),
            Broken.segments(
                    "a segment that ends with a loss",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            try {
                                return super.publish();
                            } catch (SpilledDataLostException e) {
                                super.discard();
                                throw e;
                            }
                        }
                    },
                    "a_segment_goes_on_after_a_loss_as_if_nothing_had_been_spilled",
                    "after_a_loss_of_everything_there_is_nothing_to_publish_until_more_comes"),
            losing(
                    "a loss that does not say what was set aside",
                    (segment, loss) -> new SpilledDataLostException("", loss.lost(), loss),
                    "promise1_a_loss_of_what_was_spilled_is_told_once_and_exactly"),
            losing(
                    "a loss that spoils the buffer",
                    (segment, loss) -> {
                        segment.buffer().put(0, (byte) 0);
                        return loss;
                    },
                    "a_loss_leaves_the_buffer_and_its_commits_untouched"),
            losing(
                    "a loss that counts a record of the buffer twice",
                    (segment, loss) -> {
                        segment.commit(4);
                        return loss;
                    },
                    "a_loss_leaves_the_buffer_and_its_commits_untouched"),
            Broken.targets(
                    "a loss that is told to each segment",
                    (target, place) -> new ForwardingTarget(target) {
                        private final AtomicReference<Segment> loser = new AtomicReference<>();

                        @Override
                        protected Segment wrap(Segment segment, SegmentSpec spec) {
                            return new ForwardingSegment(segment) {
                                @Override
                                public Published publish() throws IOException {
                                    try {
                                        if (loser.get() != null && loser.get() != this) {
                                            throw new SpilledDataLostException("lost", Amount.ZERO, new IOException());
                                        }
                                        return super.publish();
                                    } catch (SpilledDataLostException e) {
                                        loser.set(this);
                                        throw e;
                                    }
                                }
                            };
                        }
                    },
                    "a_loss_costs_no_buffer_of_the_workers_other_segment_and_no_other_worker"),
            Broken.segments(
                    "a publication that is not sure, and is made again",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            int before = place.store().files().size();
                            try {
                                return super.publish();
                            } catch (IOException unsure) {
                                if (before > 0) {
                                    MemoryFile file = place.store().files().get(0);
                                    String name = file.name() + before;
                                    place.store().publish(new MemoryFile(name, 0, before, file.bytes(), 1));
                                }
                                throw unsure;
                            }
                        }
                    },
                    "promise10_what_is_visible_but_not_sure_to_stay_so_is_not_published_twice"));

    /** Does something to the segment when it has lost what was spilled, or changes what it says. */
    private static Broken losing(
            String what,
            BiFunction<Segment, SpilledDataLostException, SpilledDataLostException> breakage,
            String... noticedBy) {
        return Broken.segments(
                what,
                (segment, place) -> new ForwardingSegment(segment) {
                    @Override
                    public Published publish() throws IOException {
                        try {
                            return super.publish();
                        } catch (SpilledDataLostException e) {
                            throw breakage.apply(segment, e);
                        }
                    }
                },
                noticedBy);
    }
}
