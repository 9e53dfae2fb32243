package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Recovery;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.FaultyDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecoveryTest {
    @TempDir
    Path root;

    @Test
    void flaw1_a_leftover_is_cut_to_its_last_whole_record_and_published_as_its_writer_would_have() throws IOException {
        SpoolDir dir = new SpoolDir(root);
        Spool dead = SpoolDir.open(
                SpoolSettings.in(root).withPrefix("p_").withSuffix(".txt").withPermission(0440));
        SpoolDir.leave(dead, "whole\nhal", 6);
        SpoolDir.kill(dead);

        Recovery recovery = SpoolRecovery.in(root).run();

        assertThat(dir.visible()).containsValue("whole\n").hasSize(1);
        String name = dir.visible().keySet().iterator().next();
        assertThat(name).matches("p_0_\\d{8}T\\d{9}Z_" + dead.instance() + "_r1\\.txt");
        assertThat(recovery.recovered()).containsExactly(new Recovery.Recovered(name, 6, OptionalLong.of(1)));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(name))))
                .isEqualTo("r--r-----");
        assertThat(dir.hidden()).isEmpty();
        assertThat(SpoolRecovery.in(root).run()).isEqualTo(Recovery.NONE);
    }

    @Test
    void bytes_of_which_no_record_is_whole_are_set_aside_and_empty_files_removed() throws IOException {
        SpoolDir dir = new SpoolDir(root);
        Spool dead = dir.open();
        SpoolDir.leave(dead, "half", 0);
        SpoolDir.leave(dead, "", 0);
        SpoolDir.kill(dead);
        Recovery recovery = SpoolRecovery.in(root).run();
        assertThat(recovery.recovered()).isEmpty();
        assertThat(recovery.quarantined()).singleElement().satisfies(file -> {
            assertThat(file.name()).isEqualTo(".p_0_" + dead.instance() + "_1.nothing-committed.quarantine");
            assertThat(file.bytes()).isEqualTo(4);
            assertThat(file.reason()).contains("no record");
        });
        assertThat(dir.hidden()).containsExactly(recovery.quarantined().get(0).name());
    }

    @Test
    void a_file_that_has_lost_bytes_is_set_aside() throws IOException {
        Spool dead = new SpoolDir(root).open();
        SpoolFile file = SpoolDir.leave(dead, "whole\n", 6);
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
            channel.truncate(5);
        }
        SpoolDir.kill(dead);
        assertQuarantined(Damage.SHORTER_THAN_COMMITTED);
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void a_file_whose_bytes_have_changed_is_set_aside_where_files_are_forced(Sync sync) throws IOException {
        Spool dead = SpoolDir.open(SpoolSettings.in(root).withSync(sync));
        SpoolFile file = SpoolDir.leave(dead, "whole\n", 6);
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'W'}), 0);
        }
        SpoolDir.kill(dead);
        if (sync == Sync.PUBLISH) {
            assertQuarantined(Damage.CHECKSUM_MISMATCH);
        } else {
            assertThat(SpoolRecovery.in(root).run().recovered()).hasSize(1);
        }
    }

    @Test
    void a_leftover_whose_line_is_damaged_is_set_aside() throws IOException {
        Spool dead = new SpoolDir(root).open();
        SpoolDir.leave(dead, "whole\n", 6);
        SpoolDir.kill(dead);
        damage(ownerOf(dead), OwnerLayout.HEADER_BYTES + 9);
        assertQuarantined(Damage.COMMIT_UNREADABLE);
    }

    @Test
    void leftovers_of_an_owner_file_with_a_damaged_head_are_set_aside_together_with_it() throws IOException {
        Spool dead = new SpoolDir(root).open();
        SpoolDir.leave(dead, "whole\n", 6);
        SpoolDir.kill(dead);
        damage(ownerOf(dead), 20);
        assertQuarantined(Damage.OWNER_UNREADABLE);
        assertThat(new SpoolDir(root).hidden()).anyMatch(name -> name.endsWith(".owner.quarantine"));
    }

    @Test
    void leftovers_of_a_version_to_come_are_left_alone() throws IOException {
        SpoolDir dir = new SpoolDir(root);
        Spool dead = dir.open();
        SpoolDir.leave(dead, "whole\n", 6);
        SpoolDir.kill(dead);
        ByteBuffer page = ByteBuffer.allocate(OwnerLayout.HEADER_BYTES);
        OwnerLayout.putHeader(page, new OwnerLayout.Header(OwnerLayout.VERSION + 1, 1, 0, 0400, false, ".log", ""));
        try (FileChannel channel = FileChannel.open(ownerOf(dead), StandardOpenOption.WRITE)) {
            channel.write(page, 0);
        }
        List<String> before = dir.hidden();
        assertThat(SpoolRecovery.in(root).run()).isEqualTo(Recovery.NONE);
        assertThat(dir.hidden()).isEqualTo(before).hasSize(2);
    }

    @Test
    void an_orphan_whose_owner_file_somebody_deleted_is_set_aside() throws IOException {
        Spool dead = new SpoolDir(root).open();
        SpoolDir.leave(dead, "whole\n", 6);
        SpoolDir.kill(dead);
        Files.delete(ownerOf(dead));
        assertQuarantined(Damage.OWNER_MISSING);
    }

    @Test
    void promise4_a_recovered_file_replaces_no_other_file() throws IOException {
        SpoolDir dir = new SpoolDir(root);
        Spool dead = dir.open();
        SpoolFile file = SpoolDir.leave(dead, "whole\n", 6);
        SpoolDir.kill(dead);
        Path ownerFile = ownerOf(dead);
        byte[] owner = Files.readAllBytes(ownerFile);
        SpoolRecovery.in(root).run();
        String name = dir.visible().keySet().iterator().next();
        Files.write(ownerFile, owner);
        Files.writeString(file.path(), "other\n");
        assertQuarantined(Damage.NAME_TAKEN);
        assertThat(dir.visible()).containsOnlyKeys(name).containsValue("whole\n");
    }

    @Test
    void promise13_files_of_a_live_owner_are_left_alone_and_it_is_counted() throws IOException {
        SpoolDir dir = new SpoolDir(root);
        try (Spool live = dir.open()) {
            SpoolFile file = SpoolDir.leave(live, "whole\n", 6);
            List<String> before = dir.hidden();
            assertThat(SpoolRecovery.in(root).run()).isEqualTo(new Recovery(List.of(), List.of(), 1));
            assertThat(live.recover()).as("does not count itself").isEqualTo(Recovery.NONE);
            assertThat(dir.hidden()).isEqualTo(before);
            file.seal();
            file.publish(6, 1);
        }
        assertThat(dir.hidden()).isEmpty();
    }

    @Test
    void promise13_the_owner_file_of_a_live_instance_in_this_process_is_not_even_opened() throws IOException {
        try (Spool live = new SpoolDir(root).open()) {
            FaultyDisk disk = FaultyDisk.over(root);
            disk.fault((call, path) -> assertThat(call == DiskCall.OPEN && path.equals(root.resolve(ownerOf(live))))
                    .as("closing it would release the lock")
                    .isFalse());
            assertThat(SpoolRecovery.in(disk.path()).run().live()).isEqualTo(1);
        }
    }

    @Test
    void promise13_a_guest_in_another_directory_is_not_taken_for_an_orphan() throws IOException {
        Path published = Files.createDirectory(root.resolve("published"));
        Path shared = Files.createDirectory(root.resolve("shared"));
        Spool guest = SpoolDir.open(SpoolSettings.in(published).withTemp(shared));
        SpoolDir.leave(guest, "whole\n", 6);
        SpoolDir.kill(guest);
        assertThat(SpoolRecovery.in(shared).run()).as("not its home").isEqualTo(Recovery.NONE);
        assertThat(SpoolRecovery.in(published).run().recovered())
                .as("finds the directory by itself")
                .hasSize(1);
        assertThat(shared).isEmptyDirectory();
        assertThat(new SpoolDir(published).visible()).containsValue("whole\n");
        assertThat(new SpoolDir(published).hidden()).isEmpty();
    }

    @Test
    void recovery_of_one_prefix_leaves_the_others() throws IOException {
        for (String prefix : List.of("a", "a1", "b")) {
            Spool dead = SpoolDir.open(SpoolSettings.in(root).withPrefix(prefix));
            SpoolDir.leave(dead, prefix + "\n", prefix.length() + 1);
            SpoolDir.kill(dead);
        }
        SpoolRecovery.in(root).prefix("a").run();
        assertThat(new SpoolDir(root).visible().values()).containsExactly("a\n");
        SpoolRecovery.in(root).run();
        assertThat(new SpoolDir(root).visible().values()).containsExactlyInAnyOrder("a\n", "a1\n", "b\n");
    }

    @Test
    void what_is_no_regular_file_or_follows_no_rule_is_not_touched() throws IOException {
        Spool dead = new SpoolDir(root).open();
        SpoolDir.leave(dead, "whole\n", 6);
        Path target = Files.writeString(root.resolve("precious.txt"), "precious");
        Files.createSymbolicLink(root.resolve(".p_0_" + dead.instance() + "_7.tmp"), target);
        Files.createDirectory(root.resolve(".p_0_" + dead.instance() + "_8.tmp"));
        Files.createSymbolicLink(root.resolve("." + "0".repeat(32) + ".owner"), target);
        Files.writeString(root.resolve(".bashrc"), "x");
        SpoolDir.kill(dead);
        assertThat(SpoolRecovery.in(root).run().recovered()).hasSize(1);
        assertThat(target).hasContent("precious");
        assertThat(new SpoolDir(root).hidden()).hasSize(4);
    }

    @Test
    void a_leftover_that_can_not_be_settled_stops_neither_the_others_nor_the_start() throws IOException {
        Spool dead = new SpoolDir(root).open();
        SpoolFile stuck = SpoolDir.leave(dead, "stuck\n", 6);
        SpoolDir.leave(dead, "other\n", 6);
        SpoolDir.kill(dead);
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault((call, path) -> {
            if (call == DiskCall.MOVE && path.equals(stuck.path())) {
                throw new IOException("injected");
            }
        });
        assertThat(SpoolRecovery.in(disk.path()).run().recovered()).hasSize(1);
        assertThat(new SpoolDir(root).visible().values()).containsExactly("other\n");
        assertThat(SpoolRecovery.in(root).run().recovered()).as("the next run").hasSize(1);
    }

    @Test
    void promise3_recoverers_that_race_publish_each_leftover_once() throws Exception {
        int instances = 20;
        for (int i = 0; i < instances; i++) {
            Spool dead = new SpoolDir(root).open();
            SpoolDir.leave(dead, i + " one\n", (i + " one\n").length());
            SpoolDir.leave(dead, i + " two\n", (i + " two\n").length());
            SpoolDir.kill(dead);
        }
        int threads = 4;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<String> names = new ArrayList<>();
        try {
            Callable<Recovery> recoverer = () -> SpoolRecovery.in(root).run();
            for (Future<Recovery> done : executor.invokeAll(List.of(recoverer, recoverer, recoverer, recoverer))) {
                done.get().recovered().forEach(file -> names.add(file.name()));
                assertThat(done.get().quarantined()).isEmpty();
            }
        } finally {
            executor.shutdownNow();
        }
        SpoolDir dir = new SpoolDir(root);
        assertThat(names).doesNotHaveDuplicates().hasSize(2 * instances);
        assertThat(dir.visible().keySet()).containsExactlyInAnyOrderElementsOf(names);
        assertThat(dir.visible().values()).doesNotHaveDuplicates();
        assertThat(dir.hidden()).isEmpty();
    }

    @Test
    void a_missing_directory_can_not_be_recovered() {
        assertThatThrownBy(() -> SpoolRecovery.in(root.resolve("missing")).run())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("missing");
    }

    private void assertQuarantined(Damage damage) throws IOException {
        Recovery recovery = SpoolRecovery.in(root).run();
        assertThat(recovery.recovered()).isEmpty();
        assertThat(recovery.quarantined()).singleElement().satisfies(file -> {
            assertThat(file.name()).endsWith(damage.slug() + ".quarantine");
            assertThat(file.reason()).contains(damage.reason());
            assertThat(root.resolve(file.name())).exists();
        });
        assertThat(SpoolRecovery.in(root).run()).isEqualTo(Recovery.NONE);
    }

    private Path ownerOf(Spool dead) throws IOException {
        return root.resolve(new SpoolDir(root)
                .hidden().stream()
                        .filter(name -> name.endsWith(dead.instance() + ".owner"))
                        .findFirst()
                        .orElseThrow());
    }

    private static void damage(Path path, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        bytes[at] ^= 1;
        Files.write(path, bytes);
    }
}
