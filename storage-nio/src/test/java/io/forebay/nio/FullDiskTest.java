package io.forebay.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SpilledDataLostException;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.disk.SpoolView;
import io.forebay.testkit.process.FullDisk;
import io.forebay.testkit.process.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The adapter on a disk that is really full; below the suite's own tests, what a single segment does there. */
class FullDiskTest extends FullDisk {
    private static final int CAPACITY = 256 << 10;

    @TempDir
    Path mount;

    @Override
    protected StorageUnderTest storage() {
        return new NioStorage();
    }

    @Test
    void promise12_a_segment_that_is_refused_again_and_again_is_whole_when_there_is_room() throws IOException {
        try (SmallDisk disk = SmallDisk.tmpfs(mount, 1 << 20)) {
            Path ballast = Files.write(mount.resolve("ballast"), new byte[600 << 10]);
            try (FlushTarget target = NioTarget.in(mount).open(new TargetSpec(1, 2, CAPACITY))) {
                Segment segment = target.open(SegmentSpec.ordinary(0, CAPACITY));
                fill(segment, 'a');
                segment.spill(CAPACITY);
                fill(segment, 'b');
                for (int attempt = 0; attempt < 5; attempt++) {
                    assertThatThrownBy(segment::publish)
                            .isInstanceOf(IOException.class)
                            .isNotInstanceOf(SpilledDataLostException.class);
                }
                Files.delete(ballast);
                assertThat(segment.publish().bytes()).isEqualTo(2 * CAPACITY);
            }
            SpoolView spool = new SpoolView(disk.path());
            assertThat(spool.visible().values())
                    .singleElement()
                    .satisfies(file -> assertThat(file)
                            .hasSize(2 * CAPACITY)
                            .startsWith('a')
                            .endsWith('b'));
            assertThat(spool.hidden()).isEmpty();
        }
    }

    @Test
    void a_file_that_did_not_fit_frees_its_space_at_once() throws IOException {
        try (SmallDisk disk = SmallDisk.tmpfs(mount, 1 << 20)) {
            Files.write(mount.resolve("ballast"), new byte[900 << 10]);
            try (FlushTarget target = NioTarget.in(mount).open(new TargetSpec(1, 2, CAPACITY))) {
                Segment segment = target.open(SegmentSpec.ordinary(0, CAPACITY));
                fill(segment, 'a');
                long before = disk.free();
                assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
                assertThat(disk.free()).isEqualTo(before);
                segment.discard();
            }
        }
    }

    private static void fill(Segment segment, char content) {
        byte[] bytes = new byte[CAPACITY];
        Arrays.fill(bytes, (byte) content);
        segment.buffer().put(0, bytes);
        segment.commit(CAPACITY);
    }
}
