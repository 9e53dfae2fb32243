package io.forebay.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Recovery;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.DiskFault;
import io.forebay.testkit.disk.DiskLog;
import io.forebay.testkit.disk.FaultyDisk;
import io.forebay.testkit.disk.PowerLoss;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A file that was given up, and is found again: a loss of power has taken its removal back, or it could not be removed. Its records
 * may be in another file by then, so the commit table must say that it does not count.
 */
class GivenUpTest {
    @TempDir
    Path root;

    private Path real;
    private DiskLog log;
    private FaultyDisk disk;

    @BeforeEach
    void begin() throws IOException {
        real = Files.createDirectory(root.resolve("spool"));
        log = DiskLog.over(real);
        disk = log.disk();
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void promise3_a_deletion_that_a_loss_of_power_takes_back_does_not_get_the_file_published(Sync sync)
            throws IOException {
        Spool spool = open(sync);
        SpoolFile file = leave(spool);
        int before = log.size();
        file.delete();
        int after = log.size();
        SpoolDir.kill(spool);
        assertNothingIsPublished(before, after, file);
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void promise3_a_setting_aside_that_a_loss_of_power_takes_back_does_not_get_the_file_published(Sync sync)
            throws IOException {
        Spool spool = open(sync);
        SpoolFile file = leave(spool);
        int before = log.size();
        file.quarantine(Damage.NOT_CONFIRMED);
        int after = log.size();
        SpoolDir.kill(spool);
        assertNothingIsPublished(before, after, file);
    }

    @Test
    void a_publish_that_a_loss_of_power_takes_back_is_made_up_for_though_the_file_was_given_up_since()
            throws IOException {
        Spool spool = open(Sync.PUBLISH);
        SpoolFile file = leave(spool);
        file.seal();
        SpoolFileTest.refuse(disk, DiskCall.FORCE);
        assertThatThrownBy(() -> file.publish(6, 1)).hasMessageContaining("injected");
        disk.heal();
        file.delete();
        int after = log.size();
        SpoolDir.kill(spool);
        Path found = powerLost(after, 0);
        assertThat(nameIn(found, file)).exists();
        SpoolRecovery.in(found).run();
        assertThat(new SpoolDir(found).visible()).hasSize(1).containsValue("whole\n");
    }

    @Test
    void promise3_a_note_that_was_refused_is_made_when_the_deletion_is_refused_too() throws IOException {
        Spool spool = open(Sync.NONE);
        SpoolFile file = leave(spool);
        disk.fault(oneRefusedWrite().and(DiskFault.refusal().on(DiskCall.DELETE)));
        file.delete();
        SpoolDir.kill(spool);
        assertThat(recover()).isEqualTo(Recovery.NONE);
        assertThat(real).isEmptyDirectory();
    }

    @Test
    void promise3_a_note_that_was_refused_is_made_when_the_file_is_found_to_be_away() throws IOException {
        Spool spool = open(Sync.NONE);
        SpoolFile file = leave(spool);
        Path away = Files.move(nameIn(real, file), root.resolve("away"));
        disk.fault(oneRefusedWrite());
        file.delete();
        assertThat(spool.file(1).path())
                .as("keeps the table from being removed")
                .doesNotExist();
        SpoolDir.kill(spool);
        Files.move(away, nameIn(real, file));
        assertThat(recover()).isEqualTo(Recovery.NONE);
        assertThat(real).isEmptyDirectory();
    }

    @Test
    void a_file_with_nothing_whole_in_it_that_can_not_be_deleted_is_deleted_by_recovery_and_not_set_aside()
            throws IOException {
        Spool spool = open(Sync.NONE);
        SpoolFile file = SpoolDir.leave(spool, "hal", 0);
        disk.fault(DiskFault.refusal().on(DiskCall.DELETE));
        file.delete();
        SpoolDir.kill(spool);
        assertThat(recover()).isEqualTo(Recovery.NONE);
        assertThat(real).isEmptyDirectory();
    }

    @Test
    void a_file_that_can_not_be_deleted_keeps_its_line_from_the_next_one() throws IOException {
        Spool spool = open(Sync.NONE);
        SpoolFile file = leave(spool);
        disk.fault(DiskFault.refusal().on(DiskCall.DELETE));
        file.delete();
        SpoolDir.leave(spool, "next\n", 5);
        SpoolDir.kill(spool);
        assertThat(recover().quarantined()).isEmpty();
        assertThat(new SpoolDir(real).visible().values()).containsExactly("next\n");
        assertThat(new SpoolDir(real).hidden()).isEmpty();
    }

    @ParameterizedTest(name = "committed: {0}")
    @ValueSource(booleans = {false, true})
    void a_file_with_nothing_whole_in_it_is_deleted_without_a_wait_for_the_table(boolean committed) throws IOException {
        try (Spool spool = open(Sync.PUBLISH)) {
            SpoolFile file = SpoolDir.leave(spool, "hal", 0);
            if (committed) {
                file.commit(0, 0, Crc32c.EMPTY);
            }
            List<DiskCall> calls = new ArrayList<>();
            disk.fault((call, path) -> calls.add(call));
            file.delete();
            assertThat(calls).containsExactly(DiskCall.DELETE);
        }
    }

    @Test
    void a_table_that_can_not_be_forced_is_told_of_and_the_file_is_deleted_all_the_same() throws IOException {
        try (Spool spool = open(Sync.NONE)) {
            SpoolFile file = leave(spool);
            disk.fault(DiskFault.refusal().on(DiskCall.FORCE));
            assertThat(warningsOf(file::delete))
                    .singleElement()
                    .asString()
                    .contains("can not make sure that " + file.path() + " is given up: ");
            assertThat(file.path()).doesNotExist();
        }
    }

    @Test
    void a_note_that_can_not_be_made_is_told_of() throws IOException {
        try (Spool spool = open(Sync.NONE)) {
            SpoolFile file = leave(spool);
            disk.fault(oneRefusedWrite());
            assertThat(warningsOf(file::delete))
                    .singleElement()
                    .asString()
                    .contains("can not note that " + file.path() + " is given up: ");
            assertThat(file.path()).doesNotExist();
        }
    }

    private Spool open(Sync sync) throws IOException {
        return SpoolDir.open(SpoolSettings.in(disk.path()).withSync(sync));
    }

    private static SpoolFile leave(Spool spool) throws IOException {
        return SpoolDir.leave(spool, "whole\n", 6);
    }

    private static DiskFault oneRefusedWrite() {
        return DiskFault.refusal().onCall(1).on(DiskCall.WRITE);
    }

    private Recovery recover() throws IOException {
        return SpoolRecovery.in(real).run();
    }

    private static Path nameIn(Path directory, SpoolFile file) {
        return directory.resolve(SpoolNames.of(file.path()));
    }

    /** Loses the power after each operation of a removal, of which the last one takes the name away. */
    private void assertNothingIsPublished(int before, int after, SpoolFile file) throws IOException {
        for (int count = before; count <= after; count++) {
            Path found = powerLost(count, 1);
            assertThat(Files.exists(nameIn(found, file))).isEqualTo(count == after);
            assertThat(SpoolRecovery.in(found).run().recovered())
                    .as(log.operation(count))
                    .isEmpty();
        }
    }

    /**
     * Puts together what is found if the power goes after so many operations. It takes back the last change of the temporary file's
     * name, and of the owner file, which was made first and before the probe, so many writes as were not forced.
     */
    private Path powerLost(int count, int writes) throws IOException {
        int[] file = {-1};
        PowerLoss loss = (part, moments) -> {
            file[0] += part == PowerLoss.Part.NAME ? 1 : 0;
            boolean name = part == PowerLoss.Part.NAME && file[0] == 2;
            boolean table = part == PowerLoss.Part.DATA && file[0] == 0;
            return Math.max(0, moments - 1 - (name ? 1 : 0) - (table ? writes : 0));
        };
        Path found = root.resolve("found" + count);
        log.after(count, loss).write(found);
        return found;
    }

    /** The logger of the tests writes to standard error. */
    private static List<String> warningsOf(Runnable action) {
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        PrintStream standardError = System.err;
        System.setErr(new PrintStream(captured, true, UTF_8));
        try {
            action.run();
        } finally {
            System.setErr(standardError);
        }
        return captured.toString(UTF_8).lines().toList();
    }
}
