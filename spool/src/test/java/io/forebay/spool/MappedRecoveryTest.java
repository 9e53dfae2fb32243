package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Recovery;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.DiskDeadError;
import io.forebay.testkit.disk.DiskFault;
import io.forebay.testkit.disk.FaultyDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mapped files of a dead instance, in every shape that a kill, a loss of power or a hand may have left them in. */
class MappedRecoveryTest {
    private static final int FLAGS = 12;
    private static final int INSTANCE = 16;
    private static final int FIRST_SLOT = 64;
    private static final int SECOND_SLOT = 128;

    @TempDir
    Path root;

    private SpoolDir dir;
    private Spool dead;

    @BeforeEach
    void open_a_spool_that_will_die() throws IOException {
        dir = new SpoolDir(root);
        dead = new MappedDir(root).open();
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void promise9_a_mapped_file_is_cut_to_its_last_whole_record_and_published(Sync sync) throws IOException {
        dead.close();
        dead = MappedDir.open(SpoolSettings.in(root)
                .withPrefix("p_")
                .withSuffix(".txt")
                .withPermission(0440)
                .withSync(sync));
        MappedDir.leave(dead, "whole\none\nhal", footer -> {
            footer.commit(6, 1, MappedDir.crc("whole\n"));
            footer.commit(10, 2, MappedDir.crc("whole\none\n"));
        });
        Recovery recovery = recover();
        assertThat(dir.visible()).containsValue("whole\none\n").hasSize(1);
        String name = dir.visible().keySet().iterator().next();
        assertThat(name).matches("p_0_\\d{8}T\\d{9}Z_" + dead.instance() + "_r1\\.txt");
        assertThat(recovery)
                .isEqualTo(new Recovery(List.of(new Recovery.Recovered(name, 10, OptionalLong.of(2))), List.of(), 0));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(name))))
                .isEqualTo("r--r-----");
        assertThat(dir.hidden()).isEmpty();
        assertNothingIsLeftToDo();
    }

    @Test
    void a_full_file_loses_nothing_but_its_footer() throws IOException {
        String text = "x".repeat(MappedDir.CAPACITY - 1) + "\n";
        MappedDir.leave(dead, text, text.length());
        recover();
        assertThat(dir.visible().values()).containsExactly(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, FLAGS, INSTANCE, INSTANCE + 15, 32, 40, 48})
    void a_footer_whose_head_is_damaged_sets_its_file_aside(int at) throws IOException {
        MappedDir.damage(MappedDir.leave(dead, "whole\n", 6), at);
        assertQuarantined(Damage.FOOTER_UNREADABLE);
    }

    @Test
    void a_footer_with_both_slots_torn_sets_its_file_aside_and_one_torn_slot_costs_only_the_last_record()
            throws IOException {
        SpoolFile both = leaveTwo();
        MappedDir.damage(both, SECOND_SLOT + 8);
        MappedDir.damage(both, FIRST_SLOT + 8);
        MappedDir.damage(leaveTwo(), FIRST_SLOT + 8);
        Recovery recovery = recover();
        assertThat(recovery.quarantined())
                .singleElement()
                .satisfies(file -> assertThat(file.name())
                        .isEqualTo(
                                ".p_0_" + dead.instance() + "_1." + Damage.FOOTER_UNREADABLE.slug() + ".quarantine"));
        assertThat(dir.visible().values()).containsExactly("one\n");
        assertNothingIsLeftToDo();
    }

    @Test
    void a_footer_of_another_instance_or_file_sets_its_file_aside() throws IOException {
        Spool other = new MappedDir(root).open();
        SpoolFile foreign = MappedDir.leave(other, "foreign\n", 8);
        SpoolFile mine = MappedDir.leave(dead, "whole\n", 6);
        Files.write(mine.path(), Files.readAllBytes(foreign.path()));
        other.close();
        Recovery recovery = recover();
        assertThat(dir.visible().values()).containsExactly("foreign\n");
        assertThat(recovery.quarantined())
                .singleElement()
                .satisfies(file -> assertThat(file.reason()).contains(Damage.FOOTER_UNREADABLE.reason()));
    }

    @Test
    void a_file_of_a_version_to_come_is_left_alone_and_so_is_what_is_needed_to_recover_it() throws IOException {
        SpoolFile later = MappedDir.leave(dead, "later\n", 6);
        MappedDir.leave(dead, "whole\n", 6);
        ByteBuffer version = ByteBuffer.allocate(4).putInt(0, SegmentFooter.VERSION + 1);
        patch(later.path(), MappedDir.CAPACITY + 8, version);
        byte[] before = Files.readAllBytes(later.path());
        assertThat(recover().recovered()).hasSize(1);
        assertThat(dir.visible().values()).containsExactly("whole\n");
        assertNothingIsLeftToDo();
        assertThat(later.path()).hasBinaryContent(before);
        assertThat(owner()).exists();
        // With the version that it was of, it is recovered.
        patch(later.path(), MappedDir.CAPACITY + 8, version.putInt(0, SegmentFooter.VERSION));
        assertThat(SpoolRecovery.in(root).run().recovered()).hasSize(1);
        assertThat(dir.visible()).containsValue("later\n");
        assertThat(dir.hidden()).isEmpty();
    }

    @Test
    void a_file_that_was_never_used_is_deleted_and_one_with_part_of_a_first_record_is_set_aside() throws IOException {
        MappedDir.leave(dead, "", 0);
        SpoolFile part = MappedDir.leave(dead, "par", 0);
        Recovery recovery = recover();
        assertThat(recovery.recovered()).isEmpty();
        assertThat(recovery.quarantined()).singleElement().satisfies(file -> {
            assertThat(file.name())
                    .isEqualTo(SpoolNames.of(part.path())
                            .replaceFirst("tmp$", Damage.NOTHING_COMMITTED.slug() + ".quarantine"));
            assertThat(file.bytes()).isEqualTo(MappedDir.CAPACITY + SegmentFooter.BYTES);
        });
        assertThat(dir.hidden()).hasSize(1);
        assertNothingIsLeftToDo();
    }

    @Test
    void the_last_byte_before_the_footer_counts_as_part_of_a_record() throws IOException {
        MappedDir.leave(dead, "\0".repeat(MappedDir.CAPACITY - 1) + "x", 0);
        assertQuarantined(Damage.NOTHING_COMMITTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 4096, MappedDir.CAPACITY, MappedDir.CAPACITY + SegmentFooter.BYTES - 1})
    void a_file_that_was_cut_short_is_set_aside(int length) throws IOException {
        truncate(MappedDir.leave(dead, "whole\n", 6), length);
        assertQuarantined(Damage.FOOTER_UNREADABLE);
    }

    @Test
    void a_file_that_was_just_created_is_deleted() throws IOException {
        truncate(MappedDir.leave(dead, "", 0), 0);
        assertThat(recover()).isEqualTo(Recovery.NONE);
        assertThat(dir.hidden()).isEmpty();
    }

    @Test
    void a_file_that_has_grown_is_set_aside() throws IOException {
        Files.write(MappedDir.leave(dead, "whole\n", 6).path(), new byte[1], StandardOpenOption.APPEND);
        assertQuarantined(Damage.FOOTER_UNREADABLE);
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void bytes_that_have_changed_are_noticed_where_files_are_forced(Sync sync) throws IOException {
        dead.close();
        dead = MappedDir.open(SpoolSettings.in(root).withPrefix("p_").withSync(sync));
        patch(MappedDir.leave(dead, "whole\n", 6).path(), 0, ByteBuffer.wrap(new byte[] {'W'}));
        if (sync == Sync.PUBLISH) {
            assertQuarantined(Damage.CHECKSUM_MISMATCH);
        } else {
            recover();
            assertThat(dir.visible()).containsValue("Whole\n");
        }
    }

    @Test
    void promise3_a_kill_between_table_and_cut_and_rename_publishes_what_the_table_says() throws IOException {
        SpoolFile whole = MappedDir.leave(dead, "whole\n", 6);
        whole.commit(6, 1, MappedDir.crc("whole\n"));
        SpoolFile cut = MappedDir.leave(dead, "cut\n", 4);
        cut.commit(4, 1, MappedDir.crc("cut\n"));
        truncate(cut, 4);
        cut.seal();
        assertThat(recover().recovered()).hasSize(2);
        assertThat(dir.visible().values()).containsExactly("whole\n", "cut\n");
        assertNothingIsLeftToDo();
    }

    @Test
    void promise3_a_file_that_has_its_name_already_is_not_published_again() throws IOException {
        SpoolFile published = MappedDir.leave(dead, "whole\n", 6);
        published.commit(6, 1, MappedDir.crc("whole\n"));
        truncate(published, 6);
        published.seal();
        // All that a publish does to the directory; its process dies before it gives the line of the table back.
        Files.move(published.path(), root.resolve("p_0_20260101T000000000Z_" + dead.instance() + "_1.log"));
        assertThat(recover()).isEqualTo(Recovery.NONE);
        assertThat(dir.visible().values()).containsExactly("whole\n");
        assertThat(dir.hidden()).isEmpty();
    }

    @Test
    void promise4_a_recovered_mapped_file_replaces_no_other_file() throws IOException {
        SpoolFile file = MappedDir.leave(dead, "whole\n", 6);
        byte[] bytes = Files.readAllBytes(file.path());
        SpoolDir.kill(dead);
        byte[] owner = Files.readAllBytes(owner());
        SpoolRecovery.in(root).run();
        Files.write(owner(), owner);
        Files.write(file.path(), bytes);
        assertQuarantined(Damage.NAME_TAKEN);
        assertThat(dir.visible().values()).containsExactly("whole\n");
    }

    @Test
    void promise3_a_recovery_that_dies_at_any_call_is_finished_by_the_next_under_the_same_name() throws IOException {
        boolean died = true;
        for (int call = 0; died; call++) {
            Path directory = Files.createDirectory(root.resolve("dies-at-" + call));
            Spool killed = MappedDir.open(SpoolSettings.in(directory).withSync(Sync.PUBLISH));
            MappedDir.leave(killed, "whole\nhal", 6);
            SpoolDir.kill(killed);
            FaultyDisk disk = FaultyDisk.over(directory);
            disk.dieAfter(call);
            try {
                SpoolRecovery.in(disk.path()).run();
            } catch (DiskDeadError expected) {
                // The next one finishes it.
            }
            died = disk.dead();
            SpoolRecovery.in(directory).run();
            SpoolDir after = new SpoolDir(directory);
            assertThat(after.visible().values()).as("died at call %s", call).containsExactly("whole\n");
            assertThat(after.visible().keySet()).first().asString().contains(killed.instance() + "_r1.log");
            assertThat(after.hidden()).as("died at call %s", call).isEmpty();
        }
    }

    @Test
    void a_recovery_takes_no_more_room_in_the_table_since_the_disk_may_be_full() throws IOException {
        MappedDir.leave(dead, "whole\nhal", 6);
        SpoolDir.kill(dead);
        long before = Files.size(owner());
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault(DiskFault.refusal().on(DiskCall.MOVE));
        assertThat(SpoolRecovery.in(disk.path()).run()).isEqualTo(Recovery.NONE);
        assertThat(owner()).hasSize(before);
        SpoolRecovery.in(root).run();
        assertThat(dir.visible().values()).containsExactly("whole\n");
    }

    @Test
    void promise3_bytes_that_another_file_has_absorbed_are_published_once_and_there() throws IOException {
        SpoolFile mapped = MappedDir.leave(dead, "one\n", 4);
        SpoolFile plain = plain("one\n");
        plain.commit(4, 1, MappedDir.crc("one\n"), List.of(new Absorbed(mapped.number(), 0)));
        assertThat(recover().recovered()).hasSize(1);
        assertThat(dir.visible().values()).containsExactly("one\n");
        assertThat(dir.hidden()).isEmpty();
    }

    @Test
    void promise3_bytes_of_several_mapped_files_are_published_once_with_that_which_has_absorbed_them()
            throws IOException {
        SpoolFile one = MappedDir.leave(dead, "one\n", 4);
        SpoolFile two = MappedDir.leave(dead, "two\n", 4);
        absorb(one, two);
        assertThat(recover().recovered()).hasSize(1);
        assertThat(dir.visible().values()).containsExactly("one\ntwo\n");
        assertThat(dir.hidden()).isEmpty();
    }

    @Test
    void mapped_files_are_set_aside_and_not_deleted_where_the_copy_of_their_bytes_has_lost_them() throws IOException {
        SpoolFile one = MappedDir.leave(dead, "one\n", 4);
        SpoolFile two = MappedDir.leave(dead, "two\n", 4);
        Files.write(absorb(one, two).path(), new byte[6]);
        assertThat(recover().quarantined()).hasSize(3);
        assertThat(aside(one)).startsWith("one\n");
        assertThat(aside(two)).startsWith("two\n");
        assertNothingIsLeftToDo();
    }

    @Test
    void what_is_no_file_but_has_the_name_of_a_mapped_one_is_left_alone() throws IOException {
        SpoolFile one = MappedDir.leave(dead, "one\n", 4);
        SpoolFile two = MappedDir.leave(dead, "two\n", 4);
        Files.write(absorb(one, two).path(), new byte[6]);
        Files.delete(one.path());
        Files.createDirectory(one.path());
        SpoolDir.kill(dead);
        SpoolRecovery.Attempt attempt = SpoolRecovery.in(root).attempt();
        assertThat(attempt.recovery().quarantined()).hasSize(2);
        assertThat(attempt.unsettled()).isZero();
        assertThat(one.path()).isDirectory();
    }

    /** Has a plain file hold what two mapped ones do. */
    private SpoolFile absorb(SpoolFile one, SpoolFile two) throws IOException {
        List<Absorbed> both = List.of(new Absorbed(one.number(), 0), new Absorbed(two.number(), 0));
        SpoolFile plain = plain("one\ntwo\n");
        plain.commit(8, 2, MappedDir.crc("one\ntwo\n"), both);
        return plain;
    }

    private String aside(SpoolFile mapped) throws IOException {
        Path aside = root.resolve(SpoolNames.quarantine(SpoolNames.of(mapped.path()), Damage.COPY_DAMAGED));
        return Files.readString(aside, StandardCharsets.ISO_8859_1);
    }

    /** A loss of power may leave the footer that was stored last, and of the bytes those that were there before. */
    @Test
    void promise3_bytes_of_an_earlier_generation_are_known_by_their_checksum_where_nothing_is_forced()
            throws IOException {
        MappedDir.leave(dead, "one\n", footer -> {
            footer.commit(4, 1, MappedDir.crc("one\n"));
            footer.restart();
            footer.commit(4, 1, MappedDir.crc("two\n"));
        });
        assertThat(recover().quarantined())
                .singleElement()
                .satisfies(file -> assertThat(file.reason()).contains(Damage.CHECKSUM_MISMATCH.reason()));
    }

    @Test
    void promise9_what_a_mapped_file_holds_beyond_a_copy_that_was_lost_is_published() throws IOException {
        SpoolFile mapped = MappedDir.leave(dead, "two\n", footer -> {
            footer.commit(4, 1, MappedDir.crc("one\n"));
            footer.restart();
            footer.commit(4, 1, MappedDir.crc("two\n"));
        });
        SpoolFile plain = plain("one\n");
        plain.commit(4, 1, MappedDir.crc("one\n"), List.of(new Absorbed(mapped.number(), 0)));
        Files.write(plain.path(), new byte[2]);
        assertThat(recover().quarantined()).hasSize(1);
        assertThat(dir.visible().values()).containsExactly("two\n");
    }

    @Test
    void promise9_bytes_that_were_copied_but_are_not_absorbed_yet_are_published_once() throws IOException {
        MappedDir.leave(dead, "one\n", 4);
        // Appended, and killed before the table said so.
        plain("one\n");
        Recovery recovery = recover();
        assertThat(dir.visible().values()).containsExactly("one\n");
        assertThat(recovery.quarantined())
                .singleElement()
                .satisfies(file -> assertThat(file.reason()).contains(Damage.NOTHING_COMMITTED.reason()));
    }

    @Test
    void promise9_what_was_committed_in_the_generation_after_the_absorbed_one_counts() throws IOException {
        SpoolFile mapped = MappedDir.leave(dead, "two\n", footer -> {
            footer.commit(4, 1, MappedDir.crc("one\n"));
            footer.restart();
            footer.commit(4, 1, MappedDir.crc("two\n"));
        });
        SpoolFile plain = plain("one\n");
        plain.commit(4, 1, MappedDir.crc("one\n"), List.of(new Absorbed(mapped.number(), 0)));
        assertThat(recover().recovered()).hasSize(2);
        assertThat(dir.visible().values()).containsExactlyInAnyOrder("one\n", "two\n");
        assertThat(dir.hidden()).isEmpty();
    }

    /** Unless it is forced, a loss of power may bring the bytes back that were cut off, and leave the name. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void promise3_bytes_that_another_file_has_absorbed_are_cut_off_for_certain_before_the_rest_is_seen(boolean killed)
            throws IOException {
        MappedDir.leave(dead, "two\nold\n", footer -> {
            footer.commit(8, 2, MappedDir.crc("one\nold\n"));
            footer.restart();
            footer.commit(4, 1, MappedDir.crc("two\n"));
        });
        SpoolDir.kill(dead);
        FaultyDisk disk = FaultyDisk.over(root);
        if (killed) {
            // Once the table says how much is whole: the next one does not look at the footer any more.
            disk.fault((call, path) -> {
                if (call == DiskCall.TRUNCATE) {
                    throw new IOException("killed");
                }
            });
            SpoolRecovery.in(disk.path()).run();
        }
        List<DiskCall> calls = new ArrayList<>();
        disk.fault((call, path) -> {
            if (call == DiskCall.TRUNCATE || call == DiskCall.FORCE || call == DiskCall.MOVE) {
                calls.add(call);
            }
        });
        assertThat(SpoolRecovery.in(disk.path()).run().recovered()).hasSize(1);
        assertThat(calls).containsExactly(DiskCall.TRUNCATE, DiskCall.FORCE, DiskCall.MOVE);
        assertThat(dir.visible()).containsValue("two\n");
    }

    @Test
    void promise3_a_generation_before_the_absorbed_one_does_not_come_back_when_a_slot_is_torn() throws IOException {
        SpoolFile mapped = MappedDir.leave(dead, "two\n", footer -> {
            footer.commit(4, 1, MappedDir.crc("one\n"));
            footer.restart();
        });
        // Where the restart was stored: its generation is the absorbed one, and the one before counts again.
        MappedDir.damage(mapped, FIRST_SLOT);
        SpoolFile plain = plain("one\ntwo\n");
        plain.commit(8, 2, MappedDir.crc("one\ntwo\n"), List.of(new Absorbed(mapped.number(), 1)));
        assertThat(recover().recovered()).hasSize(1);
        assertThat(dir.visible().values()).containsExactly("one\ntwo\n");
        assertThat(dir.hidden()).isEmpty();
    }

    @Test
    void promise3_a_mapped_file_may_itself_say_what_was_absorbed_of_it() throws IOException {
        MappedDir.leave(dead, "one\n", 4).noteAbsorbed(new Absorbed(1, 0));
        SpoolFile further = MappedDir.leave(dead, "two\n", footer -> {
            footer.commit(4, 1, MappedDir.crc("one\n"));
            footer.restart();
            footer.commit(4, 1, MappedDir.crc("two\n"));
        });
        further.noteAbsorbed(new Absorbed(further.number(), 0));
        assertThat(recover().recovered()).hasSize(1);
        assertThat(dir.visible().values()).containsExactly("two\n");
        assertThat(dir.hidden()).isEmpty();
    }

    @Test
    void promises_3_and_9_a_mapped_file_that_counts_again_does_so_but_for_what_was_absorbed_before()
            throws IOException {
        SpoolFile first = MappedDir.leave(dead, "one\n", 4);
        first.disown();
        first.own(null);
        SpoolFile second = MappedDir.leave(dead, "two\n", 4);
        second.disown();
        second.own(new Absorbed(second.number(), 0));
        MappedDir.leave(dead, "three\n", 6).disown();
        assertThat(recover().recovered()).hasSize(1);
        assertThat(dir.visible().values()).containsExactly("one\n");
        assertThat(dir.hidden()).isEmpty();
    }

    @Test
    void a_mapped_file_that_was_given_up_and_could_not_be_deleted_stays_so_whatever_was_absorbed_of_it()
            throws IOException {
        FaultyDisk disk = FaultyDisk.over(root);
        Spool other = MappedDir.open(SpoolSettings.in(disk.path()).withPrefix("p_"));
        SpoolFile mapped = MappedDir.leave(other, "two\n", footer -> {
            footer.commit(4, 1, MappedDir.crc("one\n"));
            footer.restart();
            footer.commit(4, 1, MappedDir.crc("two\n"));
        });
        mapped.holdsCommitted();
        disk.fault(DiskFault.refusal().on(DiskCall.DELETE));
        mapped.delete();
        mapped.noteAbsorbed(new Absorbed(mapped.number(), 0));
        SpoolDir.kill(other);
        assertThat(recover().recovered()).isEmpty();
        assertThat(dir.visible()).isEmpty();
    }

    @Test
    void a_footer_counts_only_where_the_table_says_so() throws IOException {
        // Without a line: an unused file that the process died over, and a used one that came back with the loss of
        // power.
        leaveWithoutLine("", 0);
        SpoolFile used = leaveWithoutLine("whole\n", 6);
        SpoolFile later = leaveWithoutLine("later\n", 6);
        patch(later.path(), MappedDir.CAPACITY + 8, ByteBuffer.allocate(4).putInt(0, SegmentFooter.VERSION + 1));
        Recovery recovery = recover();
        assertThat(recovery.recovered()).isEmpty();
        assertThat(recovery.quarantined())
                .singleElement()
                .satisfies(file -> assertThat(file.name())
                        .isEqualTo(SpoolNames.quarantine(SpoolNames.of(used.path()), Damage.NOTHING_COMMITTED)));
        assertThat(later.path()).as("of a version to come").exists();
        assertThat(dir.hidden()).hasSize(3);
    }

    @Test
    void a_new_generation_in_which_nothing_is_committed_holds_nothing_whatever_its_bytes_are() throws IOException {
        MappedDir.leave(dead, "one\n", footer -> {
            footer.commit(4, 1, MappedDir.crc("one\n"));
            footer.restart();
        });
        assertThat(recover()).isEqualTo(Recovery.NONE);
        assertThat(dir.visible()).isEmpty();
        assertThat(dir.hidden()).isEmpty();
    }

    @Test
    void promise3_a_file_that_was_given_away_is_deleted() throws IOException {
        MappedDir.leave(dead, "one\n", 4).disown();
        assertThat(recover()).isEqualTo(Recovery.NONE);
        assertThat(dir.hidden()).isEmpty();
    }

    @Test
    void a_footer_in_a_spool_of_plain_files_means_nothing() throws IOException {
        dead.close();
        dead = dir.open();
        leaveWithoutLine("one\n", 4);
        assertQuarantined(Damage.NOTHING_COMMITTED);
    }

    private SpoolFile leaveTwo() throws IOException {
        return MappedDir.leave(dead, "one\ntwo\n", footer -> {
            footer.commit(4, 1, MappedDir.crc("one\n"));
            footer.commit(8, 2, MappedDir.crc("one\ntwo\n"));
        });
    }

    private SpoolFile leaveWithoutLine(String text, int committed) throws IOException {
        SpoolFile file = dead.file(0);
        ByteBuffer page = MappedDir.page(file, false);
        if (committed > 0) {
            new SegmentFooter(page).commit(committed, 1, MappedDir.crc(text.substring(0, committed)));
        }
        try (SteadyChannel channel = file.create()) {
            channel.writeFully(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
            channel.writeFully(page, MappedDir.CAPACITY);
        }
        return file;
    }

    private SpoolFile plain(String text) throws IOException {
        SpoolFile file = dead.file(0);
        try (SteadyChannel channel = file.create()) {
            channel.writeFully(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
        }
        return file;
    }

    /** Lets the writer die, and recovers. */
    private Recovery recover() throws IOException {
        SpoolDir.kill(dead);
        return SpoolRecovery.in(root).run();
    }

    private void assertQuarantined(Damage damage) throws IOException {
        Recovery recovery = recover();
        assertThat(recovery.recovered()).isEmpty();
        assertThat(recovery.quarantined()).singleElement().satisfies(file -> {
            assertThat(file.name()).endsWith(damage.slug() + ".quarantine");
            assertThat(file.reason()).contains(damage.reason());
        });
        assertThat(dir.hidden()).containsExactly(recovery.quarantined().get(0).name());
        assertNothingIsLeftToDo();
    }

    private void assertNothingIsLeftToDo() throws IOException {
        assertThat(SpoolRecovery.in(root).run()).isEqualTo(Recovery.NONE);
    }

    private Path owner() {
        return root.resolve(SpoolNames.owner("p_", dead.instance()));
    }

    private static void truncate(SpoolFile file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    private static void patch(Path path, long at, ByteBuffer bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.write(bytes.duplicate().rewind(), at);
        }
    }
}
