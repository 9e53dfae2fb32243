package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.FaultyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A temporary file that is given up: deleted or set aside, now, later, or by recovery; never published. */
class RemovalTest {
    @TempDir
    Path root;

    private FaultyDisk disk;
    private SpoolDir dir;
    private Spool spool;

    @BeforeEach
    void open() throws IOException {
        Path real = Files.createDirectory(root.resolve("spool"));
        disk = FaultyDisk.over(real);
        dir = new SpoolDir(real);
        spool = SpoolDir.open(SpoolSettings.in(disk.path()));
    }

    @Test
    void a_deleted_file_leaves_nothing() throws IOException {
        leave().delete();
        spool.close();
        assertThat(dir.path()).isEmptyDirectory();
    }

    @Test
    void a_file_that_was_never_created_is_deleted_all_the_same() throws IOException {
        spool.file(0).delete();
        spool.close();
        assertThat(dir.path()).isEmptyDirectory();
    }

    @Test
    void a_deleted_file_gives_its_line_back() throws IOException {
        for (int i = 0; i < 100; i++) {
            leave().delete();
        }
        spool.close();
    }

    @Test
    void a_file_that_is_set_aside_keeps_its_bytes_and_says_why() throws IOException {
        SpoolFile file = leave();
        file.quarantine(Damage.NOT_CONFIRMED);
        spool.close();
        assertThat(dir.hidden()).containsExactly(".0_" + spool.instance() + "_1.not-confirmed.quarantine");
        assertThat(dir.path().resolve(dir.hidden().get(0))).hasContent("whole\n");
    }

    @Test
    void a_file_that_is_set_aside_gives_its_line_back() throws IOException {
        for (int i = 0; i < 100; i++) {
            leave().quarantine(Damage.NOT_CONFIRMED);
        }
        spool.close();
    }

    @Test
    void a_file_that_can_not_be_deleted_is_deleted_when_the_next_one_is_made() throws IOException {
        SpoolFileTest.refuse(disk, DiskCall.DELETE);
        SpoolFile stuck = leave();
        stuck.delete();
        assertThat(stuck.path()).exists();
        disk.heal();
        spool.file(0).delete();
        assertThat(stuck.path()).doesNotExist();
        spool.close();
        assertThat(dir.path()).isEmptyDirectory();
    }

    @Test
    void a_file_that_can_not_be_renamed_is_set_aside_when_the_next_one_is_made() throws IOException {
        SpoolFileTest.refuse(disk, DiskCall.MOVE);
        SpoolFile stuck = leave();
        stuck.quarantine(Damage.NOT_CONFIRMED);
        assertThat(stuck.path()).exists();
        disk.heal();
        spool.file(0).delete();
        assertThat(stuck.path()).doesNotExist();
        assertThat(dir.hidden()).anyMatch(name -> name.endsWith("not-confirmed.quarantine"));
        spool.close();
    }

    @Test
    void promise12_however_often_a_file_can_not_be_deleted_it_is_when_the_disk_is_well() throws IOException {
        SpoolFileTest.refuse(disk, DiskCall.DELETE);
        SpoolFile one = leave();
        SpoolFile other = leave();
        one.delete();
        other.delete();
        for (int i = 0; i < 5; i++) {
            spool.file(0).delete();
        }
        assertThat(one.path()).exists();
        assertThat(other.path()).exists();
        disk.heal();
        spool.close();
        assertThat(dir.path()).isEmptyDirectory();
    }

    @Test
    void a_file_that_is_still_there_when_the_spool_closes_is_deleted_by_recovery_and_not_published()
            throws IOException {
        SpoolFileTest.refuse(disk, DiskCall.DELETE);
        leave().delete();
        spool.close();
        assertThat(dir.hidden()).as("the file and its owner's").hasSize(2);
        assertThat(SpoolRecovery.in(dir.path()).run().recovered()).isEmpty();
        assertThat(dir.path()).isEmptyDirectory();
    }

    @Test
    void a_file_that_could_not_be_set_aside_is_set_aside_by_recovery_and_not_published() throws IOException {
        SpoolFileTest.refuse(disk, DiskCall.MOVE);
        leave().quarantine(Damage.NOT_CONFIRMED);
        spool.close();
        assertThat(SpoolRecovery.in(dir.path()).run().quarantined())
                .singleElement()
                .satisfies(file -> assertThat(file.reason()).contains(Damage.NOT_CONFIRMED.reason()));
        assertThat(dir.visible()).isEmpty();
    }

    @Test
    void a_disk_that_takes_neither_the_removal_nor_the_note_of_it_stops_nobody() throws IOException {
        SpoolFile stuck = leave();
        disk.fault((call, path) -> {
            if (call == DiskCall.DELETE || call == DiskCall.WRITE) {
                throw new IOException("injected");
            }
        });
        stuck.delete();
        disk.heal();
        spool.close();
        assertThat(dir.path()).isEmptyDirectory();
    }

    @Test
    void promise3_a_file_that_was_deleted_while_it_was_away_is_not_published_when_it_is_back() throws IOException {
        SpoolFile file = leave();
        Path away = Files.move(real(file), root.resolve("away"));
        file.delete();
        comesBack(away, file);
        assertThat(SpoolRecovery.in(dir.path()).run().recovered()).isEmpty();
        assertThat(dir.path()).isEmptyDirectory();
    }

    @Test
    void promise3_a_file_that_was_set_aside_while_it_was_away_is_set_aside_when_it_is_back() throws IOException {
        SpoolFile file = leave();
        Path away = Files.move(real(file), root.resolve("away"));
        file.quarantine(Damage.NOT_CONFIRMED);
        comesBack(away, file);
        assertThat(SpoolRecovery.in(dir.path()).run().quarantined())
                .singleElement()
                .satisfies(aside -> assertThat(aside.reason()).contains(Damage.NOT_CONFIRMED.reason()));
    }

    /** And its owner dies with a file that keeps the table from being removed. */
    private void comesBack(Path away, SpoolFile file) throws IOException {
        SpoolFile keeper = spool.file(1);
        assertThat(keeper.path()).doesNotExist();
        SpoolDir.kill(spool);
        Files.move(away, real(file));
    }

    private Path real(SpoolFile file) {
        return dir.path().resolve(SpoolNames.of(file.path()));
    }

    @Test
    void promise4_a_file_that_is_visible_already_stays_so_when_it_is_deleted() throws IOException {
        spool.close();
        spool = SpoolDir.open(SpoolSettings.in(disk.path()).withSync(Sync.PUBLISH));
        SpoolFile file = leave();
        file.seal();
        SpoolFileTest.refuse(disk, DiskCall.FORCE);
        assertThatThrownBy(() -> file.publish(6, 1)).isInstanceOf(IOException.class);
        file.delete();
        disk.heal();
        spool.close();
        assertThat(dir.visible()).containsValue("whole\n").hasSize(1);
        assertThat(dir.hidden()).isEmpty();
    }

    @Test
    void a_spool_that_is_closed_again_does_nothing() throws IOException {
        spool.close();
        long calls = disk.calls();
        spool.close();
        assertThat(disk.calls()).isEqualTo(calls);
    }

    private SpoolFile leave() throws IOException {
        return SpoolDir.leave(spool, "whole\n", 6);
    }
}
