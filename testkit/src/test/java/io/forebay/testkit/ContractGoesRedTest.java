package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the suite against targets that are broken in one way each, and expects the test that is there for it to fail. */
class ContractGoesRedTest {
    private static UnaryOperator<FlushTarget> breakage = target -> target;

    /** Not found by the build, since it is nested and static; run by {@link #failuresWith} only. */
    static final class BrokenContract extends FlushTargetContract {
        @Override
        protected TargetHarness harness() {
            return new MemoryHarness() {
                @Override
                public FlushTarget open(TargetSpec spec) {
                    return breakage.apply(super.open(spec));
                }

                @Override
                public Set<Capability> capabilities() {
                    return EnumSet.complementOf(EnumSet.of(Capability.KEEPS_COMMITTED, Capability.DIES));
                }
            };
        }
    }

    @Test
    void nothing_fails_for_a_target_that_is_only_wrapped() {
        assertThat(failuresWith(target -> new ForwardingTarget(target) {})).isEmpty();
        assertThat(failuresOf(segment -> new ForwardingSegment(segment) {})).isEmpty();
    }

    @Test
    void a_wrong_count_of_records() {
        assertThat(failuresOf(segment -> new ForwardingSegment(segment) {
                    @Override
                    public Published publish() throws IOException {
                        Published truth = super.publish();
                        return new Published(truth.worker(), truth.name(), truth.bytes(), truth.records() + 1);
                    }
                }))
                .contains("publish_shows_exactly_what_was_committed_and_tells_it");
    }

    @Test
    void one_name_for_all() {
        assertThat(failuresOf(segment -> new ForwardingSegment(segment) {
                    @Override
                    public Published publish() throws IOException {
                        Published truth = super.publish();
                        return new Published(truth.worker(), "file", truth.bytes(), truth.records());
                    }
                }))
                .contains("promise5_names_do_not_repeat_over_workers_kinds_and_restarts");
    }

    @Test
    void an_empty_segment_that_pretends_to_be_published() {
        assertThat(failuresOf(segment -> new ForwardingSegment(segment) {
                    @Override
                    public Published publish() throws IOException {
                        try {
                            return super.publish();
                        } catch (IllegalStateException empty) {
                            return new Published(0, "nothing", 0, 0);
                        }
                    }
                }))
                .contains("promise4_publishing_nothing_throws_and_shows_nothing_and_the_segment_stays_open");
    }

    @Test
    void a_failed_publication_that_drops_the_data() {
        assertThat(failuresOf(segment -> new ForwardingSegment(segment) {
                    @Override
                    public Published publish() throws IOException {
                        try {
                            return super.publish();
                        } catch (IOException refused) {
                            super.discard();
                            throw refused;
                        }
                    }
                }))
                .contains(
                        "promise1_a_publication_that_failed_can_be_repeated_and_appears_once",
                        "promise1_a_publication_that_failed_keeps_what_was_spilled_in_order");
    }

    @Test
    void a_failure_of_the_wrong_type() {
        assertThat(failuresOf(segment -> new ForwardingSegment(segment) {
                    @Override
                    public Published publish() {
                        try {
                            return super.publish();
                        } catch (IOException refused) {
                            throw new UncheckedIOException(refused);
                        }
                    }
                }))
                .contains("promise1_a_publication_that_failed_can_be_repeated_and_appears_once");
    }

    @Test
    void a_spill_that_does_nothing() {
        assertThat(failuresOf(segment -> new ForwardingSegment(segment) {
                    @Override
                    public void spill(int end) {}
                }))
                .contains(
                        "a_spill_empties_the_buffer_and_the_file_grows_in_order",
                        "a_spill_out_of_range_throws_and" + "_changes_nothing");
    }

    @Test
    void a_spill_that_publishes() {
        assertThat(failuresOf(segment -> new ForwardingSegment(segment) {
                    @Override
                    public void spill(int end) throws IOException {
                        super.commit(end);
                        super.publish();
                    }
                }))
                .contains("promise4_nothing_is_visible_before_it_is_published");
    }

    @Test
    void a_spill_that_takes_half_a_record_for_a_whole_one() {
        assertThat(failuresOf(segment -> new ForwardingSegment(segment) {
                    @Override
                    public void spill(int end) throws IOException {
                        super.commit(end);
                        super.spill(end);
                    }
                }))
                .contains("promise2_half_a_record_is_never_published_by_recovery");
    }

    @Test
    void a_commit_that_ignores_its_range() {
        assertThat(failuresOf(segment -> new ForwardingSegment(segment) {
                    @Override
                    public void commit(int end) {
                        try {
                            super.commit(end);
                        } catch (IndexOutOfBoundsException ignored) {
                            super.buffer();
                        }
                    }
                }))
                .contains("a_commit_out_of_range_throws_and_changes_nothing");
    }

    @Test
    void another_view_of_the_buffer_each_time() {
        assertThat(failuresOf(segment -> new ForwardingSegment(segment) {
                    @Override
                    public ByteBuffer buffer() {
                        return super.buffer().duplicate();
                    }
                }))
                .contains("the_buffer_is_the_same_each_time");
    }

    @Test
    void a_discard_that_leaves_the_data_to_recovery() {
        assertThat(failuresOf(segment -> new ForwardingSegment(segment) {
                    @Override
                    public void discard() {
                        super.abandon();
                    }
                }))
                .contains("what_was_discarded_is_not_recovered");
    }

    @Test
    void a_discard_that_keeps_the_buffer() {
        assertThat(failuresOf(segment -> new ForwardingSegment(segment) {
                    @Override
                    public void discard() {}
                }))
                .contains(
                        "a_discarded_segment_is_no_longer_open_and_shows_nothing",
                        "promise8_as_many_segments_open_as_the_spec_says_and_no_more");
    }

    @Test
    void an_abandon_that_does_not_tell() {
        assertThat(failuresOf(segment -> new ForwardingSegment(segment) {
                    @Override
                    public Amount abandon() {
                        super.abandon();
                        return Amount.ZERO;
                    }
                }))
                .contains("promise1_abandon_tells_exactly_what_recovery_publishes");
    }

    @Test
    void a_close_that_does_not_close() {
        assertThat(failuresWith(target -> new ForwardingTarget(target) {
                    @Override
                    public void close() {}
                }))
                .contains(
                        "a_closed_target_opens_and_recovers_no_more",
                        "closing_abandons_the_segments_that_are_open",
                        "flaw1_what_was_spilled_is_recovered_under_its_name_with_its_count");
    }

    @Test
    void a_close_that_fails_when_called_again() {
        assertThat(failuresWith(target -> new ForwardingTarget(target) {
                    private boolean closed;

                    @Override
                    public void close() throws IOException {
                        if (closed) {
                            throw new IOException("closed before");
                        }
                        closed = true;
                        super.close();
                    }
                }))
                .contains("closing_again_does_nothing");
    }

    @Test
    void a_recovery_that_finds_nothing() {
        assertThat(failuresWith(target -> new ForwardingTarget(target) {
                    @Override
                    public Recovery recover() {
                        return Recovery.NONE;
                    }
                }))
                .contains(
                        "flaw1_what_was_spilled_is_recovered_under_its_name_with_its_count",
                        "promise3_recoverers_that_race_publish_each_leftover_once");
    }

    @Test
    void a_recovery_that_takes_the_living_for_dead() {
        assertThat(failuresWith(target -> new ForwardingTarget(target) {
                    @Override
                    public Recovery recover() throws IOException {
                        MemoryStore store = ((MemoryTarget) target).store();
                        store.kill();
                        try (MemoryTarget robber = store.open(new TargetSpec(1, 1, 1))) {
                            return robber.recover();
                        }
                    }
                }))
                .contains(
                        "promise13_recovery_leaves_its_own_open_segments_alone",
                        "promise13_recovery_does_not_touch_what_a_live_target_owns");
    }

    @Test
    void one_file_for_all_workers() {
        assertThat(failuresWhenOpening(spec -> new SegmentSpec(0, spec.capacity(), spec.kind(), spec.length())))
                .contains("workers_do_not_share_files");
    }

    @Test
    void oversize_records_among_the_others() {
        assertThat(failuresWhenOpening(spec -> SegmentSpec.ordinary(spec.worker(), spec.capacity())))
                .contains("an_oversize_segment_has_a_file_of_its_own");
    }

    @Test
    void a_file_for_each_segment() {
        assertThat(failuresWhenOpening(spec -> SegmentSpec.oversize(spec.worker(), spec.capacity(), -1)))
                .contains("promise2_segments_of_one_worker_share_a_file_in_the_order_of_their_spills");
    }

    private static Set<String> failuresWhenOpening(UnaryOperator<SegmentSpec> change) {
        return failuresWith(target -> new ForwardingTarget(target) {
            @Override
            public Segment open(SegmentSpec spec) throws IOException {
                return super.open(change.apply(spec));
            }
        });
    }

    private static Set<String> failuresOf(UnaryOperator<Segment> segments) {
        return failuresWith(target -> new ForwardingTarget(target) {
            @Override
            protected Segment wrap(Segment segment, SegmentSpec spec) {
                return segments.apply(segment);
            }
        });
    }

    private static Set<String> failuresWith(UnaryOperator<FlushTarget> targets) {
        breakage = targets;
        Set<String> failed = new TreeSet<>();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(BrokenContract.class))
                .build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                    failed.add(test.getDisplayName().replace("()", ""));
                }
            }
        });
        return failed;
    }
}
