package io.forebay.testkit.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the model of a disk says may be found after a loss of power; files are written as "name=content". */
class DiskLogTest {
    private static final int DRAWS = 100;

    @TempDir
    Path real;

    private DiskLog log;

    @BeforeEach
    void begin() throws IOException {
        log = DiskLog.over(real);
    }

    @Test
    void what_was_forced_is_found_whatever_is_lost() throws Exception {
        write("file", 0, "data", true);
        forceDirectory("");
        assertThat(possible()).containsExactly("file=data");
    }

    @Test
    void what_was_there_before_is_certain() throws Exception {
        Files.writeString(real.resolve("old"), "data");
        log = DiskLog.over(real);
        write("file", 0, "x", false);
        assertThat(possible()).contains("old=data").allMatch(found -> found.contains("old=data"));
    }

    @Test
    void force_of_a_file_does_not_keep_its_name() throws Exception {
        write("file", 0, "data", true);
        assertThat(possible()).containsExactlyInAnyOrder("", "file=data");
    }

    @Test
    void force_of_a_directory_does_not_keep_what_is_in_its_files() throws Exception {
        write("file", 0, "data", false);
        forceDirectory("");
        assertThat(possible()).containsExactlyInAnyOrder("file=", "file=0000", "file=data");
    }

    @Test
    void a_renamed_file_whose_data_is_lost_is_empty_under_its_new_name() throws Exception {
        write("tmp", 0, "data", false);
        move("tmp", "final");
        assertThat(possible()).contains("final=", "final=0000", "final=data", "tmp=data", "");
    }

    @Test
    void a_rename_leaves_the_old_name_or_the_new_one_and_a_forced_one_the_new() throws Exception {
        write("tmp", 0, "data", true);
        forceDirectory("");
        move("tmp", "final");
        assertThat(possible()).containsExactlyInAnyOrder("tmp=data", "final=data");
        forceDirectory("");
        assertThat(possible()).containsExactly("final=data");
    }

    @Test
    void renames_are_lost_in_any_order() throws Exception {
        write("a", 0, "1", true);
        write("b", 0, "2", true);
        forceDirectory("");
        move("a", "A");
        move("b", "B");
        assertThat(possible()).containsExactlyInAnyOrder("a=1 b=2", "A=1 b=2", "B=2 a=1", "A=1 B=2");
    }

    @Test
    void a_name_that_is_taken_from_another_file_leads_to_one_of_the_two() throws Exception {
        write("final", 0, "old", true);
        write("tmp", 0, "new", true);
        forceDirectory("");
        move("tmp", "final");
        assertThat(possible()).containsExactlyInAnyOrder("final=old tmp=new", "final=new");
    }

    @Test
    void a_file_that_was_replaced_stays_gone_when_the_other_one_is_deleted() throws Exception {
        write("final", 0, "old", true);
        write("tmp", 0, "new", true);
        forceDirectory("");
        move("tmp", "final");
        Files.delete(log.disk().path().resolve("final"));
        assertThat(possible()).containsExactlyInAnyOrder("final=old tmp=new", "final=new", "");
    }

    @Test
    void a_rename_into_another_directory_is_kept_by_force_of_that_one() throws Exception {
        Files.createDirectory(log.disk().path().resolve("dir"));
        write("tmp", 0, "1", true);
        forceDirectory("");
        move("tmp", "dir/final");
        forceDirectory("");
        assertThat(possible()).containsExactlyInAnyOrder("dir/ tmp=1", "dir/ dir/final=1");
        forceDirectory("dir");
        assertThat(possible()).containsExactly("dir/ dir/final=1");
    }

    @Test
    void a_directory_that_is_lost_takes_along_what_is_in_it() throws Exception {
        Files.createDirectory(log.disk().path().resolve("dir"));
        write("dir/file", 0, "1", true);
        forceDirectory("dir");
        assertThat(possible()).containsExactlyInAnyOrder("", "dir/ dir/file=1");
    }

    @Test
    void a_deleted_file_comes_back_unless_its_directory_was_forced() throws Exception {
        write("file", 0, "data", true);
        forceDirectory("");
        Files.delete(log.disk().path().resolve("file"));
        assertThat(possible()).containsExactlyInAnyOrder("", "file=data");
        forceDirectory("");
        assertThat(possible()).containsExactly("");
    }

    @Test
    void permissions_are_lost_alone_unless_the_file_was_forced() throws Exception {
        write("file", 0, "data", true);
        forceDirectory("");
        Path file = log.disk().path().resolve("file");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(modes()).containsExactlyInAnyOrder("rw-------", "r--------");
        write("file", 0, "data", true);
        assertThat(modes()).containsExactly("r--------");
    }

    @Test
    void a_cut_is_lost_unless_the_file_was_forced() throws Exception {
        write("file", 0, "data", true);
        forceDirectory("");
        try (AsynchronousFileChannel channel = open("file")) {
            channel.truncate(2);
            assertThat(possible()).containsExactlyInAnyOrder("file=data", "file=da", "file=da00");
            channel.force(true);
            assertThat(possible()).containsExactly("file=da");
        }
    }

    @Test
    void a_write_is_torn_between_sectors_and_the_later_one_may_be_there_without_the_earlier() throws Exception {
        write("file", 0, "a".repeat(1024), true);
        forceDirectory("");
        write("file", 0, "b".repeat(1024), false);
        write("file", 512, "c".repeat(512), false);
        Set<String> halves = new TreeSet<>();
        for (String found : possible()) {
            String data = found.substring("file=".length());
            halves.add("" + data.charAt(0) + data.charAt(512));
            assertThat(data.substring(0, 512).chars().distinct().count()).isEqualTo(1);
            assertThat(data.substring(512).chars().distinct().count()).isEqualTo(1);
        }
        assertThat(halves).containsExactlyInAnyOrder("aa", "ab", "ac", "ba", "bb", "bc");
    }

    @Test
    void the_power_can_go_between_the_pages_of_a_write() throws Exception {
        write("file", 4000, "x".repeat(5000), false);
        List<Integer> sizes = new ArrayList<>();
        for (int count = 0; count <= log.size(); count++) {
            Map<Path, DiskState.Entry> found =
                    log.after(count, PowerLoss.none()).entries();
            sizes.add(found.isEmpty() ? -1 : found.values().iterator().next().bytes().length);
        }
        assertThat(sizes).containsExactly(-1, 0, 4096, 8192, 9000);
        assertThat(log.operation(2)).isEqualTo("WRITE 4000+96 file");
    }

    @Test
    void what_is_stored_through_a_mapping_is_lost_unless_the_file_is_forced_after() throws Exception {
        write("file", 0, "data", true);
        forceDirectory("");
        Path file = log.disk().path().resolve("file");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4);
            mapping.put(0, (byte) 'D');
            forceDirectory("");
            assertThat(possible()).containsExactlyInAnyOrder("file=data", "file=Data");
            mapping.put(3, (byte) 'A');
            write("file", 0, "", true);
            assertThat(possible()).containsExactly("file=DatA");
        }
    }

    @Test
    void extremes_lose_a_kind_in_all_files_and_are_all_different() throws Exception {
        write("file", 0, "data", true);
        forceDirectory("");
        write("file", 0, "other", false);
        Files.setPosixFilePermissions(log.disk().path().resolve("file"), PosixFilePermissions.fromString("r--------"));
        move("file", "moved");
        Set<Long> found = new TreeSet<>();
        for (PowerLoss loss : PowerLoss.extremes()) {
            found.add(log.after(log.size(), loss).fingerprint());
        }
        assertThat(found).hasSize(16);
    }

    @Test
    void a_state_is_the_same_for_the_same_seed_and_when_it_is_written_and_read() throws Exception {
        someOperations(new Random(5), 60);
        for (int seed = 0; seed < 20; seed++) {
            DiskState state = log.after(log.size(), PowerLoss.random(seed));
            assertThat(log.after(log.size(), PowerLoss.random(seed)).fingerprint())
                    .isEqualTo(state.fingerprint());
            Path copy = real.resolveSibling(real.getFileName() + "-copy" + seed);
            state.write(copy);
            assertThat(DiskState.of(copy).fingerprint()).isEqualTo(state.fingerprint());
            new SpoolView(copy).delete();
        }
    }

    @Test
    void where_nothing_is_lost_the_model_holds_what_the_real_disk_holds() throws Exception {
        for (int seed = 0; seed < 10; seed++) {
            Path directory = Files.createDirectory(real.resolve("seed" + seed));
            log = DiskLog.over(directory);
            Random random = new Random(seed);
            for (int steps = 0; steps < 20; steps++) {
                someOperations(random, 5);
                assertThat(log.after(log.size(), PowerLoss.none()).fingerprint())
                        .as("seed %d, after %s", seed, log.operation(log.size()))
                        .isEqualTo(DiskState.of(directory).fingerprint());
            }
        }
    }

    private void someOperations(Random random, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            Path file = log.disk().path().resolve("f" + random.nextInt(4));
            if (!Files.exists(file)) {
                write(file.getFileName().toString(), 0, "", false);
            }
            switch (random.nextInt(6)) {
                case 0 -> write(file.getFileName().toString(), random.nextInt(9000), "data".repeat(900), false);
                case 1 -> move(file.getFileName().toString(), "f" + random.nextInt(4));
                case 2 -> Files.delete(file);
                case 3 -> forceDirectory("");
                case 4 ->
                    Files.setPosixFilePermissions(
                            file, PosixFilePermissions.fromString(random.nextBoolean() ? "rw-r-----" : "rw-------"));
                default -> {
                    try (AsynchronousFileChannel channel =
                            open(file.getFileName().toString())) {
                        channel.truncate(random.nextInt(9000));
                        channel.force(random.nextBoolean());
                    }
                }
            }
        }
    }

    private AsynchronousFileChannel open(String name) throws IOException {
        return AsynchronousFileChannel.open(
                log.disk().path().resolve(name),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                null,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private void write(String name, int at, String text, boolean force) throws Exception {
        try (AsynchronousFileChannel channel = open(name)) {
            channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)), at).get();
            if (force) {
                channel.force(true);
            }
        }
    }

    private void move(String from, String to) throws IOException {
        Path top = log.disk().path();
        Files.move(top.resolve(from), top.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    private void forceDirectory(String name) throws IOException {
        try (AsynchronousFileChannel channel =
                AsynchronousFileChannel.open(log.disk().path().resolve(name), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** All that can be found now, each as the sorted list of what is there; bytes that were never written as digits. */
    private Set<String> possible() {
        Set<String> all = new TreeSet<>();
        for (DiskState state : states()) {
            List<String> found = new ArrayList<>();
            state.entries()
                    .forEach((path, entry) -> found.add(
                            entry.directory()
                                    ? path + "/"
                                    : path + "=" + new String(entry.bytes(), UTF_8).replace('\0', '0')));
            all.add(String.join(" ", found));
        }
        return all;
    }

    private Set<String> modes() {
        Set<String> all = new TreeSet<>();
        for (DiskState state : states()) {
            state.entries().values().forEach(entry -> all.add(PosixFilePermissions.toString(entry.mode())));
        }
        return all;
    }

    private List<DiskState> states() {
        List<PowerLoss> losses = new ArrayList<>(PowerLoss.extremes());
        for (int seed = 0; seed < DRAWS; seed++) {
            losses.add(PowerLoss.random(seed));
        }
        return losses.stream().map(loss -> log.after(log.size(), loss)).toList();
    }
}
