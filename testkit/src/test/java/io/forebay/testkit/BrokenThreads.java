package io.forebay.testkit;

import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** Targets that can not bear several threads. Where chance would decide, two threads are made to meet first. */
final class BrokenThreads {
    private BrokenThreads() {}

    static final List<Broken> ALL = List.of(
            Broken.targets(
                    "a target that serves one thread at a time, and throws at the others",
                    (target, place) -> new ForwardingTarget(target) {
                        private final Meeting meeting = new Meeting();

                        @Override
                        protected Segment wrap(Segment segment, SegmentSpec spec) {
                            return new ForwardingSegment(segment) {
                                @Override
                                public Published publish() throws IOException {
                                    if (meeting.join() == 2) {
                                        throw new IllegalStateException("busy");
                                    }
                                    return super.publish();
                                }
                            };
                        }
                    },
                    "promise2_workers_and_their_oversize_records_go_on_side_by_side",
                    "several_threads_publish_oversize_records_of_one_worker"),
            Broken.targets(
                    "one buffer for all segments",
                    (target, place) -> new ForwardingTarget(target) {
                        private final ByteBuffer shared = ByteBuffer.allocate(ContractFixture.CAPACITY);
                        private final Meeting meeting = new Meeting();

                        @Override
                        protected Segment wrap(Segment segment, SegmentSpec spec) {
                            return new ForwardingSegment(segment) {
                                @Override
                                public ByteBuffer buffer() {
                                    return shared;
                                }

                                @Override
                                public void commit(int end) {
                                    super.commit(end);
                                    int arrival = meeting.join();
                                    super.buffer().put(0, shared, 0, end);
                                    meeting.part(arrival);
                                }
                            };
                        }
                    },
                    "promise8_threads_that_open_at_once_get_a_buffer_each"),
            Broken.places(
                    "twice as many segments as were asked for",
                    () -> new MemoryHarness() {
                        @Override
                        public FlushTarget open(TargetSpec spec) throws IOException {
                            return super.open(new TargetSpec(spec.workers(), 2 * spec.segments(), spec.capacity()));
                        }
                    },
                    "promise8_threads_that_open_too_many_at_once_get_what_the_spec_says_and_no_more",
                    "promise8_as_many_segments_open_as_the_spec_says_and_no_more"),
            Broken.targets(
                    "a recovery that takes the living for dead",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Recovery recover() throws IOException {
                            place.store().kill();
                            try (MemoryTarget robber = place.store().open(new TargetSpec(1, 1, 1))) {
                                return robber.recover();
                            }
                        }
                    },
                    "promise13_recovery_leaves_its_own_open_segments_alone",
                    "promise13_recovery_does_not_touch_what_a_live_target_owns"),
            Broken.targets(
                    "a recovery that tells of what is not there",
                    (target, place) -> new ForwardingTarget(target) {
                        @Override
                        public Recovery recover() {
                            Recovery.Recovered invented = new Recovery.Recovered("invented", 1, OptionalLong.of(1));
                            return new Recovery(List.of(invented), List.of(), 0);
                        }
                    },
                    "promise13_recovery_beside_a_busy_target_finds_nothing"),
            Broken.segments(
                    "a publication that drops its data when it is interrupted",
                    (segment, place) -> new ForwardingSegment(segment) {
                        @Override
                        public Published publish() throws IOException {
                            if (Thread.interrupted()) {
                                super.discard();
                                throw new IOException("interrupted");
                            }
                            return super.publish();
                        }
                    },
                    "promise14_an_interrupt_of_the_thread_costs_no_record"),
            Broken.targets(
                    "one lock for commits and for the disk",
                    (target, place) -> new ForwardingTarget(target) {
                        private final ReentrantLock lock = new ReentrantLock();

                        @Override
                        protected Segment wrap(Segment segment, SegmentSpec spec) {
                            return new ForwardingSegment(segment) {
                                @Override
                                public void commit(int end) {
                                    if (!lock.tryLock()) {
                                        throw new IllegalStateException("would wait for the disk");
                                    }
                                    lock.unlock();
                                    super.commit(end);
                                }

                                @Override
                                public Published publish() throws IOException {
                                    lock.lock();
                                    try {
                                        return super.publish();
                                    } finally {
                                        lock.unlock();
                                    }
                                }
                            };
                        }
                    },
                    "promise7_a_publication_that_hangs_holds_up_no_commit_and_no_other_worker"));

    /** Lets the first two threads that come wait for each other, and the rest pass. */
    private static final class Meeting {
        private final CyclicBarrier barrier = new CyclicBarrier(2);
        private final AtomicInteger arrivals = new AtomicInteger();

        /** Waits for another one, and tells which of all arrivals this is, from 1. */
        int join() {
            int arrival = arrivals.incrementAndGet();
            part(arrival);
            return arrival;
        }

        /** Waits for the other one once more, if this is one of the two. */
        void part(int arrival) {
            if (arrival > 2) {
                return;
            }
            try {
                barrier.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException("nobody came to meet", e);
            }
        }
    }
}
