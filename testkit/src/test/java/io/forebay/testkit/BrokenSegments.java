package io.forebay.testkit;

import io.forebay.api.Published;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Segments that do something else than they must. */
final class BrokenSegments {
    private BrokenSegments() {}

    static final List<Broken> ALL = List.of(
            Broken.segments(
                    "a buffer that is half as large as was asked for",
                    (segment, place) -> new ForwardingSegment(segment) {
                        private final ByteBuffer half =
                                segment.buffer().slice(0, segment.buffer().capacity() / 2);

                        @Override
                        public ByteBuffer buffer() {
                            return half;
                        }
                    },
                    "a_buffer_is_as_large_as_asked_for_and_open_to_its_end"),
            Broken.segments(
                    "another view of the buffer each time",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public ByteBuffer buffer() {
                            return super.buffer().duplicate();
                        }
                    },
                    "the_buffer_is_the_same_each_time"),
            Broken.segments(
                    "a wrong count of records",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            Published truth = super.publish();
                            return new Published(truth.worker(), truth.name(), truth.bytes(), truth.records() + 1);
                        }
                    },
                    "publish_shows_exactly_what_was_committed_and_tells_it"),
            Broken.segments(
                    "a spill that counts as a record",
                    (segment, place) -> new ForwardingSegment(segment) {
                        private int spills;

                        @Override
                        public void spill(int end) throws IOException {
                            super.spill(end);
                            spills++;
                        }

                        @Override
                        public Published publish() throws IOException {
                            Published truth = super.publish();
                            return new Published(truth.worker(), truth.name(), truth.bytes(), truth.records() + spills);
                        }
                    },
                    "a_record_spilled_in_parts_is_one_record"),
            Broken.segments(
                    "seven bits of each byte",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void spill(int end) throws IOException {
                            for (int i = 0; i < end; i++) {
                                super.buffer().put(i, (byte) (super.buffer().get(i) & 0x7F));
                            }
                            super.spill(end);
                        }
                    },
                    "any_byte_comes_out_as_it_went_in"),
            Broken.segments(
                    "a publication of all that is in the buffer",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            super.commit(super.buffer().capacity());
                            return super.publish();
                        }
                    },
                    "publish_shows_exactly_what_was_committed_and_tells_it",
                    "an_oversize_record_is_published_up_to_its_commit"),
            Broken.segments(
                    "an empty segment that pretends to be published",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            try {
                                return super.publish();
                            } catch (IllegalStateException empty) {
                                return new Published(0, "nothing", 0, 0);
                            }
                        }
                    },
                    "promise4_publishing_nothing_throws_and_shows_nothing_and_the_segment_stays_open",
                    "publishing_an_empty_oversize_segment_throws"),
            Broken.segments(
                    "a publication of half a record",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            try {
                                return super.publish();
                            } catch (IllegalStateException notWhole) {
                                super.commit(0);
                                return super.publish();
                            }
                        }
                    },
                    "promise2_a_record_without_its_end_is_not_published_and_the_segment_stays_open"),
            Broken.segments(
                    "a publication that needs something in the buffer",
                    (segment, place) -> new ForwardingSegment(segment) {
                        private boolean filled;

                        @Override
                        public void commit(int end) {
                            super.commit(end);
                            filled = true;
                        }

                        @Override
                        public void spill(int end) throws IOException {
                            super.spill(end);
                            filled = false;
                        }

                        @Override
                        public Published publish() throws IOException {
                            if (!filled) {
                                throw new IllegalStateException("nothing in the buffer");
                            }
                            return super.publish();
                        }
                    },
                    "what_was_spilled_is_published_also_with_an_empty_buffer"),
            Broken.segments(
                    "a commit that does not believe in 0",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void commit(int end) {
                            if (end == 0) {
                                throw new IndexOutOfBoundsException("0");
                            }
                            super.commit(end);
                        }
                    },
                    "a_record_that_was_spilled_to_its_last_byte_is_committed_at_0"),
            Broken.segments(
                    "a commit that allocates",
                    (segment, place) -> new ForwardingSegment(segment) {
                        private int[] notes = {0};

                        @Override
                        public void commit(int end) {
                            super.commit(end);
                            notes = new int[] {notes[0] + end};
                        }
                    },
                    "promise8_a_commit_allocates_nothing"),
            Broken.segments(
                    "a commit that stops at 64 KiB",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void commit(int end) {
                            super.commit(Math.min(end, 1 << 16));
                        }
                    },
                    "a_large_buffer_comes_out_as_it_went_in"),
            Broken.segments(
                    "a spill that does nothing",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void spill(int end) {}
                    },
                    "a_spill_empties_the_buffer_and_the_file_grows_in_order",
                    "promise9_what_was_spilled_survives_a_sudden_death"),
            Broken.segments(
                    "a spill of the whole buffer",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void spill(int end) throws IOException {
                            super.commit(super.buffer().capacity());
                            super.spill(super.buffer().capacity());
                        }
                    },
                    "promise2_bytes_behind_the_last_commit_are_no_part_of_a_spill_that_ends_there"),
            Broken.segments(
                    "a spill of nothing that counts a record",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void spill(int end) throws IOException {
                            if (end == 0) {
                                super.commit(0);
                            }
                            super.spill(end);
                        }
                    },
                    "a_spill_of_nothing_changes_nothing"),
            Broken.segments(
                    "a spill that can be seen",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public void spill(int end) throws IOException {
                            byte[] seen = new byte[end];
                            super.buffer().get(0, seen);
                            super.spill(end);
                            String name = "temporary" + place.store().files().size();
                            place.store().publish(new MemoryFile(name, 0, 0, seen, 0));
                        }
                    },
                    "promise4_nothing_is_visible_before_it_is_published",
                    "promise4_a_reader_beside_the_writers_sees_whole_files_only"),
            Broken.targets(
                    "a target that knows one capacity only",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Segment open(SegmentSpec spec) throws IOException {
                            if (spec.capacity() < ContractFixture.CAPACITY) {
                                throw new IllegalArgumentException("too small");
                            }
                            return super.open(spec);
                        }
                    },
                    "a_segment_may_be_smaller_than_the_target_was_opened_for",
                    "the_smallest_target_there_can_be_works"),
            Broken.targets(
                    "a target that does not want to know a length",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Segment open(SegmentSpec spec) throws IOException {
                            if (spec.length() > 0) {
                                throw new IllegalArgumentException("a length");
                            }
                            return super.open(spec);
                        }
                    },
                    "an_oversize_segment_may_be_told_the_length_ahead"));
}
