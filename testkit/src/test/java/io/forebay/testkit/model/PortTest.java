package io.forebay.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.MemoryStore;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PortTest {
    private final Port port = new Port(new MemoryStore().open(new TargetSpec(1, 1, 8)), true);

    /** Its threads are still there, and a buffer may be a mapped file, which outlives a process. */
    @Test
    void aProcessThatHasDiedCommitsNothing() throws IOException {
        Segment segment = port.open(SegmentSpec.ordinary(0, 8));
        segment.commit(2);
        assertThat(port.die()).isEqualTo(new Amount(1, 2));
        segment.commit(4);
        assertThat(port.inBuffers()).isEqualTo(new Amount(1, 2));
        assertThat(segment.publish().bytes()).isEqualTo(2);
    }
}
