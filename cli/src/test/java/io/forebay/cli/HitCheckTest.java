package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo's examination must find; a check that cannot fail would be worth nothing. */
class HitCheckTest {
    private static final String TIME = "2026-01-31T12:00:00.123Z";

    @TempDir
    private Path dir;

    private final HitCheck check = new HitCheck(new long[] {3, 2});
    private List<String> lines;

    @BeforeEach
    void make_the_hits() {
        lines = new ArrayList<>(List.of(hit(0, 0), hit(0, 1), hit(0, 2), hit(1, 0), hit(1, 1)));
    }

    @Test
    void a_hit_is_session_timestamp_and_url_apart_by_tabs() {
        assertThat(hit(3, 1234))
                .isEqualTo("935dcf9daa9a4e54\t" + TIME + "\thttps://edge.example/v/20/1010.ts?p=3&n=1234&c=321e16a3\n");
        assertThat(IntStream.range(0, 12).mapToObj(serial -> hit(0, serial).substring(0, 16)))
                .as("hits of one session")
                .containsOnly(hit(0, 0).substring(0, 16));
    }

    @Test
    void a_hit_reads_back_and_no_part_or_changed_byte_of_it_does() {
        byte[] line = new Hit(3, 987_654_321).line(TIME);
        assertThat(Hit.parse(line, 0, line.length)).isEqualTo(new Hit(3, 987_654_321));
        for (int length = 0; length < line.length; length++) {
            assertThat(Hit.parse(line, 0, length)).isNull();
            assertThat(length == 0 ? null : Hit.parse(line, length, line.length - length))
                    .isNull();
        }
        for (int i = 0; i < line.length; i++) {
            line[i] ^= 1;
            assertThat(Hit.parse(line, 0, line.length)).isNull();
            line[i] ^= 1;
        }
    }

    @Test
    void all_hits_once_in_any_order_pass() throws IOException {
        write("a.log", lines.subList(2, 5));
        write("b.log", lines.subList(0, 2));
        assertThat(check.passed()).isTrue();
        assertThat(check.verdict()).isEqualTo("check: all 5 accepted hits are there, each whole and exactly once");
    }

    @Test
    void a_missing_hit_is_found() throws IOException {
        write("a.log", lines.subList(0, 4));
        assertFound("1 hits are missing, 0 are there again, 0 lines");
    }

    @Test
    void a_hit_that_is_there_twice_is_found() throws IOException {
        write("a.log", lines);
        write("b.log", lines.subList(1, 2));
        assertFound("0 hits are missing, 1 are there again, 0 lines");
    }

    @Test
    void a_torn_hit_is_found_also_at_the_end_of_a_file() throws IOException {
        lines.set(4, lines.get(4).substring(0, 40));
        write("a.log", lines);
        assertFound("1 hits are missing, 0 are there again, 1 lines");
    }

    @Test
    void a_hit_that_was_not_accepted_is_found() throws IOException {
        lines.add(hit(0, 3));
        lines.add(hit(2, 0));
        lines.add("something else\n");
        write("a.log", lines);
        assertFound("0 hits are missing, 0 are there again, 3 lines");
    }

    @Test
    void a_file_that_somebody_takes_away_is_told_and_its_hits_are_missing() throws IOException {
        write("a.log", lines.subList(0, 4));
        check.read(List.of(dir.resolve("taken.log")));
        assertFound(
                "1 hits are missing, 0 are there again, 0 lines are torn or were never offered; 1 file was taken away");
    }

    private void assertFound(String what) {
        assertThat(check.passed()).isFalse();
        assertThat(check.verdict()).startsWith("check FAILED: " + what);
    }

    private void write(String name, List<String> content) throws IOException {
        Path file = dir.resolve(name);
        Files.writeString(file, String.join("", content), StandardCharsets.US_ASCII);
        check.read(List.of(file));
    }

    private static String hit(int producer, long serial) {
        return new String(new Hit(producer, serial).line(TIME), StandardCharsets.US_ASCII);
    }
}
