package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.api.FlushTarget;
import io.forebay.api.Recovery;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The part of the contract that speaks of what a target is opened for: settings, buffers, and what goes beyond. */
abstract class OpeningContract extends DamageContract {
    private static final int MOST_BYTES = 1 << 30;

    @Test
    void opening_with_settings_that_contradict_the_spec_throws_and_leaves_nothing_behind() throws IOException {
        require(Capability.CONTRADICTS);
        assertThatThrownBy(() -> place().openContradicting(SPEC))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isNotBlank();
        assertHoldsNothing();
        Recovery recovery = recoverAnew();
        assertFoundNothing(recovery);
        assertThat(recovery.live()).isZero();
        assertThat(visible()).isEmpty();
    }

    @Test
    void a_buffer_size_that_is_told_is_within_its_bounds_and_can_be_opened_with() throws IOException {
        OptionalInt size = place().bufferSize();
        assumeTrue(size.isPresent(), "the opener has no opinion of how large buffers should be");
        assertThat(size.getAsInt()).as("bytes").isBetween(1, MOST_BYTES);
        try (FlushTarget target = place().open(new TargetSpec(1, 1, size.getAsInt()))) {
            new FilledSegment(target.open(SegmentSpec.ordinary(0, size.getAsInt())))
                    .add("a")
                    .publish();
        }
        assertThat(contents()).containsExactly("a");
    }

    @Test
    void a_segment_beyond_what_the_target_was_opened_for_is_refused_and_costs_no_other() throws IOException {
        try (FlushTarget target = place().open(new TargetSpec(2, 1, CAPACITY))) {
            assertBeyond(target, SegmentSpec.ordinary(2, CAPACITY));
            assertBeyond(target, SegmentSpec.oversize(2, CAPACITY, -1));
            assertBeyond(target, SegmentSpec.ordinary(0, CAPACITY + 1));
            assertBeyond(target, SegmentSpec.oversize(1, CAPACITY + 1, -1));
            ordinary(target, 1).add("within").publish();
        }
        assertThat(contents()).containsExactly("within");
    }

    private static void assertBeyond(FlushTarget target, SegmentSpec spec) {
        assertThatThrownBy(() -> target.open(spec)).as("%s", spec).isInstanceOf(IllegalArgumentException.class);
    }
}
