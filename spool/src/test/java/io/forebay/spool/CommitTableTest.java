package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Recovery;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.DiskFault;
import io.forebay.testkit.disk.FaultyDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A live instance whose owner file is deleted, or whose directory is moved away and another one put in its place. */
class CommitTableTest {
    /** The pool that all share may have but one, and that hang. */
    private static final Executor THREADS = task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    };

    @TempDir
    Path root;

    private final CountDownLatch hung = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createDirectory(root.resolve("spool"));
    }

    @Test
    void promise9_an_owner_file_that_was_deleted_is_made_again_and_tells_of_earlier_files_too() throws IOException {
        Spool spool = new SpoolDir(directory).open();
        SpoolDir.leave(spool, "early\n", 6);
        SpoolFile growing = SpoolDir.leave(spool, "grown\nhal", 0);
        Files.delete(ownerOf(spool));
        SpoolDir.leave(spool, "late\nhal", 5);
        growing.commit(6, 1, Crc32c.EMPTY);
        SpoolDir.kill(spool);
        assertThat(recovered(directory)).containsExactlyInAnyOrder("early\n", "grown\n", "late\n");
    }

    @Test
    void promise9_a_copy_that_takes_over_a_line_after_the_owner_file_was_deleted_is_not_an_orphan() throws IOException {
        Spool spool = new SpoolDir(directory).open();
        SpoolFile early = SpoolDir.leave(spool, "early\n", 6);
        Files.delete(ownerOf(spool));
        SpoolFile copy = early.replacement();
        assertThat(ownerOf(spool)).exists();
        copy.create().close();
        copy.delete();
        SpoolDir.kill(spool);
        assertThat(recovered(directory)).containsExactly("early\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "spool"})
    void promise13_a_live_owner_is_found_in_each_directory_that_was_replaced(String place) throws IOException {
        try (Spool spool = new SpoolDir(directory).open()) {
            replaceDirectory("first");
            SpoolFile file = SpoolDir.leave(spool, "whole\n", 6);
            assertThat(new SpoolDir(directory).hidden())
                    .containsExactlyInAnyOrder(SpoolNames.of(file.path()), SpoolNames.of(ownerOf(spool)));
            assertThat(recoverAsOther(spool, root.resolve(place))).isEqualTo(new Recovery(List.of(), List.of(), 1));
            assertThat(file.path()).exists();
            file.delete();
        }
        assertThat(new SpoolDir(directory).hidden()).isEmpty();
    }

    @Test
    void promise13_a_live_owner_is_found_where_its_owner_file_was_deleted_before_the_directory_was_replaced()
            throws IOException {
        try (Spool spool = new SpoolDir(directory).open()) {
            SpoolFile early = SpoolDir.leave(spool, "early\n", 6);
            Files.delete(ownerOf(spool));
            SpoolDir.leave(spool, "other\n", 6).delete();
            Path away = replaceDirectory("away");
            SpoolDir.leave(spool, "other\n", 6).delete();
            assertThat(recoverAsOther(spool, away)).isEqualTo(new Recovery(List.of(), List.of(), 1));
            early.delete();
        }
    }

    @Test
    void promise13_files_in_a_temporary_directory_are_not_touched_by_who_recovers_the_directory_that_was_moved_away()
            throws IOException {
        try (Spool spool = openWithTemp()) {
            Path away = replaceDirectory("away");
            SpoolFile file = SpoolDir.leave(spool, "whole\n", 6);
            assertThat(recoverAsOther(spool, away)).isEqualTo(new Recovery(List.of(), List.of(), 1));
            assertThat(file.path()).exists();
            file.delete();
        }
    }

    @Test
    void promise9_files_in_a_temporary_directory_are_recovered_from_whichever_directory_comes_first()
            throws IOException {
        Spool spool = openWithTemp();
        SpoolFile growing = SpoolDir.leave(spool, "one\ntwo\n", 4);
        replaceDirectory("first");
        SpoolDir.leave(spool, "other\n", 6).delete();
        Path second = replaceDirectory("second");
        SpoolDir.leave(spool, "other\n", 6).delete();
        growing.commit(8, 2, MappedDir.crc("one\ntwo\n"));
        SpoolDir.kill(spool);
        assertThat(recovered(second)).as("all of it, as the last commit says").containsExactly("one\ntwo\n");
        assertThat(recovered(directory)).isEmpty();
    }

    @Test
    void promise3_a_copy_counts_and_its_original_does_not_in_whichever_directory_they_are() throws IOException {
        Spool spool = new MappedDir(directory).open();
        SpoolFile original = MappedDir.leave(spool, "record\n", 7);
        original.holdsCommitted();
        Path first = replaceDirectory("first");
        SpoolFile copy = copy(original);
        original.delete();
        Path second = replaceDirectory("second");
        SpoolFile last = copy(copy);
        copy.delete();
        SpoolDir.kill(spool);
        assertThat(last.path()).exists();
        List<String> all = new ArrayList<>();
        for (Path place : List.of(first, second, directory)) {
            all.addAll(recovered(place));
        }
        assertThat(all).containsExactly("record\n");
    }

    @Test
    void promise3_the_directory_may_come_back_and_each_record_is_recovered_once() throws IOException {
        Spool spool = new SpoolDir(directory).open();
        SpoolDir.leave(spool, "first\n", 6);
        Path first = replaceDirectory("first");
        SpoolDir.leave(spool, "second\n", 7);
        Path second = Files.move(directory, root.resolve("second"));
        Files.move(first, directory);
        SpoolDir.leave(spool, "third\n", 6);
        SpoolDir.kill(spool);
        assertThat(recovered(directory)).containsExactlyInAnyOrder("first\n", "third\n");
        assertThat(recovered(second)).containsExactly("second\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void promise3_a_process_that_dies_between_two_owner_files_leaves_no_record_in_two_places(boolean comesBack)
            throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        Spool spool = MappedDir.open(SpoolSettings.in(disk.path()).withPrefix("p_"));
        Path first = replaceDirectory("first");
        SpoolFile original = MappedDir.leave(spool, "record\n", 7);
        original.holdsCommitted();
        Path second = replaceDirectory("second");
        if (comesBack) {
            Files.delete(directory);
            Files.move(first, directory);
        }
        SpoolFile copy = fill(original.replacement());
        AtomicInteger writes = new AtomicInteger();
        disk.fault((call, path) -> {
            if (call == DiskCall.WRITE && writes.incrementAndGet() == 2) {
                disk.dieAfter(0);
                throw new IOException("killed");
            }
        });
        assertThatThrownBy(() -> copy.commit(7, 1, MappedDir.crc("record\n"))).hasMessageContaining("killed");
        LiveInstances.remove(spool.instance());
        List<String> all = new ArrayList<>(recovered(directory));
        all.addAll(recovered(second));
        assertThat(all).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void promise9_a_process_that_dies_while_it_makes_an_owner_file_keeps_what_the_former_one_tells()
            throws IOException {
        Path temp = Files.createDirectory(root.resolve("temp"));
        FaultyDisk disk = FaultyDisk.over(root);
        Spool spool = SpoolDir.open(SpoolSettings.in(disk.path().resolve("spool"))
                .withTemp(disk.path().resolve("temp"))
                .withPrefix("p_"));
        SpoolDir.leave(spool, "accepted\n", 9);
        Path away = replaceDirectory("away");
        disk.fault((call, path) -> {
            if (call == DiskCall.WRITE) {
                disk.dieAfter(0);
                throw new IOException("killed");
            }
        });
        assertThatThrownBy(() -> spool.file(0)).hasMessageContaining("killed");
        LiveInstances.remove(spool.instance());
        assertThat(SpoolRecovery.in(directory).temp(temp).run()).isEqualTo(Recovery.NONE);
        assertThat(recovered(away)).containsExactly("accepted\n");
    }

    @Test
    void promise9_a_line_that_one_of_two_owner_files_refuses_is_in_neither() throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        Spool spool = MappedDir.open(SpoolSettings.in(disk.path()).withPrefix("p_"));
        SpoolFile mapped = MappedDir.leave(spool, "record\n", 7);
        mapped.holdsCommitted();
        Path away = replaceDirectory("away");
        SpoolFile copy = mapped.replacement();
        copy.create().close();
        AtomicInteger writes = new AtomicInteger();
        disk.fault((call, path) -> {
            if (call == DiskCall.WRITE && writes.incrementAndGet() == 2) {
                throw new IOException("injected");
            }
        });
        assertThatThrownBy(() -> copy.commit(7, 1, MappedDir.crc("record\n"))).isInstanceOf(IOException.class);
        disk.heal();
        copy.delete();
        SpoolDir.kill(spool);
        assertThat(recovered(away)).containsExactly("record\n");
    }

    @Test
    void promise8_an_owner_file_that_was_deleted_is_closed_when_there_is_another() throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        try (Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()).withPrefix("p_"))) {
            SpoolFile kept = SpoolDir.leave(spool, "kept\n", 5);
            for (int time = 0; time < 100; time++) {
                Files.delete(ownerOf(spool));
                SpoolDir.leave(spool, "next\n", 5).delete();
            }
            assertThat(disk.openHandles()).isEqualTo(1);
            kept.delete();
        }
        assertThat(disk.openHandles()).isZero();
        assertThat(new SpoolDir(directory).hidden()).isEmpty();
    }

    @Test
    void promise8_of_directories_that_are_replaced_again_and_again_the_first_are_given_up() throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        try (Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()).withPrefix("p_"))) {
            SpoolFile early = SpoolDir.leave(spool, "early\n", 6);
            for (int time = 0; time < 40; time++) {
                replaceDirectory("away" + time);
                SpoolDir.leave(spool, "next\n", 5).delete();
            }
            assertThat(disk.openHandles()).isLessThan(20);
            early.commit(6, 1, Crc32c.EMPTY);
            assertThat(recoverAsOther(spool, root.resolve("away0")).recovered())
                    .as("published by what is not true any more")
                    .isEmpty();
            early.delete();
        }
        assertThat(disk.openHandles()).isZero();
    }

    @Test
    void promise12_where_the_owner_file_can_not_be_made_again_no_file_is_made_until_it_can() throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        try (Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()).withPrefix("p_"))) {
            int handles = disk.openHandles();
            for (DiskCall refused :
                    List.of(DiskCall.READ, DiskCall.OPEN, DiskCall.LOCK, DiskCall.WRITE, DiskCall.MOVE)) {
                Files.delete(ownerOf(spool));
                SpoolFileTest.refuse(disk, refused);
                assertThatThrownBy(() -> spool.file(0)).isInstanceOf(IOException.class);
                disk.heal();
                assertThat(ownerOf(spool)).as("%s", refused).doesNotExist();
                SpoolFile file = SpoolDir.leave(spool, "whole\n", 6);
                assertThat(ownerOf(spool)).exists();
                assertThat(disk.openHandles()).as("%s", refused).isEqualTo(handles);
                file.delete();
            }
        }
        assertThat(new SpoolDir(directory).hidden()).isEmpty();
    }

    @Test
    void promise12_a_directory_that_comes_back_just_when_a_new_owner_file_is_made_keeps_the_one_it_has()
            throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()).withPrefix("p_"));
        SpoolFile early = SpoolDir.leave(spool, "early\nmore\n", 6);
        Path away = Files.move(directory, root.resolve("away"));
        disk.fault((call, path) -> {
            if (call == DiskCall.READ && path.equals(directory) && Files.exists(away)) {
                Files.move(away, directory);
            }
        });
        assertThatThrownBy(() -> spool.file(0)).isInstanceOf(IOException.class);
        assertThat(away).as("the directory came back meanwhile").doesNotExist();
        disk.heal();
        SpoolDir.leave(spool, "late\n", 5);
        early.commit(11, 2, Crc32c.EMPTY);
        SpoolDir.kill(spool);
        assertThat(recovered(directory)).containsExactlyInAnyOrder("early\nmore\n", "late\n");
        assertThat(new SpoolDir(directory).hidden()).isEmpty();
    }

    @Test
    void promise12_a_new_owner_file_that_could_neither_be_filled_nor_removed_is_no_obstacle() throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        try (Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()).withPrefix("p_"))) {
            Files.delete(ownerOf(spool));
            AtomicBoolean refusing = new AtomicBoolean();
            disk.fault((call, path) -> {
                if (call == DiskCall.WRITE) {
                    refusing.set(true);
                }
                if (refusing.get()) {
                    throw new IOException("injected " + call);
                }
            });
            assertThatThrownBy(() -> spool.file(0)).hasMessageContaining("injected WRITE");
            disk.heal();
            SpoolDir.leave(spool, "whole\n", 6).delete();
            assertThat(disk.openHandles()).isEqualTo(1);
        }
        assertThat(new SpoolDir(directory).hidden()).isEmpty();
    }

    @Test
    void promise10_a_new_owner_file_that_could_not_be_forced_is_forced_before_the_next_file() throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        try (Spool spool =
                SpoolDir.open(SpoolSettings.in(disk.path()).withPrefix("p_").withSync(Sync.PUBLISH))) {
            Files.delete(ownerOf(spool));
            SpoolFileTest.refuse(disk, DiskCall.FORCE);
            assertThatThrownBy(() -> spool.file(0)).isInstanceOf(IOException.class);
            List<Path> forced = new ArrayList<>();
            disk.fault((call, path) -> {
                if (call == DiskCall.FORCE) {
                    forced.add(path);
                }
            });
            spool.file(0).delete();
            assertThat(forced).hasSize(2).last().isEqualTo(directory);
            spool.file(0).delete();
            assertThat(forced).as("once is enough").hasSize(2);
        }
    }

    @Test
    void promise13_a_new_owner_file_has_its_name_only_when_it_is_locked_and_full() throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        try (Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()).withPrefix("p_"))) {
            Files.delete(ownerOf(spool));
            List<DiskCall> before = new ArrayList<>();
            disk.fault((call, path) -> {
                if (call == DiskCall.LOCK || call == DiskCall.WRITE) {
                    assertThat(ownerOf(spool)).doesNotExist();
                    before.add(call);
                }
            });
            SpoolFile file = spool.file(0);
            assertThat(before).containsExactly(DiskCall.LOCK, DiskCall.WRITE, DiskCall.WRITE);
            file.delete();
        }
    }

    @Test
    void promise12_others_go_on_while_an_owner_file_can_not_be_made_because_one_line_hangs() throws Exception {
        FaultyDisk disk = FaultyDisk.over(directory);
        Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()).withPrefix("p_"));
        SpoolFile healthy = SpoolDir.leave(spool, "healthy\n", 0);
        SpoolFile stuck = SpoolDir.leave(spool, "stuck\n", 0);
        hangOnce(disk, DiskCall.WRITE);
        CompletableFuture<Void> hanging = CompletableFuture.runAsync(() -> commit(stuck, "stuck\n"), THREADS);
        try {
            assertThat(hung.await(30, TimeUnit.SECONDS)).isTrue();
            Files.delete(ownerOf(spool));
            assertThatThrownBy(() -> spool.file(0)).hasMessageContaining("hangs");
            CompletableFuture.runAsync(() -> commit(healthy, "healthy\n"), THREADS)
                    .get(30, TimeUnit.SECONDS);
        } finally {
            released.countDown();
        }
        hanging.get(30, TimeUnit.SECONDS);
        SpoolDir.leave(spool, "late\n", 5);
        SpoolDir.kill(spool);
        assertThat(recovered(directory)).containsExactlyInAnyOrder("healthy\n", "stuck\n", "late\n");
    }

    @Test
    void promise10_a_force_goes_on_with_the_new_owner_file_if_the_former_one_is_given_up_meanwhile()
            throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        try (Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()).withPrefix("p_"))) {
            SpoolFile file = SpoolDir.leave(spool, "whole\n", 6);
            AtomicBoolean once = new AtomicBoolean();
            disk.fault((call, path) -> {
                if (call == DiskCall.FORCE && once.compareAndSet(false, true)) {
                    Files.delete(ownerOf(spool));
                    CompletableFuture.supplyAsync(() -> fileOf(spool), THREADS)
                            .join()
                            .delete();
                }
            });
            file.disown();
            assertThat(once).isTrue();
            file.delete();
        }
    }

    @Test
    void promise9_an_owner_file_that_the_disk_has_dropped_and_then_refuses_is_whole_before_the_next_line_counts()
            throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()).withPrefix("p_"));
        SpoolFile given = SpoolDir.leave(spool, "given up\n", 9);
        disk.fault(DiskFault.forgetfulForce(() -> new IOException("injected"))
                .on(DiskCall.FORCE)
                .and(DiskFault.refusal().onNames("owner$").on(DiskCall.WRITE)));
        given.delete();
        SpoolFile refused = fill(spool.file(0));
        assertThatThrownBy(() -> refused.commit(7, 1, 0)).isInstanceOf(IOException.class);
        disk.heal();
        SpoolDir.leave(spool, "whole\n", 6);
        SpoolDir.kill(spool);
        assertThat(recovered(directory)).containsExactly("whole\n");
    }

    @Test
    void promise12_a_line_can_be_written_while_the_disk_hangs_in_the_making_of_an_owner_file() throws Exception {
        FaultyDisk disk = FaultyDisk.over(directory);
        try (Spool spool =
                SpoolDir.open(SpoolSettings.in(disk.path()).withPrefix("p_").withSync(Sync.PUBLISH))) {
            SpoolFile other = SpoolDir.leave(spool, "other\n", 0);
            Files.delete(ownerOf(spool));
            hangOnce(disk, DiskCall.FORCE);
            CompletableFuture<SpoolFile> made = CompletableFuture.supplyAsync(() -> fileOf(spool), THREADS);
            assertThat(hung.await(30, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> written = CompletableFuture.runAsync(() -> commit(other, "other\n"), THREADS);
            try {
                written.get(30, TimeUnit.SECONDS);
            } finally {
                released.countDown();
            }
            made.get(30, TimeUnit.SECONDS).delete();
            SpoolDir.kill(spool);
        }
        assertThat(recovered(directory)).containsExactly("other\n");
    }

    @Test
    void a_directory_that_is_gone_is_told_as_missing_and_nothing_is_made() throws IOException {
        try (Spool spool = new SpoolDir(directory).open()) {
            Path away = Files.move(directory, root.resolve("away"));
            assertThatThrownBy(() -> spool.file(0)).isInstanceOf(NoSuchFileException.class);
            Files.move(away, directory);
            SpoolDir.leave(spool, "whole\n", 6).delete();
        }
    }

    @Test
    void an_owner_file_that_somebody_has_put_in_the_place_of_ours_is_told_of_and_kept() throws IOException {
        Path away;
        try (Spool spool = new SpoolDir(directory).open()) {
            away = replaceDirectory("away");
            Files.writeString(ownerOf(spool), "not ours");
            assertThatThrownBy(() -> spool.file(0))
                    .hasMessageContainingAll(ownerOf(spool).toString(), "move it away");
        }
        assertThat(new SpoolDir(directory).hidden()).hasSize(1);
        assertThat(new SpoolDir(away).hidden()).hasSize(1);
        assertThat(recovered(away)).isEmpty();
        assertThat(new SpoolDir(away).hidden()).isEmpty();
    }

    @Test
    void promise11_no_owner_file_is_made_once_the_spool_is_closed() throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()).withPrefix("p_"));
        spool.close();
        assertThatThrownBy(() -> spool.file(0)).hasMessageContaining("closed");
        assertThat(new SpoolDir(directory).hidden()).isEmpty();
        assertThat(disk.openHandles()).isZero();
    }

    private Spool openWithTemp() throws IOException {
        Path temp = Files.createDirectory(root.resolve("temp"));
        return SpoolDir.open(SpoolSettings.in(directory).withTemp(temp).withPrefix("p_"));
    }

    private static SpoolFile copy(SpoolFile original) throws IOException {
        SpoolFile copy = fill(original.replacement());
        copy.commit(7, 1, MappedDir.crc("record\n"));
        return copy;
    }

    private static SpoolFile fill(SpoolFile file) throws IOException {
        try (SteadyChannel channel = file.create()) {
            channel.writeFully(ByteBuffer.wrap("record\n".getBytes(StandardCharsets.US_ASCII)), 0);
        }
        return file;
    }

    private static SpoolFile fileOf(Spool spool) {
        try {
            return spool.file(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void commit(SpoolFile file, String text) {
        try {
            file.commit(text.length(), 1, MappedDir.crc(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has the first call of a kind hang until {@link #released}. */
    private void hangOnce(FaultyDisk disk, DiskCall hanging) {
        disk.fault((call, path) -> {
            if (call == hanging && hung.getCount() > 0) {
                hung.countDown();
                awaitQuietly(released);
            }
        });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts here", e);
        }
    }

    private Path replaceDirectory(String name) throws IOException {
        Path away = Files.move(directory, root.resolve(name));
        Files.createDirectory(directory);
        return away;
    }

    private Path ownerOf(Spool spool) {
        return directory.resolve(SpoolNames.owner("p_", spool.instance()));
    }

    /** Recovers as another process would, which does not know which instances live in this one. */
    private static Recovery recoverAsOther(Spool live, Path directory) throws IOException {
        LiveInstances.remove(live.instance());
        try {
            return SpoolRecovery.in(directory).run();
        } finally {
            LiveInstances.add(live.instance());
        }
    }

    private static List<String> recovered(Path directory) throws IOException {
        SpoolRecovery.in(directory).run();
        return List.copyOf(new SpoolDir(directory).visible().values());
    }
}
