package io.forebay.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SpilledDataLostException;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a small file system in memory, which only root may mount. */
class FullDiskTest {
    private static final int CAPACITY = 256 << 10;

    @TempDir
    Path mount;

    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "forebay-test", mount.toString()) == 0,
                "needs the right to mount a file system");
        mounted = true;
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", mount.toString())).isZero();
        }
    }

    @Test
    void promise12_a_full_disk_loses_nothing_and_service_goes_on_when_there_is_room_again() throws IOException {
        Path ballast = mount.resolve("ballast");
        Files.write(ballast, new byte[600 << 10]);
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
        byte[] file = new SpoolView(mount).visible().values().iterator().next();
        assertThat(file).hasSize(2 * CAPACITY).startsWith('a').endsWith('b');
        assertThat(new SpoolView(mount).hidden()).isEmpty();
    }

    @Test
    void a_file_that_did_not_fit_frees_its_space_at_once() throws IOException {
        Files.write(mount.resolve("ballast"), new byte[900 << 10]);
        try (FlushTarget target = NioTarget.in(mount).open(new TargetSpec(1, 2, CAPACITY))) {
            Segment segment = target.open(SegmentSpec.ordinary(0, CAPACITY));
            fill(segment, 'a');
            long before = mount.toFile().getUsableSpace();
            assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
            assertThat(mount.toFile().getUsableSpace()).isEqualTo(before);
            segment.discard();
        }
    }

    private static void fill(Segment segment, char content) {
        byte[] bytes = new byte[CAPACITY];
        Arrays.fill(bytes, (byte) content);
        segment.buffer().put(0, bytes);
        segment.commit(CAPACITY);
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }
}
