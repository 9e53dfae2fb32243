package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names as they are, to the letter: what lies on a disk today must be understood by every later version. */
class SpoolNamesTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";

    @Test
    void a_published_name_has_all_its_parts() {
        assertThat(SpoolNames.published("hits_", 2, 1_795_342_530_123L, ID, 42, ".log"))
                .isEqualTo("hits_2_20261122T101530123Z_" + ID + "_0000000042.log");
    }

    @Test
    void a_sequence_of_more_than_ten_digits_is_not_cut() {
        assertThat(SpoolNames.published("", 0, 0, ID, 12_345_678_901L, ".log")).endsWith("_12345678901.log");
    }

    @ParameterizedTest
    @CsvSource({
        "-9223372036854775808, 00010101T000000000Z",
        "-62135596800001, 00010101T000000000Z",
        "253402300799999, 99991231T235959999Z",
        "9223372036854775807, 99991231T235959999Z"
    })
    void a_time_beyond_four_digits_of_years_is_the_first_or_the_last_that_sorts(long millis, String time) {
        assertThat(SpoolNames.published("", 0, millis, ID, 1, "")).contains("_" + time + "_");
    }

    @Test
    void a_recovered_name_has_the_number_of_its_temporary_file() {
        assertThat(SpoolNames.recovered("hits_", 2, 0, ID, 7, ".log"))
                .isEqualTo("hits_2_19700101T000000000Z_" + ID + "_r7.log");
    }

    @Test
    void hidden_names_begin_with_a_dot_and_end_with_what_they_are() {
        String temporary = SpoolNames.temporary("hits_", 2, ID, 7);
        assertThat(temporary).isEqualTo(".hits_2_" + ID + "_7.tmp");
        assertThat(SpoolNames.quarantine(temporary, Damage.NAME_TAKEN))
                .isEqualTo(".hits_2_" + ID + "_7.name-taken.quarantine");
        assertThat(SpoolNames.owner("hits_", ID)).isEqualTo(".hits_" + ID + ".owner");
        assertThat(SpoolNames.guest("hits_", ID)).isEqualTo(".hits_" + ID + ".guest");
        assertThat(List.of(SpoolNames.owner("hits_", ID), SpoolNames.probe("hits_", ID)))
                .allMatch(SpoolNames::isOwnerOrProbe);
        assertThat(List.of(temporary, SpoolNames.guest("hits_", ID))).noneMatch(SpoolNames::isOwnerOrProbe);
        assertThat(SpoolNames.quarantinedOwner(".hits_" + ID + ".owner"))
                .isEqualTo(".hits_" + ID + ".owner.quarantine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hits_", "5"})
    void the_instance_of_an_owner_or_guest_file_is_the_32_digits_before_its_ending(String prefix) {
        assertThat(SpoolNames.instance(SpoolNames.owner(prefix, ID))).isEqualTo(ID);
        assertThat(SpoolNames.instance(SpoolNames.guest(prefix, ID))).isEqualTo(ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {".owner", ".guest", ".0.owner"})
    void a_name_that_is_too_short_for_an_instance_has_none(String name) {
        assertThat(SpoolNames.instance(name)).hasSizeLessThan(ID.length());
    }

    @ParameterizedTest
    @CsvSource({"p_0, p_, 0", "p_9, p_, 9", "p_2147483647, p_, 2147483647", "p12, p, 12", "p12, p1, 2"})
    void the_worker_is_what_stands_behind_the_prefix(String head, String prefix, int worker) {
        assertThat(temporary(head).worker(prefix)).hasValue(worker);
    }

    @ParameterizedTest
    @CsvSource({"p_0, q_", "p12, p12", "p_007, p_", "p_00, p_", "p-5, p", "p-0, p", "p_x1, p_", "p_2147483648, p_"})
    void what_the_rule_would_not_write_behind_that_prefix_is_no_worker(String head, String prefix) {
        assertThat(temporary(head).worker(prefix)).isEmpty();
    }

    @Test
    void a_number_that_no_file_can_have_is_no_temporary_name() {
        assertThat(SpoolNames.Temporary.parse(".p_0_" + ID + "_" + Long.MAX_VALUE + ".tmp"))
                .extracting(SpoolNames.Temporary::number)
                .isEqualTo(Long.MAX_VALUE);
        assertThat(SpoolNames.Temporary.parse(".p_0_" + ID + "_9223372036854775808.tmp"))
                .isNull();
    }

    private static SpoolNames.Temporary temporary(String head) {
        return Objects.requireNonNull(SpoolNames.Temporary.parse("." + head + "_" + ID + "_1.tmp"));
    }
}
