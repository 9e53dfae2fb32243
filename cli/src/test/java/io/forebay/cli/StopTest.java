package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the real command ends: by a signal, without a reader of its output, or because its input fails. */
class StopTest {
    @TempDir
    private Path dir;

    private Published published;

    @BeforeEach
    void look_at_the_directory() {
        published = new Published(dir, "p_");
    }

    @ParameterizedTest
    @CsvSource({"TERM, nio", "INT, nio", "TERM, mmap"})
    void flaw7_a_signal_in_an_endless_input_publishes_every_line_that_was_read(String signal, String storage)
            throws Exception {
        String size = storage.equals("nio") ? "--size" : "--segment-size";
        try (Child child =
                        Child.forebay("collect", "--dir", dir, "--prefix", "p_", "--storage", storage, size, "64KiB");
                Feeder feeder = Feeder.start(child, number -> number + "\n")) {
            awaitFiles(3);
            assumeFalse(
                    signal.equals("INT") && child.ignoresInterrupts(),
                    "the tests run in the background of a shell, where SIGINT is ignored: not tested");
            assertThat(child.signal(signal).exitCode()).as(child.err()).isZero();
            Map<String, Long> ledger = child.json();
            List<String> lines = published.lines();
            assertThat(ledger)
                    .containsEntry("offered", (long) lines.size())
                    .containsEntry("accepted", (long) lines.size())
                    .containsEntry("published", (long) lines.size())
                    .containsEntry("files", (long) published.files().size())
                    .containsEntry("bytes", (long) published.bytes().length);
            published.checkEachFile();
            assertThat(lines).hasSizeLessThanOrEqualTo((int) feeder.written() + 1);
            long[] numbers = lines.stream()
                    .mapToLong(line -> Long.parseLong(line.strip()))
                    .sorted()
                    .toArray();
            assertThat(Arrays.equals(numbers, LongStream.range(0, lines.size()).toArray()))
                    .as("these are the first %s lines of the input, each once", lines.size())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_a_signal_leaves_in_the_pipe_goes_on_where_the_published_lines_end(boolean busy) throws Exception {
        Path fifo = dir.resolve("fifo");
        try (Child made = Child.program(Map.of(), "mkfifo", fifo)) {
            assertThat(made.exitCode()).as(made.err()).isZero();
        }
        Path out = Files.createDirectory(dir.resolve("out"));
        published = new Published(out, "p_");
        // A reader of our own, so that what is left in the pipe outlives the command. Each end waits for the other.
        CompletableFuture<InputStream> reader = CompletableFuture.supplyAsync(() -> open(fifo));
        try (OutputStream input = new FileOutputStream(fifo.toFile());
                InputStream left = reader.join();
                Child child = Child.forebayOn(fifo, "collect", "--dir", out, "--prefix", "p_", "--roll-age", "50ms")) {
            input.write("first\n".getBytes(StandardCharsets.US_ASCII));
            awaitFiles(1);
            if (!busy) {
                child.signal("TERM"); // so that it waits for input now
            }
            try (Feeder feeder = Feeder.start(input, number -> number + "\n")) {
                if (busy) {
                    awaitFiles(3);
                    child.signal("TERM");
                }
                assertThat(child.exitCode()).as(child.err()).isZero();
                feeder.finish();
                List<String> lines = new ArrayList<>(published.lines());
                assertThat(child.json()).containsEntry("offered", (long) lines.size());
                lines.addAll(Published.lines(left.readAllBytes()));
                assertThat(lines.remove("first\n")).isTrue();
                long[] numbers = lines.stream()
                        .mapToLong(line -> Long.parseLong(line.strip()))
                        .sorted()
                        .toArray();
                long[] all = LongStream.range(0, feeder.written()).toArray();
                assertThat(Arrays.mismatch(numbers, all))
                        .as("the first line that is missing or there twice")
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void a_signal_while_it_waits_for_input_publishes_whole_lines_and_tells_of_the_unfinished_one() throws Exception {
        try (Child child = Child.forebay("collect", "--dir", dir, "--prefix", "p_", "--roll-age", "100ms")) {
            child.type("one\ntwo\nunfinished");
            awaitFiles(1);
            child.type(" still");
            assertThat(child.signal("TERM").exitCode()).isZero();
            assertThat(child.json()).containsEntry("published", 2L).containsEntry("offered", 2L);
            assertThat(child.err()).contains("stopped within a line").hasLineCount(1);
            assertThat(published.lines()).containsExactly("one\n", "two\n");
        }
    }

    @Test
    void a_second_signal_changes_nothing() throws Exception {
        try (Child child = Child.forebay("collect", "--dir", dir, "--prefix", "p_");
                Feeder feeder = Feeder.start(child, number -> number + "\n")) {
            awaitFiles(1);
            child.signal("TERM");
            if (child.runs()) {
                child.signal("INT");
            }
            assertThat(child.exitCode()).isZero();
            assertThat(child.out()).hasLineCount(1);
            assertThat(child.json())
                    .containsEntry("published", (long) published.lines().size());
            assertThat(feeder.written()).isPositive();
        }
    }

    @Test
    void a_signal_at_the_end_of_the_input_tells_the_ledger_once() throws Exception {
        for (int round = 1; round <= 5; round++) {
            try (Child child = Child.forebay("collect", "--dir", dir, "--prefix", "p_", "--roll-age", "10ms")) {
                child.type("line\n");
                awaitFiles(round);
                child.input().close();
                assertThat(child.signal("TERM").exitCode()).isZero();
                assertThat(child.out()).hasLineCount(1);
                assertThat(child.json()).containsEntry("published", 1L);
            }
        }
    }

    @Test
    @Tag("stress") // takes the whole deadline of ten seconds
    void a_signal_where_nothing_can_be_published_tells_that_mapped_files_are_kept_and_recovery_finds_them()
            throws Exception {
        Path out = Files.createDirectory(dir.resolve("out"));
        long lines = 1_000;
        try (Child child = Child.forebayWithStatus(
                "collect", "--dir", out, "--prefix", "p_", "--storage", "mmap", "--roll-age", "0")) {
            child.type(
                    LongStream.range(0, lines).mapToObj(number -> number + "\n").collect(Collectors.joining()));
            await().atMost(Duration.ofSeconds(60)).until(() -> child.accepted() == lines);
            Path away = Files.move(out, dir.resolve("away"));
            assertThat(child.signal("TERM").exitCode()).isEqualTo(1);
            assertThat(child.json())
                    .containsEntry("accepted", lines)
                    .containsEntry("published", 0L)
                    .containsEntry("lost", lines);
            assertThat(child.err())
                    .contains(
                            "lost 1000 records (3890 bytes): not published in time, but kept; run 'forebay recover --dir "
                                    + out + "' for those that have not appeared there since");
            Files.move(away, out);
        }
        try (Child child = Child.forebay("recover", "--dir", out)) {
            assertThat(child.exitCode()).isZero();
            assertThat(child.json()).containsEntry("records", lines).containsEntry("quarantined", 0L);
        }
        assertThat(new Published(out, "p_").lines()).hasSize((int) lines).doesNotHaveDuplicates();
    }

    @Test
    void output_that_nobody_reads_neither_hangs_nor_hides_the_ledger() throws Exception {
        Path input = Files.writeString(dir.resolve("input"), "one\ntwo\n");
        Path out = Files.createDirectory(dir.resolve("out"));
        // The right side is gone when the left side begins: it waits for the file that the right side makes last.
        Path gone = dir.resolve("gone");
        String script = "( while ! test -e '" + gone + "'; do sleep 0.01; done; \"$@\" <\"$0\"; echo $? >'" + dir
                + "/code' ) | ( exec <&-; touch '" + gone + "' )";
        try (Child child = Child.shell(script, input.toString(), "collect", "--dir", out)) {
            assertThat(child.exitCode()).isZero();
            assertThat(child.err()).hasLineCount(1).contains("standard output").contains("\"published\":2");
        }
        assertThat(dir.resolve("code")).hasContent("0");
    }

    @Test
    void input_that_can_not_be_read_is_told_in_one_line_and_what_was_read_is_published() throws Exception {
        try (Child child = Child.shell("exec \"$@\" <\"$0\"", dir.toString(), "collect", "--dir", dir)) {
            assertThat(child.exitCode()).isEqualTo(1);
            assertThat(child.err()).hasLineCount(1).contains("cannot read standard input");
            assertThat(child.json()).containsEntry("offered", 0L).containsEntry("published", 0L);
        }
    }

    private static InputStream open(Path fifo) {
        try {
            return new BufferedInputStream(new FileInputStream(fifo.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitFiles(int count) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> files() >= count);
    }

    private int files() throws IOException {
        return published.files().size();
    }
}
