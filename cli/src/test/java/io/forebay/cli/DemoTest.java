package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.process.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"nio", "mmap"})
    void the_demo_collects_its_hits_and_finds_each_of_them_once(String storage) throws Exception {
        Files.writeString(dir.resolve("other.log"), "was here before\n");
        try (Child child =
                Child.forebay("demo", "--dir", dir, "--records", "50001", "--producers", "3", "--storage", storage)) {
            assertThat(child.exitCode()).as(child.err()).isZero();
            assertThat(child.err()).isEmpty();
            assertThat(ledger(child)).containsEntry("offered", 50_001L).containsEntry("published", 50_001L);
            assertThat(child.out())
                    .startsWith("50,001 hits from 3 threads to " + dir + "\n")
                    .contains("hits/s")
                    .endsWith("check: all 50,001 accepted hits are there, each whole and exactly once\n");
        }
    }

    @Test
    void without_a_directory_the_demo_makes_one_and_names_it() throws Exception {
        try (Child child = Child.forebay("demo", "--records", "10", "--producers", "1")) {
            assertThat(child.exitCode()).isZero();
            Matcher named =
                    Pattern.compile("10 hits from 1 threads? to (\\S+)\n").matcher(child.out());
            assertThat(named.find()).as(child.out()).isTrue();
            Path made = Path.of(named.group(1));
            assertThat(new Published(made, "").lines()).hasSize(10);
            delete(made);
        }
    }

    @Test
    void a_signal_ends_the_demo_with_a_balanced_ledger_and_exit_code_1_as_nothing_was_checked() throws Exception {
        try (Child child = Child.forebay("demo", "--dir", dir, "--records", "1000000000")) {
            Published published = new Published(dir, "");
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> published.files().size() >= 3);
            assertThat(child.signal("TERM").exitCode()).as(child.err()).isEqualTo(1);
            Map<String, Long> ledger = ledger(child);
            assertThat(ledger.get("published")).isPositive().isEqualTo(ledger.get("offered"));
            assertThat(child.out()).contains("not checked").doesNotContain("check:");
            assertThat(published.lines()).hasSize(Math.toIntExact(ledger.get("published")));
        }
    }

    @Test
    void a_temporary_directory_that_can_not_be_made_is_told_in_one_line() throws Exception {
        Path nowhere = dir.resolve("nowhere");
        try (Child child = Child.forebayWith("java.io.tmpdir=" + nowhere, "demo")) {
            assertThat(child.exitCode()).isEqualTo(2);
            assertThat(child.out()).isEmpty();
            // A later JDK has a word of its own to say of that.
            assertThat(child.err().lines().filter(line -> !line.startsWith("WARNING: java.io.tmpdir")))
                    .singleElement()
                    .asString()
                    .contains(nowhere.toString())
                    .contains("--dir");
        }
    }

    @Test
    void a_temporary_directory_in_which_nothing_can_be_opened_is_taken_away() throws Exception {
        try (SmallDisk disk = SmallDisk.tmpfs(dir, 4 << 20);
                Child child = Child.forebayWith("java.io.tmpdir=" + disk.path(), "demo", "--storage", "mmap")) {
            assertThat(child.exitCode()).isEqualTo(2);
            assertThat(child.err()).hasLineCount(1);
            assertThat(disk.path()).isEmptyDirectory();
        }
    }

    private static Map<String, Long> ledger(Child child) {
        return Child.parse(child.out()
                .lines()
                .filter(line -> line.startsWith("{"))
                .findFirst()
                .orElseThrow());
    }

    private static void delete(Path made) throws IOException {
        for (Path file : new Published(made, "").files()) {
            Files.delete(file);
        }
        Files.delete(made);
    }
}
