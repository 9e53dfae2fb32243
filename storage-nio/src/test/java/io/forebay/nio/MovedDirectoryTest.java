package io.forebay.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.FlushTarget;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SpilledDataLostException;
import io.forebay.api.TargetSpec;
import io.forebay.spool.SpoolRecovery;
import io.forebay.spool.Sync;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.FaultyDisk;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody moves a directory away, or puts another one in its place, while a target uses it or after it died. */
class MovedDirectoryTest {
    private static final TargetSpec SPEC = new TargetSpec(2, 4, 64);

    @TempDir
    Path root;

    static Segment write(Segment segment, String record) {
        segment.buffer().put(0, record.getBytes(StandardCharsets.UTF_8));
        segment.commit(record.length());
        return segment;
    }

    static List<String> contents(Path directory) throws IOException {
        List<String> all = new ArrayList<>();
        for (byte[] bytes : new SpoolView(directory).visible().values()) {
            all.add(new String(bytes, StandardCharsets.UTF_8));
        }
        return all;
    }

    @Test
    void promise3_a_file_whose_directory_went_before_it_could_be_forced_is_not_published_again() throws IOException {
        Path directory = Files.createDirectory(root.resolve("d"));
        Files.createDirectory(root.resolve("t"));
        Path away = root.resolve("away");
        FaultyDisk disk = FaultyDisk.over(root);
        try (FlushTarget target = NioTarget.in(disk.path().resolve("d"))
                .temp(disk.path().resolve("t"))
                .sync(Sync.PUBLISH)
                .open(SPEC)) {
            Segment segment = write(target.open(SegmentSpec.ordinary(0, 64)), "a\n");
            disk.fault((call, path) -> {
                if (call == DiskCall.OPEN && path.equals(directory)) {
                    Files.move(directory, away);
                }
            });
            assertThatThrownBy(segment::publish).isInstanceOf(NoSuchFileException.class);
            disk.heal();
            Files.move(away, directory);
            segment.publish();
        }
        assertThat(contents(directory)).containsExactly("a\n");
    }

    @Test
    void promise9_what_was_spilled_is_recovered_once_the_moved_temporary_directory_is_named() throws IOException {
        Path directory = Files.createDirectory(root.resolve("d"));
        Path temp = Files.createDirectory(root.resolve("t"));
        FaultyDisk disk = FaultyDisk.over(root);
        FlushTarget target = NioTarget.in(disk.path().resolve("d"))
                .temp(disk.path().resolve("t"))
                .open(SPEC);
        write(target.open(SegmentSpec.ordinary(0, 64)), "a\n").spill(2);
        disk.die();
        new SpoolView(directory).forgetInstances();
        Path moved = Files.move(temp, root.resolve("moved"));

        assertThat(SpoolRecovery.in(directory).run().recovered()).isEmpty();
        assertThat(SpoolRecovery.in(directory).temp(moved).run().recovered()).hasSize(1);
        assertThat(contents(directory)).containsExactly("a\n");
    }

    @Test
    void promise3_what_was_written_again_elsewhere_is_not_recovered_from_the_directory_that_was_moved()
            throws IOException {
        Path directory = Files.createDirectory(root.resolve("d"));
        Path away = root.resolve("away");
        FaultyDisk disk = FaultyDisk.over(root);
        FlushTarget target = NioTarget.in(disk.path().resolve("d")).open(SPEC);
        Segment first = write(target.open(SegmentSpec.ordinary(0, 64)), "a\n");
        Segment second = write(target.open(SegmentSpec.ordinary(1, 64)), "b\n");
        disk.fault((call, path) -> {
            if (call == DiskCall.MOVE) {
                throw new IOException("injected");
            }
        });
        assertThatThrownBy(first::publish).isInstanceOf(IOException.class);
        assertThatThrownBy(second::publish).isInstanceOf(IOException.class);
        disk.heal();
        Files.move(directory, away);
        Files.createDirectory(directory);
        assertThatThrownBy(first::publish).isInstanceOf(IOException.class);
        assertThatThrownBy(second::publish).isInstanceOf(IOException.class);
        first.publish();
        second.publish();
        disk.die();
        new SpoolView(away).forgetInstances();
        SpoolRecovery.in(away).run();

        List<String> all = new ArrayList<>(contents(directory));
        all.addAll(contents(away));
        assertThat(all).containsExactlyInAnyOrder("a\n", "b\n");
    }

    @Test
    void promise1_what_was_reported_as_lost_with_a_moved_directory_is_not_recovered_after_all() throws IOException {
        Path directory = Files.createDirectory(root.resolve("d"));
        Path away = root.resolve("away");
        FaultyDisk disk = FaultyDisk.over(root);
        FlushTarget target = NioTarget.in(disk.path().resolve("d")).open(SPEC);
        Segment segment = write(target.open(SegmentSpec.ordinary(0, 64)), "a\n");
        segment.spill(2);
        write(segment, "b\n");
        Files.move(directory, away);
        Files.createDirectory(directory);
        assertThatThrownBy(segment::publish).isInstanceOf(SpilledDataLostException.class);
        disk.die();
        new SpoolView(away).forgetInstances();

        Recovery recovery = SpoolRecovery.in(away).run();
        assertThat(recovery.recovered()).isEmpty();
    }
}
