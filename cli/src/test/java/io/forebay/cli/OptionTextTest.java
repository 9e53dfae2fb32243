package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.spool.Sync;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** The forms that sizes, durations, permissions and words may take on the command line. */
class OptionTextTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4096, 4096",
        "64KiB, 65536",
        "8MiB, 8388608",
        "1GiB, 1073741824",
        "4GiB, 4294967296",
        "9223372036854775807, 9223372036854775807"
    })
    void a_size_is_a_whole_number_with_or_without_a_unit(String text, long bytes) {
        assertThat(new ByteSize().convert(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "+1",
                "1.5MiB",
                "64K",
                "64kib",
                "64 KiB",
                "KiB",
                "0x10",
                "1e3",
                "64KiB64",
                "٣",
                "99999999999GiB",
                "9223372036854775808"
            })
    void any_other_size_is_refused_in_one_line_that_quotes_it_and_shows_a_good_one(String text) {
        assertThatThrownBy(() -> new ByteSize().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("64KiB")
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "000, 0", "0ms, 0", "100ms, 100", "10s, 10000", "5m, 300000", "1h, 3600000"})
    void a_duration_is_a_whole_number_with_a_unit_or_zero(String text, long millis) {
        assertThat(new DurationText().convert(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "-1s", "1.5s", "1 s", "s", "1d", "1S", "1m30s", "for ever"})
    void any_other_duration_is_refused_in_one_line_that_quotes_it_and_shows_a_good_one(String text) {
        assertThatThrownBy(() -> new DurationText().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("100ms")
                .hasMessageNotContaining("\n");
    }

    @Test
    void a_duration_beyond_the_range_of_java_is_refused_and_one_of_many_years_is_not() {
        assertThat(new DurationText().convert("8760000h")).isEqualTo(Duration.ofDays(365_000));
        assertThatThrownBy(() -> new DurationText().convert("9223372036854775807h"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("shorter");
    }

    @ParameterizedTest
    @CsvSource({"0400, 256", "400, 256", "0, 0", "0777, 511", "7, 7"})
    void a_permission_is_octal(String text, int mode) {
        assertThat(new OctalMode().convert(text)).isEqualTo(mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "999", "8", "1777", "00400", "-400", "0x100", "r--------"})
    void any_other_permission_is_refused(String text) {
        assertThatThrownBy(() -> new OctalMode().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("0400");
    }

    @Test
    void sync_and_storage_take_their_words_and_list_them_otherwise() {
        assertThat(new SyncText().convert("none")).isEqualTo(Sync.NONE);
        assertThat(new SyncText().convert("publish")).isEqualTo(Sync.PUBLISH);
        assertThat(new Storage.Converter().convert("nio")).isEqualTo(Storage.NIO);
        assertThat(new Storage.Converter().convert("mmap")).isEqualTo(Storage.MMAP);
        assertThatThrownBy(() -> new SyncText().convert("PUBLISH")).hasMessageContaining("none or publish");
        assertThatThrownBy(() -> new Storage.Converter().convert("MMAP")).hasMessageContaining("accepted: nio, mmap");
    }
}
