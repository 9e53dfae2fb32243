package io.forebay.mmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.engine.Forebay;
import io.forebay.testkit.disk.ProcSelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many maps, handles and temporary bytes there are at a time, however many segments there have been. */
class BoundsTest {
    private static final int WORKERS = 2;
    private static final int SEGMENT = 4096;
    private static final int SEGMENTS = 10_000;
    private static final int PAGE = 4096;
    /** Each one of a record that no segment holds. */
    private static final int OVERSIZE_EVERY = 100;

    private Path directory = Path.of("");

    @BeforeEach
    void look_for_proc() throws IOException {
        ProcSelf.assumeThere();
        directory = Memory.directory();
    }

    @AfterEach
    void delete() throws IOException {
        Memory.delete(directory);
    }

    @Test
    void promise8_maps_handles_and_temporary_bytes_stay_flat_over_ten_thousand_segments() throws IOException {
        byte[] half = new byte[SEGMENT / 2];
        byte[] oversize = new byte[2 * SEGMENT];
        // Two for each worker, and what Forebay keeps for records that are larger than a segment.
        long most = 2 * WORKERS + 8;
        try (RecordSink sink = Forebay.to(MmapTarget.in(directory).segmentSize(SEGMENT))
                .workers(WORKERS)
                .timeout(Duration.ofSeconds(30))
                .open()) {
            for (int segment = 0; segment < SEGMENTS; segment++) {
                write(sink, half);
                write(sink, half);
                if (segment % OVERSIZE_EVERY == 0) {
                    write(sink, oversize);
                    assertThat(ProcSelf.maps(directory))
                            .as("maps after %s", segment)
                            .hasSizeBetween(1, (int) most);
                    // The owner file, and for each segment one that is just being written or cut.
                    assertThat(ProcSelf.handles(directory))
                            .as("handles after %s", segment)
                            .isBetween(1L, most + 1);
                    // Each one rounded up to a page, with room for one byte more, and a footer.
                    assertThat(ProcSelf.mappedBytes(directory))
                            .as("address space after %s", segment)
                            .isBetween((long) SEGMENT, most * (oversize.length + 2 * PAGE));
                    assertThat(temporaryBytes(directory))
                            .as("temporary bytes after %s", segment)
                            .isLessThanOrEqualTo(most * (oversize.length + PAGE));
                }
            }
            assertThat(sink.flush(Duration.ofSeconds(30)).ok()).isTrue();
            assertThat(sink.ledger().files()).isGreaterThanOrEqualTo(SEGMENTS);
        }
        assertThat(ProcSelf.maps(directory)).as("maps after close").isEmpty();
        assertThat(ProcSelf.mappedBytes(directory))
                .as("address space after close")
                .isZero();
        assertThat(ProcSelf.handles(directory)).as("handles after close").isZero();
        assertThat(temporaryBytes(directory)).as("temporary bytes after close").isZero();
    }

    private static void write(RecordSink sink, byte[] record) {
        Outcome outcome = sink.write(record);
        if (outcome != Outcome.ACCEPTED) {
            throw new IllegalStateException("a record was not accepted: " + outcome);
        }
    }

    private static long temporaryBytes(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.getFileName().toString().endsWith(".tmp"))
                    .toList();
        }
        long bytes = 0;
        for (Path file : files) {
            try {
                bytes += Files.size(file);
            } catch (NoSuchFileException e) {
                // Published meanwhile.
            }
        }
        return bytes;
    }
}
