package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.FaultyDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A temporary file on its way: created, written, opened again, replaced by another; and what recovery makes of it at any time. */
class SpoolFileTest {
    @TempDir
    Path root;

    @Test
    void a_file_is_created_only_where_there_is_none() throws IOException {
        try (Spool spool = new SpoolDir(root).open()) {
            SpoolFile file = spool.file(0);
            Files.writeString(file.path(), "somebody else's");
            assertThatThrownBy(file::create).isInstanceOf(FileAlreadyExistsException.class);
            assertThat(file.path()).hasContent("somebody else's");
            file.delete();
        }
    }

    @Test
    void a_sealed_file_can_be_opened_and_written_again_and_is_private_meanwhile() throws IOException {
        try (Spool spool = SpoolDir.open(SpoolSettings.in(root).withPermission(0444))) {
            SpoolFile file = SpoolDir.leave(spool, "a\n", 2);
            file.seal();
            append(file, "b\n", 2);
            assertThat(modeOf(file.path())).isEqualTo("rw-------");
            file.seal();
            file.publish(4, 2);
        }
        assertThat(new SpoolDir(root).visible()).containsValue("a\nb\n");
    }

    @Test
    void a_file_that_is_not_sealed_is_opened_again_without_a_change_of_its_mode() throws IOException {
        FaultyDisk disk = FaultyDisk.over(root);
        try (Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()))) {
            SpoolFile file = SpoolDir.leave(spool, "a\n", 2);
            List<DiskCall> calls = new ArrayList<>();
            disk.fault((call, path) -> calls.add(call));
            file.reopen().close();
            assertThat(calls).containsExactly(DiskCall.OPEN, DiskCall.CLOSE);
            file.delete();
        }
    }

    @Test
    void a_file_that_is_gone_can_not_be_opened_again() throws IOException {
        try (Spool spool = new SpoolDir(root).open()) {
            SpoolFile file = SpoolDir.leave(spool, "a\n", 2);
            Files.delete(file.path());
            assertThatThrownBy(file::reopen).isInstanceOf(NoSuchFileException.class);
            file.delete();
        }
    }

    @Test
    void a_file_has_vanished_only_if_it_is_gone_from_a_directory_that_is_there() throws IOException {
        Path directory = Files.createDirectory(root.resolve("spool"));
        try (Spool spool = new SpoolDir(directory).open()) {
            SpoolFile file = SpoolDir.leave(spool, "a\n", 2);
            assertThat(file.vanished()).as("it is there").isFalse();
            Path away = Files.move(directory, root.resolve("away"));
            assertThat(file.vanished()).as("its directory is away").isFalse();
            Files.move(away, directory);
            Files.delete(file.path());
            assertThat(file.vanished()).as("it was deleted").isTrue();
            file.delete();
        }
    }

    @Test
    void promise9_a_commit_that_fails_leaves_the_one_before_it() throws IOException {
        FaultyDisk disk = FaultyDisk.over(root);
        Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()));
        SpoolFile file = SpoolDir.leave(spool, "one\n", 4);
        append(file, "two\n", 4);
        refuse(disk, DiskCall.WRITE);
        assertThatThrownBy(() -> file.commit(8, 2, 0)).isInstanceOf(IOException.class);
        disk.heal();
        SpoolDir.kill(spool);
        SpoolRecovery.in(root).run();
        assertThat(new SpoolDir(root).visible().values()).containsExactly("one\n");
    }

    @Test
    void promise3_until_its_replacement_is_committed_a_file_is_what_recovery_publishes() throws IOException {
        Spool spool = new SpoolDir(root).open();
        SpoolFile before = SpoolDir.leave(spool, "before\n", 7);
        write(before.replacement(), "after\n");
        SpoolDir.kill(spool);
        SpoolRecovery.in(root).run();
        assertThat(new SpoolDir(root).visible().values()).containsExactly("before\n");
    }

    @Test
    void promise3_once_its_replacement_is_committed_that_is_what_recovery_publishes() throws IOException {
        Spool spool = new SpoolDir(root).open();
        SpoolFile before = SpoolDir.leave(spool, "before\n", 7);
        SpoolFile after = before.replacement();
        write(after, "after\n");
        after.commit(6, 1, 0);
        SpoolDir.kill(spool);
        SpoolRecovery.in(root).run();
        assertThat(new SpoolDir(root).visible().values()).containsExactly("after\n");
    }

    @Test
    void a_replacement_whose_commit_fails_has_not_taken_over_the_line() throws IOException {
        FaultyDisk disk = FaultyDisk.over(root);
        Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()));
        SpoolFile before = SpoolDir.leave(spool, "before\n", 7);
        SpoolFile after = before.replacement();
        write(after, "after\n");
        refuse(disk, DiskCall.WRITE);
        assertThatThrownBy(() -> after.commit(6, 1, 0)).isInstanceOf(IOException.class);
        disk.heal();
        after.delete();
        SpoolDir.leave(spool, "another\n", 8);
        SpoolDir.kill(spool);
        SpoolRecovery.in(root).run();
        assertThat(new SpoolDir(root).visible().values()).containsExactlyInAnyOrder("before\n", "another\n");
    }

    @Test
    void a_file_that_was_replaced_does_not_give_its_line_to_another_when_it_is_deleted() throws IOException {
        Spool spool = new SpoolDir(root).open();
        SpoolFile before = SpoolDir.leave(spool, "before\n", 7);
        SpoolFile after = before.replacement();
        write(after, "after\n");
        after.commit(6, 1, 0);
        before.delete();
        SpoolDir.leave(spool, "another\n", 8);
        SpoolDir.kill(spool);
        SpoolRecovery.in(root).run();
        assertThat(new SpoolDir(root).visible().values()).containsExactlyInAnyOrder("after\n", "another\n");
    }

    @Test
    void a_file_that_was_replaced_and_can_not_be_deleted_does_not_give_up_its_replacement() throws IOException {
        FaultyDisk disk = FaultyDisk.over(root);
        Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()));
        SpoolFile before = SpoolDir.leave(spool, "before\n", 7);
        SpoolFile after = before.replacement();
        write(after, "after\n");
        after.commit(6, 1, 0);
        refuse(disk, DiskCall.DELETE);
        before.delete();
        SpoolDir.kill(spool);
        SpoolRecovery.in(root).run();
        assertThat(new SpoolDir(root).visible().values()).containsExactly("after\n");
    }

    @Test
    void promise8_no_more_files_exist_than_there_are_lines_and_a_published_one_gives_its_line_back()
            throws IOException {
        List<SpoolFile> files = new ArrayList<>();
        try (Spool spool = new SpoolDir(root).open()) {
            assertThatThrownBy(() -> {
                        while (true) {
                            files.add(spool.file(0));
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no line is free")
                    .hasMessageContaining("all " + files.size());
            SpoolFile first = files.remove(0);
            write(first, "a\n");
            first.commit(2, 1, 0);
            first.seal();
            first.publish(2, 1);
            files.add(spool.file(0));
            assertThatThrownBy(() -> spool.file(0)).hasMessageContaining("no line is free");
            files.forEach(SpoolFile::delete);
        }
        assertThat(new SpoolDir(root).hidden()).isEmpty();
    }

    static void write(SpoolFile file, String text) throws IOException {
        try (SteadyChannel channel = file.create()) {
            channel.writeFully(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
        }
    }

    static void append(SpoolFile file, String text, long at) throws IOException {
        try (SteadyChannel channel = file.reopen()) {
            channel.writeFully(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), at);
        }
    }

    static void refuse(FaultyDisk disk, DiskCall refused) {
        disk.fault((call, path) -> {
            if (call == refused) {
                throw new IOException("injected");
            }
        });
    }

    private static String modeOf(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
