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
