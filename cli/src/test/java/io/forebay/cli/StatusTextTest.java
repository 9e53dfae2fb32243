package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusTextTest {
    private static final StatusText STATUS = new StatusText(1_234_567, 98_765_432, 12, 3_456);

    @Test
    void at_every_width_it_leaves_the_last_column_free_and_shows_whole_fields_only() {
        List<String> fields = List.of("1,234,567/s", "accepted 98,765,432", "dropped 12", "files 3,456");
        for (int width = 0; width <= 200; width++) {
            String line = STATUS.fit(width);
            assertThat(line.length()).isLessThanOrEqualTo(Math.max(0, width - 1));
            if (!line.isEmpty()) {
                assertThat(fields).containsAll(List.of(line.split("  ")));
            }
        }
    }

    @Test
    void a_wider_terminal_never_shows_less() {
        assertThat(IntStream.rangeClosed(0, 200).map(width -> STATUS.fit(width).length()))
                .isSorted();
    }

    @ParameterizedTest
    @CsvSource({
        "200, '1,234,567/s  accepted 98,765,432  dropped 12  files 3,456'",
        "58, '1,234,567/s  accepted 98,765,432  dropped 12  files 3,456'",
        "57, '1,234,567/s  accepted 98,765,432  dropped 12'",
        "44, 'accepted 98,765,432  dropped 12'",
        "31, 'dropped 12'",
        "11, 'dropped 12'",
        "10, ''",
        "0, ''"
    })
    void drops_stay_longest(int width, String line) {
        assertThat(STATUS.fit(width)).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource({"24 80, 80", "24 132, 132", "'50 7\n', 7", "0 0, 80", "'', 80", "stty: what?, 80", "24 99999999999, 80"
    })
    void the_width_is_what_stty_says_and_80_where_it_says_nothing(String answer, int width) {
        assertThat(TerminalWidth.parse(answer)).isEqualTo(width);
    }
}
