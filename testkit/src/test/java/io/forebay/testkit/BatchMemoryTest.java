package io.forebay.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetOpener;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** A function that has taken a batch is not given it again for lack of memory. */
class BatchMemoryTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** What is loaded and linked for the first time allocates. */
    private static final int ROUNDS = 50;

    private long taken;

    @Test
    void promise3_nothing_is_allocated_once_the_function_has_taken_a_batch() throws IOException {
        long least = Long.MAX_VALUE;
        try (FlushTarget target = TargetOpener.of(batch -> taken = allocated()).open(new TargetSpec(1, 1, 64))) {
            for (int round = 0; round < ROUNDS; round++) {
                Segment segment = target.open(SegmentSpec.ordinary(0, 64));
                segment.buffer().put(0, "record\n".getBytes(UTF_8));
                segment.commit(7);
                segment.publish();
                least = Math.min(least, allocated() - taken);
            }
        }
        assertThat(least).as("bytes").isZero();
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
