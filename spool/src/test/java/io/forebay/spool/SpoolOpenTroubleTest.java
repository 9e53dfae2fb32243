package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.FaultyDisk;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Opening while the disk refuses, and while others are at the same place: all or nothing, and nobody else's is touched. */
class SpoolOpenTroubleTest {
    @TempDir
    Path root;

    @Test
    void a_directory_is_created_when_asked_for_without_another_one_for_temporary_files() throws IOException {
        SpoolDir.open(SpoolSettings.in(root.resolve("a/b")).withCreateDirectories())
                .close();
        assertThat(root.resolve("a/b")).isEmptyDirectory();
    }

    @Test
    void a_file_system_without_posix_permissions_is_refused_with_what_to_do() throws IOException {
        Path zip = root.resolve("some.zip");
        try (FileSystem inZip = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Path directory = Files.createDirectory(inZip.getPath("/spool"));
            assertThatThrownBy(() -> SpoolDir.open(SpoolSettings.in(directory)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("/spool")
                    .hasMessageContaining("no POSIX permissions: use another one");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPEN", "WRITE", "LOCK", "MOVE", "FORCE"})
    void whatever_is_refused_at_open_nothing_is_left_and_the_instance_is_not_alive(DiskCall refused)
            throws IOException {
        Path published = Files.createDirectory(root.resolve("published"));
        Path temp = Files.createDirectory(root.resolve("temp"));
        FaultyDisk disk = FaultyDisk.over(root);
        SpoolFileTest.refuse(disk, refused);
        SpoolSettings settings = SpoolSettings.in(disk.path().resolve("published"))
                .withTemp(disk.path().resolve("temp"))
                .withSync(Sync.PUBLISH);
        Set<String> aliveBefore = alive();
        assertThatThrownBy(() -> SpoolDir.open(settings))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(published.toString())
                .hasMessageContaining("injected");
        assertThat(published).isEmptyDirectory();
        assertThat(temp).isEmptyDirectory();
        assertThat(disk.openHandles()).isZero();
        assertThat(alive()).isEqualTo(aliveBefore);
    }

    @Test
    void what_can_not_be_removed_hides_neither_the_cause_nor_keeps_the_rest_from_being_removed() throws IOException {
        Path published = Files.createDirectory(root.resolve("published"));
        Files.createDirectory(root.resolve("temp"));
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault((call, path) -> {
            if (call == DiskCall.MOVE
                    || (call == DiskCall.DELETE && path.toString().endsWith(".guest"))) {
                throw new IOException("injected: " + call);
            }
        });
        SpoolSettings settings = SpoolSettings.in(disk.path().resolve("published"))
                .withTemp(disk.path().resolve("temp"));
        Set<String> aliveBefore = alive();
        assertThatThrownBy(() -> SpoolDir.open(settings))
                .hasMessageContaining("injected: MOVE")
                .hasMessageContaining("writable")
                .satisfies(e -> assertThat(e.getSuppressed()).isNotEmpty());
        assertThat(new SpoolDir(published).hidden()).noneMatch(SpoolNames::isOwner);
        assertThat(disk.openHandles()).isZero();
        assertThat(alive()).isEqualTo(aliveBefore);
    }

    @Test
    void promise11_an_error_when_all_else_is_done_leaves_neither_lock_nor_files() {
        Set<String> aliveBefore = alive();
        FaultyDisk disk = FaultyDisk.over(root);
        SpoolSettings settings = SpoolSettings.in(disk.path());
        // No array is that short.
        assertThatThrownBy(() -> Spool.open(settings, Format.COMMIT_TABLE, -1, 4))
                .isInstanceOf(NegativeArraySizeException.class);
        assertThat(root).isEmptyDirectory();
        assertThat(disk.openHandles()).isZero();
        assertThat(alive()).isEqualTo(aliveBefore);
    }

    @Test
    void promise11_a_probe_that_can_not_be_deleted_for_an_error_keeps_no_lock() throws IOException {
        Set<String> aliveBefore = alive();
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault((call, path) -> {
            if (call == DiskCall.DELETE && path.toString().endsWith(".probe")) {
                throw new StackOverflowError("injected");
            }
        });
        assertThatThrownBy(() -> SpoolDir.open(SpoolSettings.in(disk.path())))
                .isInstanceOf(StackOverflowError.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(new SpoolDir(root).hidden()).noneMatch(SpoolNames::isOwner);
        assertThat(disk.openHandles()).isZero();
        assertThat(alive()).isEqualTo(aliveBefore);
        SpoolRecovery.in(root).run();
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void a_permission_that_the_file_system_refuses_is_told_when_the_spool_opens() throws IOException {
        FaultyDisk disk = FaultyDisk.over(root);
        SpoolFileTest.refuse(disk, DiskCall.ATTRIBUTES);
        assertThatThrownBy(() -> SpoolDir.open(SpoolSettings.in(disk.path())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(root.toString())
                .hasMessageContaining("permission r--------")
                .hasMessageContaining("injected")
                .hasMessageContaining("use another file system");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void a_permission_that_the_file_system_only_seems_to_take_is_told_when_the_spool_opens() throws IOException {
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault((call, path) -> {
            if (call == DiskCall.READ && path.toString().endsWith(".probe")) {
                Files.setPosixFilePermissions(path, PosixMode.toSet(0755));
            }
        });
        assertThatThrownBy(() -> SpoolDir.open(SpoolSettings.in(disk.path())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(root.toString())
                .hasMessageContaining("permission r--------")
                .hasMessageContaining("files get rwxr-xr-x instead")
                .hasMessageContaining("choose that one");
        assertThat(root).isEmptyDirectory();
    }

    private static Set<String> alive() {
        return System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("io.forebay.instance"))
                .collect(Collectors.toSet());
    }

    @Test
    void directories_that_can_not_be_moved_between_are_refused_by_both_their_names() throws IOException {
        Files.createDirectory(root.resolve("published"));
        Files.createDirectory(root.resolve("temp"));
        FaultyDisk disk = FaultyDisk.over(root);
        SpoolFileTest.refuse(disk, DiskCall.MOVE);
        SpoolSettings settings = SpoolSettings.in(disk.path().resolve("published"))
                .withTemp(disk.path().resolve("temp"));
        assertThatThrownBy(() -> SpoolDir.open(settings))
                .hasMessageContaining(root.resolve("published").toString())
                .hasMessageContaining(root.resolve("temp").toString())
                .hasMessageContaining("writable");
    }

    @Test
    void a_temporary_directory_too_far_away_for_the_owner_file_is_refused_with_what_to_do() throws IOException {
        Path published = Files.createDirectory(root.resolve("published"));
        Path temp = root;
        while (root.relativize(temp).toString().length() < OwnerLayout.MAX_TEMP_BYTES) {
            temp = temp.resolve("d".repeat(150));
        }
        Path far = Files.createDirectories(temp);
        assertThatThrownBy(() -> SpoolDir.open(SpoolSettings.in(published).withTemp(far)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("choose a shorter one");
        assertThat(published).isEmptyDirectory();
    }

    @Test
    void a_directory_that_can_not_be_looked_at_is_not_taken_for_a_missing_one() throws IOException {
        FaultyDisk disk = FaultyDisk.over(Files.createDirectory(root.resolve("spool")));
        SpoolFileTest.refuse(disk, DiskCall.READ);
        assertThatThrownBy(() -> SpoolDir.open(SpoolSettings.in(disk.path())))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("check permissions on its path");
    }

    @Test
    void promise10_a_directory_that_is_created_is_forced_into_its_parent_where_files_are_forced() throws IOException {
        FaultyDisk disk = FaultyDisk.over(root);
        SpoolSettings settings = SpoolSettings.in(disk.path().resolve("a/b")).withCreateDirectories();
        List<Path> forced = new ArrayList<>();
        disk.fault((call, path) -> {
            if (call == DiskCall.FORCE) {
                forced.add(path);
            }
        });
        SpoolDir.open(settings.withSync(Sync.PUBLISH)).close();
        assertThat(forced).startsWith(root, root.resolve("a"));
    }

    @Test
    void a_created_directory_that_can_not_be_forced_into_its_parent_is_told_of_and_taken_back() {
        FaultyDisk disk = FaultyDisk.over(root);
        SpoolSettings settings = SpoolSettings.in(disk.path().resolve("a/b")).withCreateDirectories();
        disk.fault((call, path) -> {
            if (call == DiskCall.FORCE && path.equals(root.resolve("a"))) {
                throw new IOException("injected");
            }
        });
        assertThatThrownBy(() -> SpoolDir.open(settings.withSync(Sync.PUBLISH)))
                .hasMessageContaining("can not force " + disk.path().resolve("a"))
                .hasMessageContaining("create the directory before");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void a_directory_that_somebody_else_creates_meanwhile_is_used_and_not_taken_back() throws IOException {
        Path directory = root.resolve("spool");
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault((call, path) -> {
            if (call == DiskCall.MAKE_DIRECTORY) {
                Files.createDirectory(path);
            } else if (call == DiskCall.WRITE) {
                throw new IOException("injected");
            }
        });
        SpoolSettings settings = SpoolSettings.in(disk.path().resolve("spool")).withCreateDirectories();
        assertThatThrownBy(() -> SpoolDir.open(settings)).hasMessageContaining("injected");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_file_that_somebody_else_creates_in_place_of_the_directory_is_refused() {
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault((call, path) -> {
            if (call == DiskCall.MAKE_DIRECTORY) {
                Files.createFile(path);
            }
        });
        SpoolSettings settings = SpoolSettings.in(disk.path().resolve("spool")).withCreateDirectories();
        assertThatThrownBy(() -> SpoolDir.open(settings)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void a_created_directory_that_somebody_else_uses_meanwhile_is_theirs() {
        Path theirs = root.resolve("a/b/theirs");
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault((call, path) -> {
            if (call == DiskCall.WRITE) {
                Files.createFile(theirs);
                throw new IOException("injected");
            }
        });
        SpoolSettings settings = SpoolSettings.in(disk.path().resolve("a/b")).withCreateDirectories();
        assertThatThrownBy(() -> SpoolDir.open(settings))
                .hasMessageContaining("injected")
                .hasNoSuppressedExceptions();
        assertThat(theirs).exists();
    }

    @Test
    void a_created_directory_that_can_not_be_taken_back_is_told_of_beside_the_cause() {
        Path directory = root.resolve("spool");
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault((call, path) -> {
            if (call == DiskCall.WRITE || (call == DiskCall.DELETE && path.equals(directory))) {
                throw new IOException("injected " + call);
            }
        });
        SpoolSettings settings = SpoolSettings.in(disk.path().resolve("spool")).withCreateDirectories();
        assertThatThrownBy(() -> SpoolDir.open(settings))
                .hasMessageContaining("injected WRITE")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .singleElement()
                        .satisfies(suppressed -> assertThat(suppressed).hasMessage("injected DELETE")));
    }

    @Test
    void promise5_an_owner_file_that_a_recoverer_takes_before_it_is_locked_is_given_up_for_another()
            throws IOException {
        AtomicInteger locks = new AtomicInteger();
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault((call, path) -> {
            if (call == DiskCall.LOCK && locks.incrementAndGet() <= 2) {
                Files.delete(path);
            }
        });
        try (Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()))) {
            assertThat(locks).hasValue(3);
            assertThat(new SpoolDir(root).hidden()).containsExactly("." + spool.instance() + ".owner");
        }
    }

    @Test
    void an_owner_file_that_is_gone_before_it_is_looked_at_is_given_up_for_another() throws IOException {
        AtomicInteger looks = new AtomicInteger();
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault((call, path) -> {
            if (call == DiskCall.READ && path.toString().endsWith(".owner") && looks.incrementAndGet() == 1) {
                Files.delete(path);
            }
        });
        try (Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()))) {
            assertThat(new SpoolDir(root).hidden()).containsExactly("." + spool.instance() + ".owner");
        }
    }

    @Test
    void a_recoverer_that_takes_every_owner_file_ends_the_opening_with_what_to_do() {
        FaultyDisk disk = FaultyDisk.over(root);
        disk.fault((call, path) -> {
            if (call == DiskCall.LOCK) {
                Files.delete(path);
            }
        });
        assertThatThrownBy(() -> SpoolDir.open(SpoolSettings.in(disk.path())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("stop recovering all the time");
        assertThat(root).isEmptyDirectory();
    }
}
