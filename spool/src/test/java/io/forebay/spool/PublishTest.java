package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.FaultyDisk;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishTest {
    @TempDir
    Path root;

    @Test
    void promise4_flaw6_a_file_gets_its_exact_permission_before_its_name() throws IOException {
        SpoolDir dir = new SpoolDir(root);
        try (Spool spool = SpoolDir.open(SpoolSettings.in(root).withPermission(0666))) {
            SpoolFile file = SpoolDir.leave(spool, "a\n", 2);
            assertThat(modeOf(file.path())).isEqualTo("rw-------");
            file.seal();
            // The umask would have cut this to rw-r--r--.
            assertThat(modeOf(file.path())).isEqualTo("rw-rw-rw-");
            file.publish(2, 1);
        }
        assertThat(dir.visible()).containsValue("a\n");
    }

    @Test
    void promise5_flaw10_names_of_a_worker_differ_and_sort_in_the_order_of_publishing_though_the_clock_is_set_back()
            throws IOException {
        Iterator<Instant> clock = Arrays.asList(
                        Instant.parse("2026-01-01T00:00:00Z"),
                        Instant.parse("2026-01-01T00:00:00Z"),
                        Instant.parse("2001-01-01T00:00:00Z"),
                        Instant.parse("2026-01-01T00:00:01Z"),
                        Instant.MIN.plusSeconds(1_000_000_000_000_000L))
                .iterator();
        List<String> names = new ArrayList<>();
        try (Spool spool = SpoolDir.open(SpoolSettings.in(root).withClock(() -> clock.next()))) {
            for (int i = 0; i < 3; i++) {
                SpoolFile file = SpoolDir.leave(spool, "a\n", 2);
                file.seal();
                names.add(file.publish(2, 1).name());
            }
        }
        assertThat(names).isSorted().doesNotHaveDuplicates();
        assertThat(names.get(1)).contains("20260101T000000000Z");
    }

    @Test
    void a_sequence_number_is_used_up_only_by_a_file_that_is_published() throws IOException {
        FaultyDisk disk = FaultyDisk.over(root);
        try (Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()))) {
            SpoolFile first = SpoolDir.leave(spool, "a\n", 2);
            first.seal();
            disk.fault((call, path) -> {
                if (call == DiskCall.MOVE) {
                    throw new IOException("injected");
                }
            });
            assertThatThrownBy(() -> first.publish(2, 1)).hasMessage("injected");
            first.delete();
            disk.heal();
            SpoolFile second = SpoolDir.leave(spool, "b\n", 2);
            second.seal();
            assertThat(second.publish(2, 1).name()).endsWith("_0000000001.log");
        }
    }

    @Test
    void promise4_a_name_that_somebody_has_taken_is_not_replaced() throws IOException {
        try (Spool spool = SpoolDir.open(SpoolSettings.in(root).withClock(() -> Instant.EPOCH))) {
            String name = "0_19700101T000000000Z_" + spool.instance() + "_0000000001.log";
            Files.writeString(root.resolve(name), "other\n");
            SpoolFile file = SpoolDir.leave(spool, "a\n", 2);
            file.seal();
            assertThatThrownBy(() -> file.publish(2, 1))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining(name);
            assertThat(root.resolve(name)).hasContent("other\n");
            assertThat(file.path()).exists();
            assertThat(file.visible()).isFalse();
            file.delete();
        }
    }

    @Test
    void promise4_a_rename_that_fails_while_somebody_takes_the_name_is_no_success() throws IOException {
        FaultyDisk disk = FaultyDisk.over(root);
        try (Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()).withClock(() -> Instant.EPOCH))) {
            Path name = root.resolve("0_19700101T000000000Z_" + spool.instance() + "_0000000001.log");
            SpoolFile file = SpoolDir.leave(spool, "a\n", 2);
            file.seal();
            disk.fault((call, path) -> {
                if (call == DiskCall.MOVE) {
                    Files.writeString(name, "other\n");
                    throw new IOException("injected");
                }
            });
            assertThatThrownBy(() -> file.publish(2, 1)).hasMessage("injected");
            disk.heal();
            assertThat(name).hasContent("other\n");
            Files.delete(name);
            assertThat(root.resolve(file.publish(2, 1).name())).isEqualTo(name).hasContent("a\n");
        }
    }

    @Test
    void promise10_where_files_are_forced_the_directory_is_forced_after_the_rename() throws IOException {
        assertThat(callsOfPublish(Sync.PUBLISH)).endsWith(DiskCall.MOVE, DiskCall.OPEN, DiskCall.FORCE, DiskCall.CLOSE);
    }

    @Test
    void where_files_are_not_forced_the_directory_is_not_either() throws IOException {
        assertThat(callsOfPublish(Sync.NONE)).endsWith(DiskCall.MOVE).doesNotContain(DiskCall.FORCE);
    }

    private List<DiskCall> callsOfPublish(Sync sync) throws IOException {
        FaultyDisk disk = FaultyDisk.over(root);
        List<DiskCall> calls = new ArrayList<>();
        try (Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()).withSync(sync))) {
            SpoolFile file = SpoolDir.leave(spool, "a\n", 2);
            file.seal();
            disk.fault((call, path) -> calls.add(call));
            file.publish(2, 1);
            disk.heal();
        }
        return calls;
    }

    @Test
    void promise10_a_directory_that_can_not_be_forced_is_forced_again_and_the_file_published_once() throws IOException {
        FaultyDisk disk = FaultyDisk.over(root);
        try (Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()).withSync(Sync.PUBLISH))) {
            SpoolFile file = SpoolDir.leave(spool, "a\n", 2);
            file.seal();
            SpoolFileTest.refuse(disk, DiskCall.FORCE);
            assertThatThrownBy(() -> file.publish(2, 1)).hasMessageContaining("injected");
            assertThat(file.visible()).isTrue();
            List<DiskCall> calls = new ArrayList<>();
            disk.fault((call, path) -> calls.add(call));
            String name = file.publish(2, 1).name();
            assertThat(calls).containsExactly(DiskCall.OPEN, DiskCall.FORCE, DiskCall.CLOSE);
            assertThat(new SpoolDir(root).visible()).containsOnlyKeys(name);
            disk.heal();
        }
        assertThat(new SpoolDir(root).hidden()).isEmpty();
    }

    @Test
    void a_rename_whose_answer_is_lost_counts_once() throws IOException {
        FaultyDisk disk = FaultyDisk.over(root);
        try (Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()))) {
            SpoolFile file = SpoolDir.leave(spool, "a\n", 2);
            file.seal();
            List<Path> found = new ArrayList<>();
            disk.fault((call, path) -> {
                if (call == DiskCall.READ && path.toString().endsWith(".log")) {
                    found.add(path);
                }
                if (call == DiskCall.MOVE) {
                    Files.move(path, found.get(0));
                    throw new IOException("the answer was lost");
                }
            });
            String name = file.publish(2, 1).name();
            assertThat(new SpoolDir(root).visible()).containsOnlyKeys(name);
        }
        assertThat(new SpoolDir(root).hidden()).isEmpty();
    }

    @Test
    void promise5_threads_that_publish_for_one_worker_leave_no_gap_and_no_repetition() throws Exception {
        int threads = 4;
        int each = 25;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try (Spool spool = Spool.open(SpoolSettings.in(root), Format.COMMIT_TABLE, 1, threads)) {
            Callable<Void> publisher = () -> {
                for (int i = 0; i < each; i++) {
                    SpoolFile file = SpoolDir.leave(spool, "a\n", 2);
                    file.seal();
                    file.publish(2, 1);
                }
                return null;
            };
            for (Future<Void> done : executor.invokeAll(List.of(publisher, publisher, publisher, publisher))) {
                done.get();
            }
        } finally {
            executor.shutdownNow();
        }
        TreeSet<String> sequences = new TreeSet<>();
        new SpoolDir(root).visible().keySet().forEach(name -> sequences.add(name.replaceAll(".*_|[.]log", "")));
        assertThat(sequences).hasSize(threads * each).first().isEqualTo("0000000001");
        assertThat(sequences.last()).isEqualTo("0000000100");
        assertThat(new SpoolDir(root).hidden()).isEmpty();
    }

    private static String modeOf(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
