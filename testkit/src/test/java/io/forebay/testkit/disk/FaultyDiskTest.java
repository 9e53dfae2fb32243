package io.forebay.testkit.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultyDiskTest {
    @TempDir
    Path real;

    @Test
    void calls_reach_the_real_disk_and_the_fault_sees_each() throws Exception {
        FaultyDisk disk = FaultyDisk.over(real);
        List<DiskCall> calls = new ArrayList<>();
        disk.fault((call, path) -> calls.add(call));
        Path file = disk.path().resolve("file");
        try (AsynchronousFileChannel channel = create(file)) {
            assertThat(channel.write(ByteBuffer.wrap(new byte[10]), 0).get()).isEqualTo(10);
            channel.force(true);
            assertThat(disk.openHandles()).isEqualTo(1);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        Files.move(file, file.resolveSibling("moved"));
        assertThat(calls)
                .containsSubsequence(
                        DiskCall.OPEN,
                        DiskCall.WRITE,
                        DiskCall.FORCE,
                        DiskCall.CLOSE,
                        DiskCall.ATTRIBUTES,
                        DiskCall.MOVE);
        assertThat(real.resolve("moved")).hasSize(10);
        assertThat(disk.openHandles()).isZero();
        assertThat(disk.calls()).isEqualTo(calls.size());
    }

    @Test
    void a_file_channel_maps_and_the_fault_sees_that() throws Exception {
        FaultyDisk disk = FaultyDisk.over(real);
        Path file = disk.path().resolve("file");
        try (AsynchronousFileChannel channel = create(file)) {
            channel.write(ByteBuffer.allocate(8), 0).get();
        }
        List<DiskCall> calls = new ArrayList<>();
        disk.fault((call, path) -> calls.add(call));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size()).put(0, (byte) 7);
            disk.fault(DiskFault.refusal().on(DiskCall.MAP));
            assertThatThrownBy(() -> channel.map(FileChannel.MapMode.READ_ONLY, 0, 8))
                    .isInstanceOf(IOException.class);
            assertThat(disk.openHandles()).isEqualTo(1);
        }
        assertThat(calls).containsExactly(DiskCall.OPEN, DiskCall.READ, DiskCall.MAP);
        assertThat(real.resolve("file")).hasBinaryContent(new byte[] {7, 0, 0, 0, 0, 0, 0, 0});
        assertThat(disk.openHandles()).isZero();
    }

    @Test
    void a_refused_call_has_no_effect_and_a_healed_disk_takes_it() throws Exception {
        FaultyDisk disk = FaultyDisk.over(real);
        Path file = disk.path().resolve("file");
        disk.fault((call, path) -> {
            throw new IOException("injected");
        });
        assertThatThrownBy(() -> create(file)).hasMessage("injected");
        assertThat(real).isEmptyDirectory();
        disk.heal();
        create(file).close();
        assertThat(real.resolve("file")).exists();
    }

    @Test
    void a_dead_disk_has_released_its_locks_and_does_nothing_any_more() throws Exception {
        FaultyDisk disk = FaultyDisk.over(real);
        Path file = disk.path().resolve("file");
        AsynchronousFileChannel channel = create(file);
        channel.write(ByteBuffer.allocate(3), 0).get();
        assertThat(channel.tryLock()).isNotNull();
        disk.die();
        assertThatThrownBy(() -> Files.delete(file)).isInstanceOf(DiskDeadError.class);
        assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(3), 3)).isInstanceOf(DiskDeadError.class);
        assertThat(real.resolve("file")).hasSize(3);
        try (AsynchronousFileChannel other =
                AsynchronousFileChannel.open(real.resolve("file"), StandardOpenOption.WRITE)) {
            assertThat(other.tryLock()).isNotNull();
        }
    }

    @Test
    void a_write_that_meets_death_is_torn_between_pages() throws Exception {
        FaultyDisk disk = FaultyDisk.over(real);
        AsynchronousFileChannel channel = create(disk.path().resolve("file"));
        disk.dieAfter(0);
        ByteBuffer bytes = ByteBuffer.allocate(5 * 4096);
        assertThatThrownBy(() -> {
                    while (bytes.hasRemaining()) {
                        channel.write(bytes, bytes.position()).get();
                    }
                })
                .isInstanceOf(DiskDeadError.class);
        assertThat(disk.dead()).isTrue();
        assertThat(Files.size(real.resolve("file")) % 4096).isZero();
        assertThat(Files.size(real.resolve("file"))).isBetween(4096L, 4 * 4096L);
    }

    private static AsynchronousFileChannel create(Path path) throws IOException {
        return AsynchronousFileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
}
