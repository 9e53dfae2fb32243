package io.forebay.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * CRC-32C that can be continued from a number, so that a failed append is undone by going back to the number before it.
 * {@link CRC32C} can only go on from what it holds itself, but is much faster than a loop.
 */
public final class Crc32c {
    /** Of no bytes. */
    public static final int EMPTY = 0;

    private static final int POLYNOMIAL = 0x82F63B78;
    private static final int CHUNK = 1 << 16;

    private Crc32c() {}

    /**
     * Adds bytes to a checksum.
     *
     * @param crc of the bytes before, or {@link #EMPTY}
     * @param bytes to add, from position to limit; both stay as they are
     * @return the checksum of all
     */
    public static int update(int crc, ByteBuffer bytes) {
        ByteBuffer rest = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (rest.remaining() < Integer.BYTES) {
            int register = ~crc;
            while (rest.hasRemaining()) {
                register ^= rest.get() & 0xFF;
                for (int bit = 0; bit < Byte.SIZE; bit++) {
                    register = (register >>> 1) ^ (POLYNOMIAL & -(register & 1));
                }
            }
            return ~register;
        }
        // A register that starts at ~crc does the same as one that starts at ~0 and sees the first four bytes XORed
        // with crc.
        CRC32C whole = new CRC32C();
        int first = rest.getInt() ^ crc;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            whole.update(first >>> shift);
        }
        whole.update(rest);
        return (int) whole.getValue();
    }

    /** Of the first bytes of a file. */
    static int of(SteadyChannel file, long bytes) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        int crc = EMPTY;
        for (long at = 0; at < bytes; at += chunk.limit()) {
            chunk.clear().limit((int) Math.min(CHUNK, bytes - at));
            if (file.read(chunk, at) < 0) {
                throw new IOException("file ends at " + at + " while its checksum over " + bytes + " bytes is read");
            }
            crc = update(crc, chunk.flip());
        }
        return crc;
    }
}
