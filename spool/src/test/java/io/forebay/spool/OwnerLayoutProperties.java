package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.spool.OwnerLayout.Header;
import io.forebay.spool.OwnerLayout.Line;
import io.forebay.spool.OwnerLayout.State;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class OwnerLayoutProperties {
    @Property
    void a_header_is_read_as_it_was_written(
            @ForAll long opened,
            @ForAll @IntRange(max = 0777) int permission,
            @ForAll boolean forced,
            @ForAll @AlphaChars @StringLength(max = 32) String suffix,
            @ForAll @AlphaChars @StringLength(max = 1000) String temp) {
        Header header = new Header(OwnerLayout.VERSION, 1, opened, permission, forced, suffix, temp);
        ByteBuffer page = ByteBuffer.allocate(OwnerLayout.HEADER_BYTES);
        OwnerLayout.putHeader(page, header);
        assertThat(OwnerLayout.header(page)).isEqualTo(header);
    }

    @Property
    void a_header_with_any_bit_turned_is_damaged(
            @ForAll @IntRange(max = OwnerLayout.HEADER_BYTES - 1) int at, @ForAll @IntRange(max = 7) int bit) {
        ByteBuffer page = ByteBuffer.allocate(OwnerLayout.HEADER_BYTES);
        OwnerLayout.putHeader(page, new Header(OwnerLayout.VERSION, 1, 5, 0400, false, ".log", "../temp"));
        page.put(at, (byte) (page.get(at) ^ (1 << bit)));
        assertThat(OwnerLayout.header(page)).isNull();
    }

    @Property
    void a_line_is_read_as_it_was_written(
            @ForAll @LongRange(min = 1) long number,
            @ForAll @LongRange(min = 0) long bytes,
            @ForAll @LongRange(min = 0) long records,
            @ForAll int crc,
            @ForAll boolean checked,
            @ForAll State state,
            @ForAll @Size(max = OwnerLayout.MOST_ABSORBED)
                    List<@LongRange(min = 1, max = (1L << 56) - 1) Long> absorbed,
            @ForAll @LongRange(min = 0, max = (1L << 56) - 1) long generation)
            throws OwnerLayout.DamagedLineException {
        List<Absorbed> taken = absorbed.stream()
                .map(each -> new Absorbed(each, each ^ generation))
                .toList();
        Line line = new Line(number, bytes, records, checked ? crc : null, state, taken);
        ByteBuffer slot = ByteBuffer.allocate(OwnerLayout.LINE_BYTES);
        OwnerLayout.putLine(slot, line);
        assertThat(OwnerLayout.line(slot)).isEqualTo(line);
    }

    @Property
    void a_line_with_any_bit_turned_is_damaged_and_not_another_line(
            @ForAll @IntRange(max = OwnerLayout.LINE_BYTES - 1) int at, @ForAll @IntRange(max = 7) int bit) {
        ByteBuffer slot = ByteBuffer.allocate(OwnerLayout.LINE_BYTES);
        OwnerLayout.putLine(slot, new Line(3, 100, 4, null, State.OPEN));
        slot.put(at, (byte) (slot.get(at) ^ (1 << bit)));
        assertThatThrownBy(() -> OwnerLayout.line(slot)).isInstanceOf(OwnerLayout.DamagedLineException.class);
    }
}
