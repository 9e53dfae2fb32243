package io.forebay.mmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments at the end of what an index can reach. */
@Tag("stress")
class LargestSegmentTest {
    private static final int BUFFER = 1 << 16;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {2_146_435_072, 2_147_475_455})
    void promise12_a_record_of_nearly_2_gib_has_its_segment_and_is_published(int length) throws IOException {
        assumeTrue(directory.toFile().getUsableSpace() > 3L << 30, "needs 3 GiB of space");
        try (FlushTarget target = MmapTarget.in(directory).open(new TargetSpec(1, 2, BUFFER))) {
            Segment segment = target.open(SegmentSpec.oversize(0, BUFFER, length));
            assertThat(segment.buffer().capacity()).isGreaterThanOrEqualTo(length);
            segment.buffer().put(length - 1, (byte) 'x');
            segment.commit(length);
            Published published = segment.publish();
            assertThat(published.bytes()).isEqualTo(length);
            Path file = directory.resolve(published.name());
            assertThat(file).hasSize(length);
            Files.delete(file);
        }
    }
}
