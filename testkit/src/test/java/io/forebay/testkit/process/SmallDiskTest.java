package io.forebay.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallDiskTest {
    @TempDir
    Path root;

    @Test
    void a_disk_that_was_filled_takes_not_one_byte_more_until_the_ballast_is_gone() throws IOException {
        try (SmallDisk disk = SmallDisk.ext4(root.resolve("disk"), 4 << 20, 1024)) {
            Path ballast = disk.fill("ballast");
            Path file = Files.createFile(disk.path().resolve("file"));
            assertThat(disk.free()).isZero();
            assertThatThrownBy(() -> Files.write(file, new byte[1])).isInstanceOf(IOException.class);
            Files.delete(ballast);
            Files.write(file, new byte[1 << 20]);
        }
    }

    @Test
    void a_disk_that_was_made_read_only_takes_no_file() throws IOException {
        try (SmallDisk disk = SmallDisk.tmpfs(root.resolve("disk"), 1 << 20)) {
            disk.readOnly();
            assertThatThrownBy(() -> Files.createFile(disk.path().resolve("file")))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void mount_and_loop_device_are_gone_when_the_test_has_failed() throws IOException {
        Path mountPoint = root.resolve("disk");
        assertThatThrownBy(() -> {
                    try (SmallDisk disk = SmallDisk.ext4(mountPoint, 4 << 20, 4096)) {
                        assertThat(mounts()).contains(disk.path().toString());
                        throw new IllegalStateException("the test fails");
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasNoSuppressedExceptions();
        assertThat(mounts()).doesNotContain(mountPoint.toString());
        try (var devices = Files.newDirectoryStream(Path.of("/sys/block"), "loop*")) {
            for (Path device : devices) {
                Path image = device.resolve("loop/backing_file");
                assertThat(Files.exists(image) ? Files.readString(image) : "").doesNotContain(mountPoint.toString());
            }
        }
    }

    private static String mounts() throws IOException {
        return Files.readString(Path.of("/proc/mounts"));
    }
}
