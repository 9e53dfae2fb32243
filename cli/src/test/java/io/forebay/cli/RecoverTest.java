package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.process.SmallDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real command after kill -9, and recovery beside writers that live. */
class RecoverTest {
    private static final int WORKERS = 4;

    @TempDir
    private Path dir;

    private Published published;

    @BeforeEach
    void look_at_the_directory() {
        published = new Published(dir, "p_");
    }

    @ParameterizedTest
    @CsvSource({"65536, 65536, 3", "65536, 8388608, 2", "4096, 65536, 20", "4096, 4096, 50"})
    void promise9_flaw1_after_kill_9_whole_lines_remain_none_twice_and_only_buffers_are_lost(
            int size, int rollSize, int files) throws Exception {
        try (Child child = Child.forebay(
                        "collect", "--dir", dir, "--prefix", "p_", "--size", size, "--roll-size", rollSize);
                Feeder feeder = Feeder.start(child, RecoverTest::line)) {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> published.files().size() >= files);
            child.signal("KILL");
            assertThat(child.exitCode()).isEqualTo(128 + 9);
            assertThat(feeder.written()).isPositive();
        }
        long spilled = spilledFiles();
        Map<String, Long> recovery = recover();
        assertThat(recovery).containsEntry("live", 0L);
        checkLines((long) WORKERS * 2 * size);
        assertThat(recovery.get("recovered") + recovery.get("quarantined"))
                .as("files with spilled lines")
                .isEqualTo(spilled);

        assertThat(recover())
                .as("a second recovery finds nothing")
                .containsEntry("recovered", 0L)
                .containsEntry("quarantined", 0L)
                .containsEntry("records", 0L)
                .containsEntry("bytes", 0L)
                .containsEntry("live", 0L);
    }

    @ParameterizedTest
    @CsvSource({"8MiB, 8MiB", "4KiB, 64KiB"})
    void promise9_after_kill_9_of_mapped_files_no_accepted_line_is_missing_and_none_is_there_twice(
            String segmentSize, String rollSize) throws Exception {
        long accepted;
        try (Child child = Child.forebayWithStatus(
                        "collect",
                        "--dir",
                        dir,
                        "--prefix",
                        "p_",
                        "--storage",
                        "mmap",
                        "--segment-size",
                        segmentSize,
                        "--roll-size",
                        rollSize);
                Feeder feeder = Feeder.start(child, RecoverTest::line)) {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> child.accepted() > 0);
            child.signal("KILL");
            assertThat(child.exitCode()).isEqualTo(128 + 9);
            accepted = child.accepted();
            assertThat(feeder.written()).isGreaterThanOrEqualTo(accepted);
        }
        assertThat(recover().get("recovered")).isPositive();
        // One thread offers the lines, one after the other: so those that were accepted are the first ones.
        checkLines(0);
        assertThat(published.lines()).hasSizeGreaterThanOrEqualTo(Math.toIntExact(accepted));
        assertThat(recover()).containsEntry("recovered", 0L).containsEntry("quarantined", 0L);
        assertThat(published.hidden()).allMatch(name -> name.endsWith(".quarantine"));
    }

    @Test
    void promise9_one_recovery_serves_writers_of_both_kinds() throws Exception {
        long lines = 10_000;
        List<String> writers =
                List.of("--prefix p_n_ --storage nio --size 4KiB --roll-size 8MiB", "--prefix p_m_ --storage mmap");
        for (String writer : writers) {
            try (Child child = Child.forebayWithStatus(Stream.concat(
                            Stream.of("collect", "--dir", dir, "--roll-age", "0"), Stream.of(writer.split(" ", -1)))
                    .toArray())) {
                for (long number = 0; number < lines; number++) {
                    child.input().write(line(number).getBytes(StandardCharsets.US_ASCII));
                }
                child.input().flush();
                await().atMost(Duration.ofSeconds(60)).until(() -> child.accepted() == lines);
                child.signal("KILL");
                child.exitCode();
            }
        }
        assertThat(published.files()).as("nothing is published before").isEmpty();
        Map<String, Long> recovery = recover();
        assertThat(recovery).containsEntry("quarantined", 0L).containsEntry("live", 0L);
        assertThat(recovery.get("records")).as("all of mmap, some of nio").isBetween(lines + 1, 2 * lines);
        assertThat(published.lines()).hasSize(Math.toIntExact(recovery.get("records")));
        assertThat(published.bytes()).hasSize(Math.toIntExact(recovery.get("bytes")));
        assertThat(published.hidden()).isEmpty();
    }

    @Test
    void promise3_the_next_collect_recovers_too_and_nothing_is_there_twice() throws Exception {
        for (int round = 0; round < 2; round++) {
            int before = published.files().size();
            try (Child child = Child.forebay("collect", "--dir", dir, "--prefix", "p_", "--roll-size", "1MiB");
                    Feeder feeder = Feeder.start(child, offset(round))) {
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> published.files().size() >= before + 3);
                child.signal("KILL");
                child.exitCode();
                assertThat(feeder.written()).isPositive();
            }
        }
        killWithSpilledLines(offset(2));
        try (Child child = Child.forebay("collect", "--dir", dir, "--prefix", "p_")) {
            child.input().close();
            assertThat(child.exitCode()).isZero();
            assertThat(child.err()).contains("of what dead writers had left");
        }
        List<String> lines = published.lines();
        assertThat(lines).allMatch(RecoverTest::isWhole);
        assertThat(new HashSet<>(lines)).hasSameSizeAs(lines);
        assertThat(recover()).containsEntry("recovered", 0L).containsEntry("quarantined", 0L);
    }

    @Test
    void promise13_recovery_beside_two_writers_touches_nothing() throws Exception {
        try (Child one = Child.forebay(
                        "collect", "--dir", dir, "--prefix", "p_", "--roll-age", "0", "--roll-size", "1MiB");
                Child two = Child.forebay(
                        "collect", "--dir", dir, "--prefix", "p_", "--roll-age", "0", "--roll-size", "1MiB")) {
            String text = "x".repeat(100) + "\n";
            one.type(text.repeat(3_000));
            two.type(text.repeat(3_000));
            await().atMost(Duration.ofSeconds(60)).until(() -> temporaryFiles() >= 2);
            for (int round = 0; round < 3; round++) {
                assertThat(recover())
                        .containsEntry("live", 2L)
                        .containsEntry("recovered", 0L)
                        .containsEntry("quarantined", 0L);
            }
            one.input().close();
            two.input().close();
            assertThat(one.exitCode()).isZero();
            assertThat(two.exitCode()).isZero();
        }
        published.checkEachFile();
        assertThat(published.lines()).hasSize(6_000).allMatch(line -> line.length() == 101);
    }

    @Test
    void recovery_of_an_empty_directory_finds_nothing() throws Exception {
        assertThat(recover())
                .isEqualTo(Map.of("recovered", 0L, "quarantined", 0L, "records", 0L, "bytes", 0L, "live", 0L));
    }

    @Test
    void what_could_not_be_recovered_is_told_and_makes_the_exit_code_1() throws Exception {
        try (SmallDisk disk = SmallDisk.tmpfs(dir, 4 << 20)) {
            killWithSpilledLines(RecoverTest::line);
            disk.readOnly();
            try (Child child = Child.forebay("recover", "--dir", dir)) {
                assertThat(child.exitCode()).as(child.err()).isEqualTo(1);
                assertThat(child.json()).containsEntry("recovered", 0L).containsEntry("quarantined", 0L);
                assertThat(child.err()).contains("warning").contains("1 file could not be recovered");
            }
        }
    }

    private Map<String, Long> recover() throws IOException, InterruptedException {
        try (Child child = Child.forebay("recover", "--dir", dir)) {
            assertThat(child.exitCode()).as(child.err()).isZero();
            assertThat(child.out()).hasLineCount(1);
            Map<String, Long> recovery = child.json();
            long quarantined = recovery.get("quarantined");
            assertThat(child.err().lines())
                    .as("one line for each quarantined file")
                    .hasSize((int) quarantined);
            return recovery;
        }
    }

    private void checkLines(long mostMissingBytes) throws IOException {
        Set<Long> seen = new HashSet<>();
        long last = -1;
        for (String line : published.lines()) {
            assertThat(isWhole(line)).as(line).isTrue();
            long number = number(line);
            assertThat(seen.add(number)).as("line %s is there once", number).isTrue();
            last = Math.max(last, number);
        }
        long missing = 0;
        for (long number = 0; number < last; number++) {
            missing += seen.contains(number) ? 0 : line(number).length();
        }
        assertThat(missing).as("bytes missing below line %s", last).isLessThanOrEqualTo(mostMissingBytes);
    }

    /** A life that never publishes anything of its own, and is killed when its first buffer was spilled. */
    private void killWithSpilledLines(LongFunction<String> line) throws IOException, InterruptedException {
        long lines = 2_000;
        try (Child child = Child.forebayWithStatus(
                "collect", "--dir", dir, "--prefix", "p_", "--roll-age", "0", "--roll-size", "1MiB")) {
            for (long number = 0; number < lines; number++) {
                child.input().write(line.apply(number).getBytes(StandardCharsets.US_ASCII));
            }
            child.input().flush();
            // Then it has recovered what earlier lives left, and what is spilled is its own.
            await().atMost(Duration.ofSeconds(60)).until(() -> child.accepted() == lines);
            await().atMost(Duration.ofSeconds(60)).until(() -> spilledFiles() > 0);
            child.signal("KILL");
            child.exitCode();
        }
    }

    private long spilledFiles() throws IOException {
        long spilled = 0;
        for (String name : published.hidden()) {
            spilled += name.endsWith(".tmp") && Files.size(dir.resolve(name)) > 0 ? 1 : 0;
        }
        return spilled;
    }

    private long temporaryFiles() throws IOException {
        return published.hidden().stream().filter(name -> name.endsWith(".tmp")).count();
    }

    /** A line that tells whether it is whole. */
    private static String line(long number) {
        return number + " " + "abcdefghijklmnopqrstuvwxyz".repeat((int) (number % 7)) + " " + number + "\n";
    }

    private static LongFunction<String> offset(int round) {
        return number -> line(number + round * 1_000_000_000L);
    }

    private static long number(String line) {
        return Long.parseLong(line.substring(0, line.indexOf(' ')));
    }

    private static boolean isWhole(String line) {
        return line.matches("\\d+ [a-z]* \\d+\n") && line.equals(line(number(line)));
    }
}
