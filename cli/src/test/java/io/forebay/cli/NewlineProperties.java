package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class NewlineProperties {
    @Property
    void the_first_newline_of_a_range_is_found(@ForAll("bytes") byte[] bytes, @ForAll int from, @ForAll int to) {
        int start = Math.floorMod(from, bytes.length + 1);
        int end = start + Math.floorMod(to, bytes.length - start + 1);
        int first = start;
        while (first < end && bytes[first] != '\n') {
            first++;
        }
        assertThat(Newline.find(bytes, start, end)).isEqualTo(first);
    }

    /** Few newlines, and many that are nearly one, or borrow, or have a high bit. */
    @Provide
    Arbitrary<byte[]> bytes() {
        return Arbitraries.frequencyOf(
                        Tuple.of(1, Arbitraries.just((byte) '\n')),
                        Tuple.of(
                                20,
                                Arbitraries.of(
                                        (byte) 0x0b, (byte) 0x09, (byte) 0x8a, (byte) 0x8b, (byte) 0x00, (byte) 0xff)))
                .array(byte[].class)
                .ofMaxSize(100);
    }
}
