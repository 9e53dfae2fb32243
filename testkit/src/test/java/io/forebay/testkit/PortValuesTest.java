package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Amount;
import io.forebay.api.Recovery;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SegmentSpec.Kind;
import io.forebay.api.SpilledDataLostException;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The values that targets and sinks exchange: their ranges, and what they tell. */
class PortValuesTest {

    @Test
    void a_segment_has_a_worker_a_capacity_and_perhaps_a_length() {
        assertThat(SegmentSpec.ordinary(3, 7)).isEqualTo(new SegmentSpec(3, 7, Kind.ORDINARY, 0));
        assertThat(SegmentSpec.oversize(3, 7, -1)).isEqualTo(new SegmentSpec(3, 7, Kind.OVERSIZE, -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SegmentSpec.ordinary(-1, 1))
                .withMessageContaining("worker -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SegmentSpec.ordinary(0, 0))
                .withMessageContaining("capacity 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SegmentSpec.oversize(0, 1, -2))
                .withMessageContaining("length -2");
    }

    @Test
    void a_target_has_at_least_one_worker_one_segment_and_one_byte() {
        assertThat(new TargetSpec(1, 1, 1).workers()).isEqualTo(1);
        for (int[] wrong : new int[][] {{0, 1, 1}, {1, 0, 1}, {1, 1, 0}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TargetSpec(wrong[0], wrong[1], wrong[2]))
                    .withMessageContaining("at least 1");
        }
    }

    @Test
    void a_recovery_adds_up_and_does_not_change() {
        List<Recovery.Recovered> files = new ArrayList<>();
        files.add(new Recovery.Recovered("a", 5, OptionalLong.of(2)));
        files.add(new Recovery.Recovered("b", 7, OptionalLong.of(3)));
        Recovery recovery = new Recovery(files, List.of(), 0);
        files.clear();
        assertThat(recovery.bytes()).isEqualTo(12);
        assertThat(recovery.records()).hasValue(5);
        assertThatThrownBy(recovery.recovered()::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void a_recovery_counts_no_records_where_one_file_can_not_tell() {
        Recovery recovery = new Recovery(
                List.of(
                        new Recovery.Recovered("a", 5, OptionalLong.of(2)),
                        new Recovery.Recovered("b", 7, OptionalLong.empty())),
                List.of(),
                0);
        assertThat(recovery.records()).isEmpty();
        assertThat(Recovery.NONE.records()).hasValue(0);
    }

    @Test
    void a_loss_tells_what_and_why() {
        IOException cause = new IOException("force failed");
        SpilledDataLostException loss = new SpilledDataLostException("a.tmp is set aside", new Amount(2, 9), cause);
        assertThat(loss).hasMessage("a.tmp is set aside").hasCause(cause);
        assertThat(loss.lost()).isEqualTo(new Amount(2, 9));
    }
}
