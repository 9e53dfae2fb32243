package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real command on whole inputs: what goes in comes out, record by record. */
class CollectTest {
    private static final String PREFIX = "hits_";

    @TempDir
    private Path temp;

    private Path dir;
    private Published published;

    @BeforeEach
    void make_a_directory() throws IOException {
        dir = Files.createDirectory(temp.resolve("out"));
        published = new Published(dir, PREFIX);
    }

    @Test
    void promise2_every_line_is_published_whole_and_once() throws Exception {
        collectsExactly(numbers(300_000));
        assertThat(published.files())
                .allSatisfy(file -> assertThat(Files.readAllBytes(file)).endsWith('\n'));
    }

    @Test
    @Tag("stress")
    void promise2_five_million_lines_are_published_whole_and_once() throws Exception {
        collectsExactly(numbers(5_000_000));
    }

    @Test
    void a_small_buffer_and_one_worker_are_exact() throws Exception {
        collectsExactly(numbers(100_000), "--size", "4KiB", "--workers", "1");
        assertThat(published.files().size()).isGreaterThan(100);
    }

    @Test
    void with_one_worker_the_files_in_the_order_of_their_names_are_the_input() throws Exception {
        byte[] input = numbers(3_000_000);
        collectsExactly(input, "--workers", "1", "--roll-size", "8MiB");
        assertThat(Arrays.equals(published.bytes(), input)).isTrue();
        assertThat(published.files())
                .hasSize(3)
                .allSatisfy(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(8 << 20));
    }

    @Test
    void sync_publish_is_exact() throws Exception {
        collectsExactly(numbers(20_000), "--sync", "publish");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--sync publish", "--segment-size 5000 --roll-size 64KiB --workers 1"})
    void mapped_files_are_exact_with_lines_of_all_lengths_and_no_warning(String options) throws Exception {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.write(numbers(100_000));
        for (int length : new int[] {4_095, 4_096, 4_097, 65_535, 65_536, 0, 1, 3 << 20, 20}) {
            input.write(("x".repeat(length) + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        collectsExactly(
                input.toByteArray(), ("--storage mmap " + options).strip().split(" ", -1));
    }

    @Test
    void lines_longer_than_the_buffer_up_to_five_mebibytes_are_exact() throws Exception {
        Random random = new Random(5);
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        for (int length :
                new int[] {10, 65_535, 65_536, 65_537, 3, 200_000, 5 << 20, 0, 1 << 20, 262_143, 262_144, 1}) {
            byte[] line = new byte[length];
            random.nextBytes(line);
            for (int i = 0; i < length; i++) {
                line[i] = line[i] == '\n' ? 0 : line[i];
            }
            input.write(line);
            input.write('\n');
        }
        collectsExactly(input.toByteArray());
        collectsExactly(input.toByteArray(), "--size", "4KiB", "--workers", "1");
        collectsExactly(input.toByteArray(), "--roll-size", "8MiB");
    }

    @Test
    void a_real_binary_file_is_exact() throws Exception {
        Path binary = Path.of(System.getProperty("java.home"), "lib", "libjava.so");
        collectsExactly(Files.readAllBytes(binary));
    }

    @Test
    @Tag("stress")
    void a_real_binary_file_of_many_mebibytes_is_exact() throws Exception {
        Path binary = Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");
        collectsExactly(Files.readAllBytes(binary));
        collectsExactly(Files.readAllBytes(binary), "--size", "4KiB", "--workers", "1");
    }

    @Test
    void a_real_list_of_files_is_exact() throws Exception {
        try (Stream<Path> files = Files.walk(Path.of(System.getProperty("java.home")))) {
            collectsExactly(files.map(file -> file + " " + file.toFile().length() + " "
                            + file.toFile().lastModified() + "\n")
                    .collect(Collectors.joining())
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    @Tag("stress")
    void the_list_of_all_files_of_the_machine_is_exact() throws Exception {
        Path list = temp.resolve("list");
        Process find = new ProcessBuilder("find", "/", "-xdev", "-printf", "%p %s %T@\n")
                .redirectOutput(list.toFile())
                .redirectError(temp.resolve("find.err").toFile())
                .start();
        find.waitFor();
        collectsExactly(Files.readAllBytes(list));
    }

    @Test
    void empty_lines_and_a_last_line_without_a_newline_are_records() throws Exception {
        Map<String, Long> ledger = collectsExactly("\n\none\n\r\n\0\n\n\377last".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(ledger).containsEntry("published", 7L);
    }

    @Test
    void empty_input_makes_no_file() throws Exception {
        Map<String, Long> ledger = collectsExactly(new byte[0]);
        assertThat(ledger).containsEntry("offered", 0L).containsEntry("files", 0L);
        assertThat(published.files()).isEmpty();
    }

    @Test
    void a_line_above_the_largest_record_is_rejected_once_and_the_others_are_published() throws Exception {
        Path input = temp.resolve("input");
        Files.writeString(
                input, "a\n" + "x".repeat(3 << 20) + "\nb\n" + "y".repeat(1023) + "\n" + "z".repeat(1024) + "\nc");
        try (Child child =
                Child.forebayOn(input, "collect", "--dir", dir, "--prefix", PREFIX, "--max-record", "1KiB")) {
            assertThat(child.exitCode()).isEqualTo(1);
            assertThat(child.json())
                    .containsEntry("offered", 6L)
                    .containsEntry("accepted", 4L)
                    .containsEntry("published", 4L)
                    .containsEntry("rejected", 2L);
            assertThat(child.err()).contains("rejected 2 lines", "--max-record, 1024 bytes");
        }
        assertThat(published.lines()).containsExactlyInAnyOrder("a\n", "b\n", "y".repeat(1023) + "\n", "c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "mmap"})
    void the_options_reach_the_files(String storage) throws Exception {
        Path making = Files.createDirectory(temp.resolve("making"));
        Path input = Files.writeString(temp.resolve("input"), "one\n");
        try (Child child = Child.forebayOn(
                input,
                "collect",
                "--dir",
                dir,
                "--temp",
                making,
                "--prefix",
                "p-",
                "--suffix",
                ".txt",
                "--permission",
                "0640",
                "--storage",
                storage,
                "--queue",
                "1",
                "--roll-age",
                "0",
                "--timeout",
                "0")) {
            assertThat(child.exitCode()).isZero();
        }
        assertThat(published.files()).singleElement().satisfies(file -> {
            assertThat(file.getFileName().toString()).startsWith("p-").endsWith(".txt");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-r-----");
        });
        assertThat(making).isEmptyDirectory();
    }

    @Test
    void promise5_two_at_once_in_one_directory_publish_everything_under_different_names() throws Exception {
        byte[] numbers = numbers(100_000);
        Path input = Files.write(temp.resolve("input"), numbers);
        try (Child one = Child.forebayOn(input, "collect", "--dir", dir, "--prefix", PREFIX);
                Child two = Child.forebayOn(input, "collect", "--dir", dir, "--prefix", PREFIX)) {
            assertThat(one.exitCode()).isZero();
            assertThat(two.exitCode()).isZero();
            assertThat(one.json().get("files") + two.json().get("files"))
                    .isEqualTo(published.files().size());
        }
        published.checkEachFile();
        List<String> twice = new ArrayList<>(Published.lines(numbers));
        twice.addAll(Published.lines(numbers));
        assertSame(published.lines(), twice);
    }

    /** Collects an input without a loss, with a ledger that says so, and leaves nothing but good files. */
    private Map<String, Long> collectsExactly(byte[] bytes, String... options)
            throws IOException, InterruptedException {
        for (Path file : published.files()) {
            Files.delete(file);
        }
        Path input = Files.write(temp.resolve("input"), bytes);
        List<Object> args = new ArrayList<>(List.of("collect", "--dir", dir, "--prefix", PREFIX));
        Collections.addAll(args, (Object[]) options);
        List<String> lines = Published.lines(bytes);
        try (Child child = Child.forebayOn(input, args.toArray())) {
            assertThat(child.exitCode()).as(child.err()).isZero();
            assertThat(child.err()).isEmpty();
            assertThat(child.out().lines()).hasSize(1);
            Map<String, Long> ledger = child.json();
            assertThat(ledger)
                    .isEqualTo(Map.of(
                            "offered", (long) lines.size(),
                            "accepted", (long) lines.size(),
                            "published", (long) lines.size(),
                            "dropped", 0L,
                            "rejected", 0L,
                            "failed", 0L,
                            "lost", 0L,
                            "files", (long) published.files().size(),
                            "bytes", (long) bytes.length));
            published.checkEachFile();
            assertSame(published.lines(), lines);
            return ledger;
        }
    }

    private static void assertSame(List<String> actual, List<String> expected) {
        String[] left = actual.toArray(new String[0]);
        String[] right = expected.toArray(new String[0]);
        Arrays.sort(left);
        Arrays.sort(right);
        // Not by AssertJ, which would print both.
        assertThat(Arrays.equals(left, right))
                .as("%s lines are the %s expected ones", left.length, right.length)
                .isTrue();
    }

    private static byte[] numbers(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> number + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.US_ASCII);
    }
}
