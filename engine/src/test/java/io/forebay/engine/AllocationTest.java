package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.TargetOpener;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the accept path costs the garbage collector: nothing. */
class AllocationTest {
    private static final int RECORDS = 200_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static void write(RecordSink sink, byte[] array, ByteBuffer direct) {
        for (int i = 0; i < RECORDS; i++) {
            Outcome outcome = sink.write(array);
            direct.position(0);
            if (outcome != Outcome.ACCEPTED || sink.write(direct) != Outcome.ACCEPTED) {
                throw new IllegalStateException("record " + i + " was not accepted");
            }
        }
    }

    /** All buffers are larger than what is written, so that no writer ever waits: waiting may allocate. */
    @Test
    void promise8_acceptingARecordAllocatesNothing() throws IOException {
        assumeTrue(threads.isThreadAllocatedMemorySupported(), "this JVM does not count allocated bytes");
        byte[] array = new byte[200];
        ByteBuffer direct = ByteBuffer.allocateDirect(200);
        try (RecordSink sink = Forebay.to(TargetOpener.of(batch -> {}))
                .workers(2)
                .size(1 << 20)
                .timeout(Duration.ofSeconds(30))
                .open()) {
            write(sink, array, direct);
            long before = threads.getCurrentThreadAllocatedBytes();
            write(sink, array, direct);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            // What is left is what the JVM does now and then on the thread's behalf; one byte a record would be
            // 400,000.
            assertThat(allocated).isLessThan(10_000);
        }
    }
}
