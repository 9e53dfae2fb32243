package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An owner file whose checksums hold, and that no owner can have written. */
class OwnerLayoutTest {
    private static ByteBuffer page(String suffix, int permission) {
        ByteBuffer page = ByteBuffer.allocate(OwnerLayout.HEADER_BYTES);
        OwnerLayout.putHeader(
                page,
                new OwnerLayout.Header(
                        OwnerLayout.VERSION, Format.COMMIT_TABLE.id(), 0, permission, false, suffix, ""));
        return page;
    }

    @Test
    void a_header_with_a_suffix_that_settings_may_have_is_read() {
        assertThat(OwnerLayout.header(page(".log", 0400))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"/../../out, 256", "../x, 256", ".tmp, 256", ".log, 4096", ".log, -1"})
    void a_header_that_would_lead_out_of_the_directory_or_set_no_mode_counts_as_damaged(String suffix, int permission) {
        assertThat(OwnerLayout.header(page(suffix, permission))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, -1"})
    void a_line_with_a_negative_length_counts_as_damaged(long bytes, long records) {
        ByteBuffer slot = ByteBuffer.allocate(OwnerLayout.LINE_BYTES);
        OwnerLayout.putLine(slot, new OwnerLayout.Line(1, bytes, records, null, OwnerLayout.State.OPEN));
        assertThatThrownBy(() -> OwnerLayout.line(slot)).isInstanceOf(OwnerLayout.DamagedLineException.class);
    }

    @Test
    void a_line_that_has_lost_its_number_is_damaged_and_not_unused() {
        ByteBuffer slot = ByteBuffer.allocate(OwnerLayout.LINE_BYTES);
        OwnerLayout.putLine(slot, new OwnerLayout.Line(1, 100, 4, null, OwnerLayout.State.OPEN));
        slot.putLong(0, 0);
        assertThatThrownBy(() -> OwnerLayout.line(slot)).isInstanceOf(OwnerLayout.DamagedLineException.class);
    }

    @Test
    void a_slot_that_was_never_used_has_no_line() throws OwnerLayout.DamagedLineException {
        assertThat(OwnerLayout.line(ByteBuffer.allocate(OwnerLayout.LINE_BYTES)))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(shorts = {Short.MAX_VALUE, -1})
    void texts_that_no_owner_of_this_version_can_have_written_are_damage(short length) {
        assertThat(OwnerLayout.header(withTextLength(OwnerLayout.VERSION, length)))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(shorts = {Short.MAX_VALUE, -1})
    void of_another_version_no_more_is_read_than_that_it_is_one(short length) {
        assertThat(OwnerLayout.header(withTextLength(OwnerLayout.VERSION + 1, length)))
                .extracting(OwnerLayout.Header::version)
                .isEqualTo(OwnerLayout.VERSION + 1);
    }

    private static ByteBuffer withTextLength(int version, short length) {
        ByteBuffer page = page(".log", 0400).putInt(8, version).putShort(32, length);
        int crcAt = OwnerLayout.HEADER_BYTES - Integer.BYTES;
        return page.putInt(crcAt, Crc32c.update(Crc32c.EMPTY, page.slice(0, crcAt)));
    }
}
