package io.forebay.mmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.engine.Forebay;
import io.forebay.spool.Sync;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the accept path costs the garbage collector when each record is committed in a mapped file: nothing. */
class AllocationTest {
    private static final int RECORDS = 100_000;

    @TempDir
    private Path directory;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource(Sync.class)
    void promise8_accepting_a_record_allocates_nothing(Sync sync) throws IOException {
        assumeTrue(threads.isThreadAllocatedMemorySupported(), "this JVM does not count allocated bytes");
        byte[] array = new byte[200];
        ByteBuffer direct = ByteBuffer.allocateDirect(200);
        try (RecordSink sink = Forebay.to(MmapTarget.in(directory).sync(sync))
                .workers(2)
                .timeout(Duration.ofSeconds(30))
                .open()) {
            write(sink, array, direct);
            long before = threads.getCurrentThreadAllocatedBytes();
            write(sink, array, direct);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            // What is left is what the JVM does now and then on the thread's behalf, and waits for a segment; one byte
            // a
            // record would be 200,000.
            assertThat(allocated).isLessThan(10_000);
        }
    }

    private static void write(RecordSink sink, byte[] array, ByteBuffer direct) {
        for (int i = 0; i < RECORDS; i++) {
            Outcome outcome = sink.write(array);
            direct.position(0);
            if (outcome != Outcome.ACCEPTED || sink.write(direct) != Outcome.ACCEPTED) {
                throw new IllegalStateException("record " + i + " was not accepted");
            }
        }
    }
}
