package io.forebay.testkit;

import io.forebay.api.Amount;
import io.forebay.api.Published;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Targets that do not leave things as they were when they are refused something. */
final class BrokenRefusals {
    private BrokenRefusals() {}

    static final List<Broken> ALL = List.of(
            Broken.segments(
                    "a failed publication that drops the data",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            try {
                                return super.publish();
                            } catch (IOException refused) {
                                super.discard();
                                throw refused;
                            }
                        }
                    },
                    "promise1_a_publication_that_failed_can_be_repeated_and_appears_once",
                    "promise1_a_publication_that_failed_keeps_what_was_spilled_in_order",
                    "promise1_in_whatever_state_a_refused_publication_can_be_repeated",
                    "promise12_while_the_place_is_gone_nothing_is_lost"),
            Broken.segments(
                    "a failure of the wrong type",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() {
                            try {
                                return super.publish();
                            } catch (IOException refused) {
                                throw new UncheckedIOException(refused);
                            }
                        }
                    },
                    "promise1_a_publication_that_failed_can_be_repeated_and_appears_once"),
            Broken.segments(
                    "a failed publication that loses what the others have spilled",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            try {
                                return super.publish();
                            } catch (IOException refused) {
                                place.loseSpilled();
                                throw refused;
                            }
                        }
                    },
                    "a_refusal_harms_no_other_segment"),
            Broken.segments(
                    "a failed publication that has written its buffer, and does not take it back",
                    (segment, place) -> new Tracked(segment) {
                        @Override
                        public Published publish() throws IOException {
                            try {
                                return super.publish();
                            } catch (IOException refused) {
                                place.store().full(false);
                                super.spill(end);
                                place.store().full(place.full());
                                throw refused;
                            }
                        }
                    },
                    "a_publication_that_failed_and_is_discarded_leaves_nothing_of_its_buffer",
                    "a_publication_that_failed_does_not_mix_with_the_next_segment_of_the_worker",
                    "what_is_discarded_after_a_refusal_is_not_recovered"),
            Broken.segments(
                    "a segment that can not be given up when a publication has failed",
                    (segment, place) -> new Tracked(segment) {
                        @Override
                        public void discard() {
                            if (failed) {
                                throw new UncheckedIOException(new IOException("can not delete"));
                            }
                            super.discard();
                        }
                    },
                    "a_refused_oversize_record_can_be_discarded",
                    "in_whatever_state_a_refused_segment_can_be_discarded_and_abandoned"),
            Broken.segments(
                    "a segment that can not be abandoned when a publication has failed",
                    (segment, place) -> new Tracked(segment) {
                        @Override
                        public Amount abandon() {
                            if (failed) {
                                throw new UncheckedIOException(new IOException("can not note it"));
                            }
                            return super.abandon();
                        }
                    },
                    "in_whatever_state_a_refused_segment_can_be_discarded_and_abandoned"),
            Broken.segments(
                    "a failed spill that counts its records twice",
                    (segment, place) -> new Tracked(segment) {
                        @Override
                        public void spill(int newEnd) throws IOException {
                            try {
                                super.spill(newEnd);
                            } catch (IOException refused) {
                                super.commit(end);
                                throw refused;
                            }
                        }
                    },
                    "a_spill_that_failed_keeps_the_buffer_and_the_commits"),
            Broken.segments(
                    "a failed spill that spoils the buffer",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void spill(int end) throws IOException {
                            try {
                                super.spill(end);
                            } catch (IOException refused) {
                                super.buffer().put(0, (byte) 0);
                                throw refused;
                            }
                        }
                    },
                    "a_spill_that_failed_keeps_the_buffer_and_the_commits"),
            Broken.segments(
                    "a spill that is done twice when it is repeated",
                    (segment, place) -> new ForwardingSegment(segment) {
                        private boolean failed;

                        @Override
                        public void spill(int end) throws IOException {
                            byte[] bytes = new byte[end];
                            super.buffer().get(0, bytes);
                            try {
                                super.spill(end);
                            } catch (IOException refused) {
                                failed = true;
                                throw refused;
                            }
                            if (failed) {
                                super.buffer().put(0, bytes);
                                super.commit(end);
                                super.spill(end);
                            }
                        }
                    },
                    "a_spill_that_failed_can_be_repeated_and_the_bytes_appear_once",
                    "an_oversize_record_goes_on_after_a_refusal",
                    "promise1_in_whatever_state_a_refused_spill_can_be_repeated"),
            Broken.segments(
                    "a commit that writes",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void commit(int end) {
                            if (place.full()) {
                                throw new UncheckedIOException(new IOException("no room"));
                            }
                            super.commit(end);
                        }
                    },
                    "a_commit_needs_no_room"),
            Broken.targets(
                    "an open that keeps the buffer when it fails",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Segment open(SegmentSpec spec) throws IOException {
                            Segment opened = super.open(spec);
                            if (place.full()) {
                                throw new IOException("no room for " + opened);
                            }
                            return opened;
                        }
                    },
                    "an_open_that_is_refused_can_be_repeated_and_costs_no_segment"),
            Broken.segments(
                    "an abandon that publishes",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Amount abandon() {
                            place.store().full(false);
                            try {
                                super.publish();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            } finally {
                                place.store().full(place.full());
                            }
                            return Amount.ZERO;
                        }
                    },
                    "closing_while_the_place_refuses_shows_nothing"),
            Broken.targets(
                    "a close that gives up when it is refused something",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public void close() throws IOException {
                            if (place.full()) {
                                throw new IOException("no room");
                            }
                            super.close();
                        }
                    },
                    "closing_while_the_place_refuses_leaves_what_was_spilled_to_recovery",
                    "promise11_a_target_that_is_closed_while_the_place_refuses_holds_nothing"));

    /** Knows where the last record ends, and whether a publication has failed. */
    private static class Tracked extends ForwardingSegment {
        int end;
        boolean failed;

        Tracked(Segment segment) {
            super(segment);
        }

        @Override
        public void commit(int newEnd) {
            super.commit(newEnd);
            end = newEnd;
        }

        @Override
        public void spill(int newEnd) throws IOException {
            super.spill(newEnd);
            end = 0;
        }

        @Override
        public Published publish() throws IOException {
            try {
                return super.publish();
            } catch (IOException refused) {
                failed = true;
                throw refused;
            }
        }
    }
}
