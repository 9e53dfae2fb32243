package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Recovery;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.DiskFault;
import io.forebay.testkit.disk.FaultyDisk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Recovery while the disk refuses, and while others do the same: what it can not settle now stays for the next run. */
class RecoveryTroubleTest {
    @TempDir
    Path root;

    @Test
    void an_owner_file_that_can_not_be_opened_stops_not_the_others() throws IOException {
        Path stuck = ownerOf(die("stuck\n"));
        die("other\n");
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault(refusal(DiskCall.OPEN, stuck));
        SpoolRecovery.Attempt attempt = SpoolRecovery.in(disk.path()).attempt();
        assertThat(attempt.recovery().recovered()).hasSize(1);
        assertThat(attempt.unsettled()).isEqualTo(1);
        assertThat(texts()).containsExactly("other\n");
        assertThat(SpoolRecovery.in(root).run().recovered()).as("the next run").hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"ATTRIBUTES", "OPEN", "READ", "TRUNCATE", "MOVE"})
    void promise3_a_step_that_is_refused_is_done_by_the_next_run_and_nothing_twice(DiskCall refused)
            throws IOException {
        Spool dead = SpoolDir.open(SpoolSettings.in(root).withSync(Sync.PUBLISH));
        Path leftover = SpoolDir.leave(dead, "whole\nhal", 6).path();
        SpoolDir.kill(dead);
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault(refusal(refused, leftover));
        assertThat(SpoolRecovery.in(disk.path()).attempt()).isEqualTo(new SpoolRecovery.Attempt(Recovery.NONE, 1));
        assertThat(texts()).isEmpty();
        SpoolRecovery.Attempt next = SpoolRecovery.in(root).attempt();
        assertThat(next.recovery().recovered()).hasSize(1);
        assertThat(next.unsettled()).isZero();
        assertThat(texts()).containsExactly("whole\n");
        assertThat(new SpoolDir(root).hidden()).isEmpty();
    }

    @Test
    void promise10_what_was_to_be_forced_is_forced_by_recovery_the_file_first_and_then_the_directory()
            throws IOException {
        Spool dead = SpoolDir.open(SpoolSettings.in(root).withSync(Sync.PUBLISH));
        Path leftover = SpoolDir.leave(dead, "whole\n", 6).path();
        SpoolDir.kill(dead);
        List<String> steps = new ArrayList<>();
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault((call, path) -> {
            if (call == DiskCall.FORCE || call == DiskCall.MOVE) {
                steps.add(call + " " + root.getParent().relativize(path));
            }
        });
        SpoolRecovery.in(disk.path()).run();
        Path inParent = root.getParent().relativize(leftover);
        String directory = "FORCE " + inParent.getParent();
        assertThat(steps)
                .startsWith("FORCE " + inParent, "MOVE " + inParent, directory)
                .containsOnlyOnce("MOVE " + inParent);
    }

    @Test
    void promise8_many_dead_instances_are_recovered_with_few_handles() throws IOException {
        for (int i = 0; i < 100; i++) {
            die(i + "\n");
        }
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault(DiskFault.handleLimit(40, disk::openHandles));
        SpoolRecovery.Attempt attempt = SpoolRecovery.in(disk.path()).attempt();
        assertThat(attempt.recovery().recovered()).hasSize(100);
        assertThat(attempt.unsettled()).isZero();
    }

    @Test
    void what_was_not_to_be_forced_is_not_forced_by_recovery() throws IOException {
        die("whole\n");
        FaultyDisk disk = FaultyDisk.over(root);
        SpoolFileTest.refuse(disk, DiskCall.FORCE);
        assertThat(SpoolRecovery.in(disk.path()).run().recovered()).hasSize(1);
    }

    @Test
    void promise3_a_directory_that_can_not_be_forced_is_tried_again_and_the_file_is_told_of_once() throws IOException {
        Spool dead = SpoolDir.open(SpoolSettings.in(root).withSync(Sync.PUBLISH));
        SpoolDir.leave(dead, "whole\n", 6);
        SpoolDir.kill(dead);
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault(refusal(DiskCall.FORCE, root));
        assertThat(SpoolRecovery.in(disk.path()).run().recovered()).hasSize(1);
        assertThat(new SpoolDir(root).hidden()).as("kept for another try").isNotEmpty();
        assertThat(SpoolRecovery.in(disk.path()).attempt())
                .as("refused again")
                .isEqualTo(new SpoolRecovery.Attempt(Recovery.NONE, 1));
        List<DiskCall> calls = new ArrayList<>();
        disk.fault((call, path) -> calls.add(call));
        assertThat(SpoolRecovery.in(disk.path()).run()).isEqualTo(Recovery.NONE);
        assertThat(calls)
                .as("forced before nothing tells of it any more")
                .containsSubsequence(DiskCall.FORCE, DiskCall.DELETE);
        assertThat(texts()).containsExactly("whole\n");
        assertThat(new SpoolDir(root).hidden()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"FORCE", "CLOSE"})
    void promise10_a_file_that_the_disk_has_not_confirmed_is_set_aside_and_never_trusted_again(DiskCall refused)
            throws IOException {
        Spool dead = SpoolDir.open(SpoolSettings.in(root).withSync(Sync.PUBLISH));
        Path leftover = SpoolDir.leave(dead, "whole\n", 6).path();
        SpoolDir.kill(dead);
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault(refusal(refused, leftover));
        assertThat(SpoolRecovery.in(disk.path()).run().quarantined()).hasSize(1);
        assertThat(SpoolRecovery.in(root).run()).isEqualTo(Recovery.NONE);
        assertThat(texts()).isEmpty();
        assertThat(new SpoolDir(root).hidden()).singleElement().asString().endsWith("not-confirmed.quarantine");
    }

    @Test
    void promise10_a_file_that_could_neither_be_confirmed_nor_set_aside_is_set_aside_by_the_next_run()
            throws IOException {
        Spool dead = SpoolDir.open(SpoolSettings.in(root).withSync(Sync.PUBLISH));
        Path leftover = SpoolDir.leave(dead, "whole\n", 6).path();
        SpoolDir.kill(dead);
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault(refusal(DiskCall.FORCE, leftover).and(refusal(DiskCall.MOVE, leftover)));
        assertThat(SpoolRecovery.in(disk.path()).attempt()).isEqualTo(new SpoolRecovery.Attempt(Recovery.NONE, 1));
        assertThat(SpoolRecovery.in(root).run().quarantined()).hasSize(1);
        assertThat(texts()).isEmpty();
    }

    @Test
    void promise10_a_file_that_the_disk_has_not_confirmed_is_set_aside_though_nothing_can_be_noted()
            throws IOException {
        Spool dead = SpoolDir.open(SpoolSettings.in(root).withSync(Sync.PUBLISH));
        Path leftover = SpoolDir.leave(dead, "whole\n", 6).path();
        SpoolDir.kill(dead);
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault(refusal(DiskCall.FORCE, leftover)
                .and(refusal(DiskCall.WRITE, root.resolve(SpoolNames.owner("", dead.instance())))));
        SpoolRecovery.Attempt attempt = SpoolRecovery.in(disk.path()).attempt();
        assertThat(attempt.recovery().quarantined()).hasSize(1);
        assertThat(attempt.unsettled()).isZero();
        assertThat(texts()).isEmpty();
    }

    @Test
    void an_owner_file_that_can_not_be_deleted_is_deleted_by_the_next_run() throws IOException {
        die("whole\n");
        FaultyDisk disk = FaultyDisk.over(root);
        SpoolFileTest.refuse(disk, DiskCall.DELETE);
        assertThat(SpoolRecovery.in(disk.path()).run().recovered()).hasSize(1);
        assertThat(new SpoolDir(root).hidden()).hasSize(1);
        assertThat(SpoolRecovery.in(root).run()).isEqualTo(Recovery.NONE);
        assertThat(new SpoolDir(root).hidden()).isEmpty();
    }

    @Test
    void an_owner_file_that_can_not_be_closed_costs_nothing_that_was_recovered() throws IOException {
        String id = die("whole\n").instance();
        FaultyDisk disk = FaultyDisk.over(root);
        SpoolFileTest.refuse(disk, DiskCall.CLOSE);
        assertThat(SpoolRecovery.in(disk.path()).run().recovered()).hasSize(1);
        assertThat(LiveInstances.contains(id))
                .as("still taken for one that is recovered")
                .isFalse();
    }

    @Test
    void promise3_an_owner_file_that_another_recoverer_has_finished_with_is_left() throws IOException {
        Spool dead = die("whole\n");
        Path owner = ownerOf(dead);
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault((call, path) -> {
            if (call == DiskCall.LOCK) {
                Files.delete(owner);
            }
        });
        assertThat(SpoolRecovery.in(disk.path()).run().recovered()).isEmpty();
        assertThat(texts()).isEmpty();
    }

    @Test
    void an_owner_file_that_was_away_for_a_moment_is_left_to_the_next_run() throws IOException {
        Path owner = ownerOf(die("whole\n"));
        Path away = root.resolve("away");
        AtomicInteger looks = new AtomicInteger();
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault((call, path) -> {
            if (path.equals(owner) && call == DiskCall.READ && looks.incrementAndGet() == 2) {
                Files.move(owner, away);
            } else if (path.equals(owner) && call == DiskCall.OPEN) {
                Files.move(away, owner);
            }
        });
        assertThat(SpoolRecovery.in(disk.path()).run()).isEqualTo(Recovery.NONE);
        assertThat(SpoolRecovery.in(root).run().recovered()).hasSize(1);
    }

    @Test
    void promise3_a_leftover_that_another_recoverer_settles_in_between_needs_no_further_run() throws IOException {
        Spool dead = new SpoolDir(root).open();
        Path leftover = SpoolDir.leave(dead, "whole\n", 6).path();
        SpoolDir.kill(dead);
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault((call, path) -> {
            if (path.equals(leftover)) {
                Files.deleteIfExists(leftover);
            }
        });
        assertThat(SpoolRecovery.in(disk.path()).run()).isEqualTo(Recovery.NONE);
        assertThat(new SpoolDir(root).hidden()).isEmpty();
    }

    @Test
    void a_leftover_that_shrinks_while_its_checksum_is_read_is_left_to_the_next_run() throws IOException {
        Spool dead = SpoolDir.open(SpoolSettings.in(root).withSync(Sync.PUBLISH));
        Path leftover = SpoolDir.leave(dead, "whole\n", 6).path();
        SpoolDir.kill(dead);
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault((call, path) -> {
            if (call == DiskCall.OPEN && path.equals(leftover)) {
                cut(leftover, 0);
            }
        });
        assertThat(SpoolRecovery.in(disk.path()).run()).isEqualTo(Recovery.NONE);
        assertThat(SpoolRecovery.in(root).run().quarantined())
                .singleElement()
                .satisfies(file -> assertThat(file.reason()).contains(Damage.SHORTER_THAN_COMMITTED.reason()));
    }

    @Test
    void an_owner_file_that_shrinks_while_it_is_read_counts_as_damaged() throws IOException {
        Path owner = ownerOf(die("whole\n"));
        AtomicInteger looks = new AtomicInteger();
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault((call, path) -> {
            // Whether it is a file, which one, which one after the lock, how long; then its bytes.
            if (path.equals(owner) && call == DiskCall.READ && looks.incrementAndGet() == 5) {
                cut(owner, 100);
            }
        });
        assertThat(SpoolRecovery.in(disk.path()).run().quarantined())
                .singleElement()
                .satisfies(file -> assertThat(file.reason()).contains(Damage.OWNER_UNREADABLE.reason()));
    }

    @Test
    void promise13_a_live_instance_whose_owner_file_somebody_deleted_keeps_its_files() throws IOException {
        try (Spool live = new SpoolDir(root).open()) {
            SpoolFile file = SpoolDir.leave(live, "whole\n", 6);
            Files.delete(ownerOf(live));
            assertThat(SpoolRecovery.in(root).run()).isEqualTo(Recovery.NONE);
            assertThat(file.path()).exists();
            file.seal();
            file.publish(6, 1);
        }
        assertThat(texts()).containsExactly("whole\n");
    }

    private Spool die(String text) throws IOException {
        Spool dead = new SpoolDir(root).open();
        SpoolDir.leave(dead, text, text.length());
        SpoolDir.kill(dead);
        return dead;
    }

    private Path ownerOf(Spool dead) {
        return root.resolve(SpoolNames.owner("p_", dead.instance()));
    }

    private List<String> texts() throws IOException {
        return List.copyOf(new SpoolDir(root).visible().values());
    }

    private static DiskFault refusal(DiskCall refused, Path of) {
        return (call, path) -> {
            if (call == refused && path.equals(of)) {
                throw new IOException("injected");
            }
        };
    }

    private static void cut(Path path, long length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(length);
        }
    }
}
