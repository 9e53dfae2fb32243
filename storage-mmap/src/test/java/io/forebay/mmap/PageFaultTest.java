package io.forebay.mmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.api.Outcome;
import io.forebay.api.Published;
import io.forebay.api.RecordSink;
import io.forebay.api.SinkListener;
import io.forebay.engine.Forebay;
import io.forebay.testkit.disk.ProcSelf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a mapped file costs those who write to it: no page fault, since each page was touched before. */
class PageFaultTest {
    private static final int RECORD = 200;
    private static final long WARM_UP = 64L << 20;
    private static final int PAGE = 4096;
    private static final int SEGMENT = 8 << 20;

    @Test
    void a_writer_takes_no_page_fault_in_a_file_in_memory() throws IOException {
        long bytes = 1L << 30;
        assumeTrue(Memory.has(bytes / 2), "no file system in memory with " + bytes / 2 + " bytes");
        Path directory = Memory.directory();
        try {
            // A fault for each page would be 262,144, one for each footer 128; what is left is the JVM's own.
            assertThat(faultsOfWriting(directory, bytes)).isLessThan(bytes / SEGMENT / 2);
        } finally {
            Memory.delete(directory);
        }
    }

    @Test
    void a_writer_takes_hardly_a_page_fault_in_a_file_on_a_disk(@TempDir Path directory) throws IOException {
        long bytes = 64L << 20;
        // A fault for each page would be 16,384. A few come back when the system has written a page in the meantime.
        assertThat(faultsOfWriting(directory, bytes)).isLessThan(bytes / PAGE / 4);
    }

    private static long faultsOfWriting(Path directory, long total) throws IOException {
        ProcSelf.assumeThere();
        SinkListener shipper = new SinkListener() {
            @Override
            public void published(Published file) {
                try {
                    Files.delete(directory.resolve(file.name()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        byte[] bytes = new byte[RECORD];
        try (RecordSink sink = Forebay.to(MmapTarget.in(directory).segmentSize(SEGMENT))
                .workers(2)
                .timeout(Duration.ofSeconds(30))
                .listener(shipper)
                .open()) {
            write(sink, bytes, WARM_UP);
            long before = ProcSelf.minorFaults();
            write(sink, bytes, total);
            return ProcSelf.minorFaults() - before;
        }
    }

    private static void write(RecordSink sink, byte[] bytes, long total) {
        for (long written = 0; written < total; written += bytes.length) {
            if (sink.write(bytes) != Outcome.ACCEPTED) {
                throw new IllegalStateException("a record was not accepted after " + written + " bytes");
            }
        }
    }
}
