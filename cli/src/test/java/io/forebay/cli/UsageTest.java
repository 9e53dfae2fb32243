package io.forebay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.forebay.testkit.process.SmallDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Wrong usage and configuration: exit code 2, one line that says what to do, nothing created. */
class UsageTest {
    @TempDir
    private Path temp;

    private Path dir;

    @BeforeEach
    void make_a_directory() throws IOException {
        dir = Files.createDirectory(temp.resolve("out"));
    }

    @ParameterizedTest
    @CsvSource({
        "--size 0, --size",
        "--size 12x, '12x'",
        "--size 4GiB, --size: 4294967296 bytes is not between 1 and 1073741824",
        "--size 2047MiB, --size: 2146435072 bytes is not between 1 and 1073741824",
        "--workers 0, --workers",
        "--workers 257, --workers",
        "--workers many, many",
        "--workers 99999999999, 99999999999' is out of any range",
        "--permission 999, 999",
        "--prefix ../x, --prefix",
        "--prefix .x, --prefix",
        "--suffix /x, --suffix",
        "--timeout 5, 5",
        "--roll-age soon, soon",
        "--roll-size 1KiB, '--roll-size: 1024 bytes is less than --size, 65536 bytes'",
        "--roll-size 64KiB --size 1MiB, lower --size",
        "--queue 0, --queue",
        "--sync maybe, none or publish",
        "--storage map, 'accepted: nio, mmap'",
        "--storage mmap --size 64KiB, --segment-size",
        "--storage mmap --segment-size 0, --segment-size: 0 bytes is not between 1 and 1073741824",
        "--storage mmap --segment-size 1073741825, 1073741824",
        "--storage mmap --segment-size 4GiB, --segment-size",
        "--storage mmap --segment-size many, 'many'",
        "--storage mmap --roll-size 64KiB, lower --segment-size",
        "--storage mmap --roll-size 8MiB --segment-size 16MiB, '--segment-size, 16777216 bytes'",
        "--segment-size 8MiB, '--size bytes (1 to 1GiB'",
        "--storage nio --segment-size 8MiB, --storage mmap",
        "--max-record 0, --max-record: 0 bytes is not between 1 and 1073741824",
        "--max-record 1073741825, 1073741824",
        "--temp /nowhere, /nowhere",
        "--frob, --frob",
        "surplus, surplus",
        "--dir, --dir"
    })
    void collect_refuses(String option, String mentioned) throws Exception {
        refusesAtOnce(mentioned, args("collect --dir " + dir + " " + option));
    }

    @Test
    void collect_refuses_a_directory_that_is_missing_or_none() throws Exception {
        Path file = Files.createFile(dir.resolve("file"));
        refuses("nowhere", "collect", "--dir", dir.resolve("nowhere").toString());
        refuses("file", "collect", "--dir", file.toString());
        assertThat(dir).isDirectoryContaining(entry -> entry.equals(file)).isNotEmptyDirectory();
        Files.delete(file);
    }

    @Test
    void collect_refuses_a_directory_that_it_may_not_write_to() throws Exception {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(dir), "root may write to any directory; see the read-only file system below");
        refuses(dir.toString(), "collect", "--dir", dir.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"collect", "recover"})
    void a_directory_that_may_be_written_but_not_listed_is_refused_with_the_cause(String command) throws Exception {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("-wx-wx-wx"));
        try {
            assumeFalse(Files.isReadable(dir), "root may list any directory; TextTest has the words");
            Told told = atOnce(Main.commandLine(), command, "--dir", dir.toString());
            assertRefused(told.exitCode(), told.out(), told.err(), dir + ": permission denied");
        } finally {
            Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @ParameterizedTest
    @CsvSource({"collect, --dir", "collect --dir x, --temp", "recover, --dir", "demo, --dir"})
    void a_directory_without_a_name_is_refused(String command, String option) throws IOException {
        String[] args = args(command + " " + option + " EMPTY");
        args[args.length - 1] = "";
        refusesAtOnce(option, args);
    }

    @Test
    void collect_names_the_space_that_mapped_files_need_where_it_is_not_there() throws Exception {
        try (SmallDisk disk = SmallDisk.tmpfs(dir, 4 << 20)) {
            refuses(
                    "67108864 bytes (--workers x 2 x --segment-size)",
                    "collect",
                    "--storage",
                    "mmap",
                    "--dir",
                    disk.path().toString());
        }
    }

    @Test
    void a_flaw_of_the_command_is_told_in_one_line() {
        Told told = atOnce(Main.commandLine().addSubcommand(new CommandLine(new Broken())), "broken");
        assertThat(told.exitCode()).isEqualTo(1);
        assertThat(told.out()).isEmpty();
        assertThat(told.err()).hasLineCount(1).startsWith("forebay: ").contains("index 7 is broken");
    }

    /** A command with a flaw. */
    @CommandLine.Command(name = "broken")
    private static final class Broken implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new IndexOutOfBoundsException("index 7 is broken");
        }
    }

    @Test
    void collect_refuses_a_directory_on_a_read_only_file_system() throws Exception {
        try (SmallDisk disk = SmallDisk.tmpfs(dir, 4 << 20)) {
            disk.readOnly();
            refuses(dir.toString(), "collect", "--dir", disk.path().toString());
        }
    }

    @Test
    void flaw9_collect_refuses_a_temp_directory_on_another_file_system() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeFalse(
                Files.notExists(memory) || Files.getFileStore(memory).equals(Files.getFileStore(dir)),
                "/dev/shm is not another file system than " + dir);
        refuses("/dev/shm", "collect", "--dir", dir.toString(), "--temp", "/dev/shm");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "frob",
                "--frob",
                "collect",
                "recover",
                "recover --dir /nowhere",
                "recover --dir /tmp --prefix ../x",
                "demo --records 0",
                "demo --records 1000000001",
                "demo --producers 0",
                "demo --producers 257",
                "demo --dir /nowhere",
                "demo --storage map"
            })
    void the_other_commands_refuse(String commandLine) throws Exception {
        refusesAtOnce("", args(commandLine));
    }

    @Test
    void what_is_quoted_from_the_command_line_can_not_make_a_second_line() throws Exception {
        refuses("not a size", "collect", "--dir", dir.toString(), "--size", "1\nforebay: all is well");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--help", "collect --help", "recover --help", "demo --help", "--version", "collect --version"})
    void help_and_version_are_no_errors(String commandLine) throws Exception {
        try (Child child = Child.forebay((Object[]) args(commandLine))) {
            assertThat(child.exitCode()).isZero();
            assertThat(child.out()).containsIgnoringCase("forebay");
            assertThat(child.err()).isEmpty();
            assertThat(child.out().lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        }
    }

    /** In a process of its own. */
    private void refuses(String mentioned, String... args) throws IOException, InterruptedException {
        List<Path> before = everything();
        try (Child child = Child.forebay((Object[]) args)) {
            child.input().close();
            assertRefused(child.exitCode(), child.out(), child.err(), mentioned);
        }
        assertThat(everything()).isEqualTo(before);
    }

    /** In this process, which is much faster. */
    private void refusesAtOnce(String mentioned, String... args) throws IOException {
        List<Path> before = everything();
        Told told = atOnce(Main.commandLine(), args);
        assertRefused(told.exitCode(), told.out(), told.err(), mentioned);
        assertThat(everything()).isEqualTo(before);
    }

    /** What a command has told. */
    private record Told(int exitCode, String out, String err) {}

    private static Told atOnce(CommandLine command, String... args) {
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(out, true, UTF_8));
            System.setErr(new PrintStream(err, true, UTF_8));
            int exitCode = command.execute(args);
            return new Told(exitCode, out.toString(UTF_8), err.toString(UTF_8));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }

    private static void assertRefused(int exitCode, String out, String err, String mentioned) {
        assertThat(exitCode).as(err).isEqualTo(2);
        assertThat(out).isEmpty();
        assertThat(err).startsWith("forebay: ").endsWith("\n").contains(mentioned);
        assertThat(err.lines()).hasSize(1);
    }

    private List<Path> everything() throws IOException {
        try (var all = Files.walk(temp)) {
            return all.sorted().toList();
        }
    }

    private static String[] args(String commandLine) {
        return Arrays.stream(commandLine.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toArray(String[]::new);
    }
}
