package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class Crc32cProperties {
    @Property
    void it_is_the_checksum_of_the_jdk_however_the_bytes_are_cut(@ForAll @Size(max = 6) List<byte[]> parts) {
        CRC32C expected = new CRC32C();
        int actual = Crc32c.EMPTY;
        for (byte[] part : parts) {
            expected.update(part);
            actual = Crc32c.update(actual, ByteBuffer.wrap(part));
        }
        assertThat(actual).isEqualTo((int) expected.getValue());
    }

    @Property
    void the_buffer_stays_as_it_is(@ForAll byte[] bytes) {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(bytes.length + 2).position(1).limit(bytes.length + 1);
        ByteBuffer before = buffer.duplicate();
        int crc = Crc32c.update(7, buffer);
        assertThat(buffer).isEqualTo(before);
        assertThat(Crc32c.update(7, buffer)).isEqualTo(crc);
    }
}
