package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Recovery;
import io.forebay.spool.OwnerLayout.Header;
import io.forebay.spool.OwnerLayout.Line;
import io.forebay.spool.OwnerLayout.State;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.DiskFault;
import io.forebay.testkit.disk.FaultyDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a dead instance may have left, in every shape; and where. */
class LeftoversTest {
    private static final byte[] WHOLE = "whole\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path root;

    @Test
    void a_file_of_which_nothing_is_committed_though_it_has_a_line_is_set_aside() throws IOException {
        Spool dead = new SpoolDir(root).open();
        SpoolDir.leave(dead, "half", 0).commit(0, 0, 0);
        SpoolDir.kill(dead);
        assertThat(onlyReason()).contains(Damage.NOTHING_COMMITTED.reason());
    }

    @Test
    void a_file_that_has_lost_all_its_bytes_is_set_aside_though_it_is_empty() throws IOException {
        Spool dead = new SpoolDir(root).open();
        Files.write(SpoolDir.leave(dead, "whole\n", 6).path(), new byte[0]);
        SpoolDir.kill(dead);
        assertThat(onlyReason()).contains(Damage.SHORTER_THAN_COMMITTED.reason());
    }

    @Test
    void an_empty_file_whose_line_is_damaged_is_set_aside_since_nobody_knows_what_it_held() throws IOException {
        Spool dead = new SpoolDir(root).open();
        Files.write(SpoolDir.leave(dead, "whole\n", 6).path(), new byte[0]);
        SpoolDir.kill(dead);
        patch(dead, OwnerLayout.HEADER_BYTES + 9, ByteBuffer.wrap(new byte[] {1}));
        assertThat(onlyReason()).contains(Damage.COMMIT_UNREADABLE.reason());
    }

    @ParameterizedTest
    @CsvSource({"false, true", "true, false", "true, true", "false, false"})
    void what_is_committed_is_published_whether_forced_or_not_and_with_a_checksum_or_without(
            boolean forced, boolean checked) throws IOException {
        Spool dead = SpoolDir.open(SpoolSettings.in(root).withPrefix("p_").withSync(forced ? Sync.PUBLISH : Sync.NONE));
        SpoolDir.leave(dead, "whole\n", 6);
        SpoolDir.kill(dead);
        line(dead, checked ? crcOf(WHOLE) : null);
        SpoolRecovery.in(root).run();
        assertThat(new SpoolDir(root).visible().values()).containsExactly("whole\n");
        assertThat(new SpoolDir(root).hidden()).isEmpty();
    }

    @Test
    void a_checksum_that_was_written_down_is_checked_though_nothing_was_forced() throws IOException {
        Spool dead = new SpoolDir(root).open();
        SpoolDir.leave(dead, "whole\n", 6);
        SpoolDir.kill(dead);
        line(dead, crcOf(WHOLE) + 1);
        assertThat(onlyReason()).contains(Damage.CHECKSUM_MISMATCH.reason());
    }

    @Test
    void a_checksum_is_taken_over_a_file_of_many_pieces() throws IOException {
        byte[] large = new byte[(1 << 16) * 2 + 5];
        Arrays.fill(large, (byte) 'x');
        Spool dead = SpoolDir.open(SpoolSettings.in(root).withSync(Sync.PUBLISH));
        SpoolDir.leave(dead, new String(large, StandardCharsets.US_ASCII), large.length);
        SpoolDir.kill(dead);
        assertThat(SpoolRecovery.in(root).run().recovered())
                .singleElement()
                .satisfies(file -> assertThat(file.bytes()).isEqualTo(large.length));
    }

    @Test
    void leftovers_of_another_adapter_are_left_alone() throws IOException {
        Spool dead = new SpoolDir(root).open();
        SpoolDir.leave(dead, "whole\n", 6);
        SpoolDir.kill(dead);
        header(dead, new Header(OwnerLayout.VERSION, 99, 0, 0400, false, ".log", ""));
        List<String> before = new SpoolDir(root).hidden();
        assertThat(SpoolRecovery.in(root).attempt()).isEqualTo(new SpoolRecovery.Attempt(Recovery.NONE, 1));
        assertThat(new SpoolDir(root).hidden()).isEqualTo(before).hasSize(2);
    }

    @Test
    void an_owner_file_that_was_cut_short_counts_as_damaged() throws IOException {
        Spool dead = new SpoolDir(root).open();
        SpoolDir.leave(dead, "whole\n", 6);
        SpoolDir.kill(dead);
        try (FileChannel channel = FileChannel.open(ownerOf(dead), StandardOpenOption.WRITE)) {
            channel.truncate(OwnerLayout.HEADER_BYTES - 1);
        }
        assertThat(onlyReason()).contains(Damage.OWNER_UNREADABLE.reason());
    }

    @Test
    void an_owner_file_whose_owner_died_before_it_wrote_a_byte_is_removed() throws IOException {
        Files.createFile(root.resolve(SpoolNames.owner("p_", "0".repeat(32))));
        assertThat(SpoolRecovery.in(root).run()).isEqualTo(Recovery.NONE);
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void a_file_of_the_same_instance_under_another_prefix_is_not_touched() throws IOException {
        Spool dead = new SpoolDir(root).open();
        SpoolDir.leave(dead, "whole\n", 6);
        Path other = Files.writeString(root.resolve(SpoolNames.temporary("q_", 0, dead.instance(), 2)), "other");
        SpoolDir.kill(dead);
        assertThat(SpoolRecovery.in(root).prefix("p_").run().recovered()).hasSize(1);
        assertThat(other).hasContent("other");
    }

    @Test
    void an_orphan_is_set_aside_only_by_a_recovery_of_its_own_prefix() throws IOException {
        Path orphan = Files.writeString(root.resolve(SpoolNames.temporary("p_", 0, "0".repeat(32), 1)), "half");
        assertThat(SpoolRecovery.in(root).prefix("q_").run()).isEqualTo(Recovery.NONE);
        assertThat(orphan).exists();
        assertThat(SpoolRecovery.in(root).prefix("p_").run().quarantined()).hasSize(1);
        assertThat(orphan).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void all_who_wrote_into_one_temporary_directory_are_recovered_from_it(int writers) throws IOException {
        Path published = Files.createDirectory(root.resolve("published"));
        Path temp = Files.createDirectory(root.resolve("temp"));
        for (int writer = 0; writer < writers; writer++) {
            dieIn(published, temp);
        }
        assertThat(SpoolRecovery.in(published).run().recovered()).hasSize(writers);
        assertThat(temp).isEmptyDirectory();
        assertThat(new SpoolDir(published).hidden()).isEmpty();
    }

    @Test
    void a_temporary_directory_that_is_named_though_it_was_written_down_is_looked_into_once() throws IOException {
        Path published = Files.createDirectory(root.resolve("published"));
        Path temp = Files.createDirectory(root.resolve("temp"));
        dieIn(published, temp);
        assertThat(SpoolRecovery.in(published).temp(temp).run().recovered()).hasSize(1);
        assertThat(new SpoolDir(published).hidden()).isEmpty();
    }

    @Test
    void a_temporary_directory_that_is_missing_is_waited_for() throws IOException {
        Path published = Files.createDirectory(root.resolve("published"));
        Path temp = Files.createDirectory(root.resolve("temp"));
        dieIn(published, temp);
        Path away = Files.move(temp, root.resolve("away"));
        assertThat(SpoolRecovery.in(published).attempt()).isEqualTo(new SpoolRecovery.Attempt(Recovery.NONE, 1));
        Files.move(away, temp);
        assertThat(SpoolRecovery.in(published).run().recovered()).hasSize(1);
        assertThat(new SpoolDir(published).hidden()).isEmpty();
    }

    @Test
    void promise9_a_temporary_directory_that_was_moved_and_made_anew_is_waited_for() throws IOException {
        Path published = Files.createDirectory(root.resolve("published"));
        Path temp = Files.createDirectory(root.resolve("temp"));
        dieIn(published, temp);
        Path moved = Files.move(temp, root.resolve("moved"));
        Files.createDirectory(temp);
        assertThat(SpoolRecovery.in(published).attempt()).isEqualTo(new SpoolRecovery.Attempt(Recovery.NONE, 1));
        assertThat(SpoolRecovery.in(published).temp(moved).run().recovered()).hasSize(1);
        assertThat(new SpoolDir(published).visible()).containsValue("whole\n");
        assertThat(new SpoolDir(published).hidden()).isEmpty();
        assertThat(moved).isEmptyDirectory();
    }

    @Test
    void an_instance_that_died_before_it_made_a_file_is_not_waited_for() throws IOException {
        Path published = Files.createDirectory(root.resolve("published"));
        killedBeforeItsFirstNote(published, Files.createDirectory(root.resolve("temp")));
        assertThat(SpoolRecovery.in(published).attempt()).isEqualTo(new SpoolRecovery.Attempt(Recovery.NONE, 0));
        assertThat(new SpoolDir(published).hidden()).isEmpty();
    }

    @Test
    void a_temporary_directory_that_is_missing_is_not_waited_for_where_the_owner_had_left_it() throws IOException {
        Path published = Files.createDirectory(root.resolve("published"));
        Path temp = Files.createDirectory(root.resolve("temp"));
        Path owner = killedBeforeItsFirstNote(published, temp);
        try (FileChannel channel = FileChannel.open(owner, StandardOpenOption.WRITE)) {
            channel.truncate(OwnerLayout.HEADER_BYTES);
        }
        Files.delete(temp);
        assertThat(SpoolRecovery.in(published).attempt()).isEqualTo(new SpoolRecovery.Attempt(Recovery.NONE, 0));
        assertThat(new SpoolDir(published).hidden()).isEmpty();
    }

    /** Its first file may be there with nothing noted, in a place that is not mounted yet. */
    @Test
    void a_temporary_directory_that_is_missing_is_waited_for_though_nothing_was_noted() throws IOException {
        Path published = Files.createDirectory(root.resolve("published"));
        Path temp = Files.createDirectory(root.resolve("temp"));
        Path owner = killedBeforeItsFirstNote(published, temp);
        Files.delete(temp);
        assertThat(SpoolRecovery.in(published).attempt()).isEqualTo(new SpoolRecovery.Attempt(Recovery.NONE, 1));
        assertThat(owner).exists();
    }

    private static Path killedBeforeItsFirstNote(Path published, Path temp) throws IOException {
        Spool dead = SpoolDir.open(SpoolSettings.in(published).withTemp(temp));
        Path owner = published.resolve(new SpoolDir(published).hidden().get(0));
        byte[] content = Files.readAllBytes(owner);
        dead.close();
        return Files.write(owner, content);
    }

    @ParameterizedTest
    @EnumSource
    void an_owner_whose_temporary_directory_is_gone_leaves_nothing_when_all_is_published(Sync sync) throws IOException {
        Path published = Files.createDirectory(root.resolve("published"));
        Path temp = Files.createDirectory(root.resolve("temp"));
        Spool spool = SpoolDir.open(SpoolSettings.in(published).withTemp(temp).withSync(sync));
        SpoolDir.leave(spool, "whole\n", 6).delete();
        for (String name : new SpoolDir(temp).hidden()) {
            Files.delete(temp.resolve(name));
        }
        Files.delete(temp);
        spool.close();
        assertThat(new SpoolDir(published).hidden()).isEmpty();
    }

    @Test
    void a_probe_whose_owner_file_is_gone_is_removed() throws IOException {
        Path probe = Files.createFile(root.resolve(SpoolNames.probe("p_", "0".repeat(32))));
        Path foreign = Files.createFile(root.resolve(".of-somebody-else.probe"));
        SpoolRecovery.in(root).prefix("q_").run();
        assertThat(probe).exists();
        assertThat(SpoolRecovery.in(root).run()).isEqualTo(Recovery.NONE);
        assertThat(probe).doesNotExist();
        assertThat(foreign).exists();
    }

    @Test
    void promise13_the_probe_of_an_instance_that_is_just_opening_is_left_alone() throws IOException {
        try (Spool opening = SpoolDir.open(SpoolSettings.in(root).withPrefix("p_"))) {
            Path probe = Files.createFile(root.resolve(SpoolNames.probe("p_", opening.instance())));
            SpoolRecovery.in(root).run();
            assertThat(probe).exists();
        }
    }

    @Test
    void a_temporary_directory_that_was_moved_is_found_by_its_new_name() throws IOException {
        Path published = Files.createDirectory(root.resolve("published"));
        Path temp = Files.createDirectory(root.resolve("temp"));
        dieIn(published, temp);
        Path moved = Files.move(temp, root.resolve("moved"));
        assertThat(SpoolRecovery.in(published).temp(moved).run().recovered()).hasSize(1);
        assertThat(new SpoolDir(published).visible()).containsValue("whole\n");
    }

    @Test
    void a_temporary_directory_that_can_not_be_listed_is_left_to_the_next_run() throws IOException {
        Path published = Files.createDirectory(root.resolve("published"));
        Path temp = Files.createDirectory(root.resolve("temp"));
        dieIn(published, temp);
        FaultyDisk disk = FaultyDisk.over(published);
        disk.fault((call, path) -> {
            if (call == DiskCall.LIST && path.endsWith("temp")) {
                throw new IOException("injected");
            }
        });
        assertThat(SpoolRecovery.in(disk.path()).attempt()).isEqualTo(new SpoolRecovery.Attempt(Recovery.NONE, 1));
        assertThat(SpoolRecovery.in(published).run().recovered()).hasSize(1);
    }

    @Test
    void a_temporary_directory_whose_name_this_system_can_not_have_stops_not_the_others() throws IOException {
        Spool strange = new SpoolDir(root).open();
        SpoolDir.leave(strange, "strange\n", 8);
        SpoolDir.kill(strange);
        header(strange, new Header(OwnerLayout.VERSION, 1, 0, 0400, false, ".log", "a\0b"));
        Spool other = new SpoolDir(root).open();
        SpoolDir.leave(other, "other\n", 6);
        SpoolDir.kill(other);
        SpoolRecovery.in(root).run();
        assertThat(new SpoolDir(root).visible()).containsValue("other\n");
        assertThat(ownerOf(strange)).as("kept for a system that can").exists();
    }

    @Test
    void a_close_that_the_disk_does_not_confirm_leaves_an_owner_file_that_can_be_read() throws IOException {
        FaultyDisk disk = FaultyDisk.over(root);
        Spool spool = openForced(disk.path());
        assertOwnerFileCanBeReadAfter(
                disk, () -> assertThatThrownBy(spool::close).hasMessageContaining("injected"));
    }

    @Test
    void a_recovery_that_the_disk_does_not_confirm_leaves_an_owner_file_that_can_be_read() throws IOException {
        FaultyDisk disk = FaultyDisk.over(root);
        Spool dead = openForced(disk.path());
        SpoolDir.leave(dead, "whole\n", 6);
        SpoolDir.kill(dead);
        assertOwnerFileCanBeReadAfter(
                disk,
                () -> assertThat(SpoolRecovery.in(disk.path().resolve("published"))
                                .run()
                                .recovered())
                        .hasSize(1));
    }

    private static Spool openForced(Path place) throws IOException {
        Path published = Files.createDirectory(place.resolve("published"));
        Path temp = Files.createDirectory(place.resolve("temp"));
        return SpoolDir.open(SpoolSettings.in(published).withTemp(temp).withSync(Sync.PUBLISH));
    }

    private interface End {
        void come() throws IOException;
    }

    /** The disk forgets at the end what it was to confirm of the owner file. */
    private void assertOwnerFileCanBeReadAfter(FaultyDisk disk, End end) throws IOException {
        disk.fault(DiskFault.forgetfulForce(() -> new IOException("injected"))
                .onNames("owner$")
                .on(DiskCall.FORCE));
        end.come();
        SpoolDir published = new SpoolDir(root.resolve("published"));
        assertThat(published.hidden()).as("the owner file").hasSize(1);
        disk.heal();
        assertThat(SpoolRecovery.in(root.resolve("published")).run()).isEqualTo(Recovery.NONE);
        assertThat(published.hidden()).isEmpty();
        assertThat(new SpoolDir(root.resolve("temp")).hidden()).isEmpty();
    }

    private static void dieIn(Path published, Path temp) throws IOException {
        Spool dead = SpoolDir.open(SpoolSettings.in(published).withTemp(temp));
        SpoolDir.leave(dead, "whole\n", 6);
        SpoolDir.kill(dead);
    }

    private String onlyReason() throws IOException {
        Recovery recovery = SpoolRecovery.in(root).run();
        assertThat(recovery.recovered()).isEmpty();
        assertThat(new SpoolDir(root).visible()).isEmpty();
        assertThat(recovery.quarantined()).hasSize(1);
        return recovery.quarantined().get(0).reason();
    }

    private Path ownerOf(Spool dead) {
        return root.resolve(SpoolNames.owner("p_", dead.instance()));
    }

    private void line(Spool dead, @Nullable Integer crc) throws IOException {
        ByteBuffer slot = ByteBuffer.allocate(OwnerLayout.LINE_BYTES);
        OwnerLayout.putLine(slot, new Line(1, WHOLE.length, 1, crc, State.OPEN));
        patch(dead, OwnerLayout.HEADER_BYTES, slot);
    }

    private void header(Spool dead, Header header) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(OwnerLayout.HEADER_BYTES);
        OwnerLayout.putHeader(page, header);
        patch(dead, 0, page);
    }

    @Test
    void promise9_files_in_a_temporary_directory_that_a_damaged_owner_file_does_not_name_are_found_with_it()
            throws IOException {
        Path temp = Files.createDirectory(root.resolve("temp"));
        Path published = Files.createDirectory(root.resolve("published"));
        Spool dead = SpoolDir.open(SpoolSettings.in(published).withTemp(temp));
        String file = SpoolNames.of(SpoolDir.leave(dead, "whole\n", 6).path());
        SpoolDir.kill(dead);
        Path owner = published.resolve(SpoolNames.owner("", dead.instance()));
        try (FileChannel channel = FileChannel.open(owner, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {99}), 20);
        }
        Recovery unnamed = SpoolRecovery.in(published).run();
        assertThat(unnamed.quarantined()).singleElement().satisfies(aside -> {
            assertThat(aside.name()).endsWith(".owner.quarantine");
            assertThat(aside.reason()).contains("temp");
        });
        Recovery named = SpoolRecovery.in(published).temp(temp).run();
        assertThat(named.quarantined())
                .singleElement()
                .satisfies(
                        aside -> assertThat(aside.name()).isEqualTo(SpoolNames.quarantine(file, Damage.OWNER_MISSING)));
        assertThat(new SpoolDir(temp).hidden())
                .as("nothing keeps anybody's hands off")
                .noneMatch(SpoolNames::isGuest);
    }

    @Test
    void promise13_files_of_a_live_instance_whose_directory_was_replaced_are_not_taken_for_orphans()
            throws IOException {
        Path temp = Files.createDirectory(root.resolve("temp"));
        Path published = Files.createDirectory(root.resolve("published"));
        try (Spool live = SpoolDir.open(SpoolSettings.in(published).withTemp(temp))) {
            SpoolFile file = SpoolDir.leave(live, "whole\n", 6);
            Path away = Files.move(published, root.resolve("away"));
            Files.createDirectory(published);
            LiveInstances.remove(live.instance());
            assertThat(SpoolRecovery.in(published).temp(temp).run()).isEqualTo(Recovery.NONE);
            assertThat(file.path()).exists();
            LiveInstances.add(live.instance());
            file.delete();
            Files.delete(published);
            Files.move(away, published);
        }
    }

    private void patch(Spool dead, long at, ByteBuffer bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(ownerOf(dead), StandardOpenOption.WRITE)) {
            channel.write(bytes, at);
        }
    }

    private static int crcOf(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
