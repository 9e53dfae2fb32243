package io.forebay.testkit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/**
 * Records that describe themselves, so that a {@link RecordChecker} can tell from the bytes of a file alone which record is
 * torn, altered, mixed with another, doubled or missing.
 *
 * <pre>
 *    0      1          5         9         13       17
 *   +------+----------+---------+---------+--------+---------------------------+
 *   | 0xF0 | producer | serial  | length  | CRC32C | noise, up to the length   |
 *   +------+----------+---------+---------+--------+---------------------------+
 * </pre>
 *
 * <p>Numbers are big-endian; the length counts the whole record, and the checksum covers all of it but itself. A record of 1
 * to 16 bytes has no room for that: each of its bytes is its length, and such records can only be counted.
 *
 * <p><b>Threads.</b> Without state.
 */
public final class Records {
    /** The length of the smallest record that tells who made it: 17 bytes. */
    public static final int HEADER = 17;

    static final byte MARK = (byte) 0xF0;
    static final int CRC_AT = 13;

    private Records() {}

    /**
     * Makes a record.
     *
     * @param producer number of the thread, or whatever makes records in order
     * @param serial number of the record among those of its producer
     * @param length in bytes, 0 or more; the two numbers are in it only from {@link #HEADER} on
     * @return a new array
     */
    public static byte[] record(int producer, int serial, int length) {
        byte[] record = new byte[length];
        if (length < HEADER) {
            Arrays.fill(record, (byte) length);
            return record;
        }
        ByteBuffer buffer = ByteBuffer.wrap(record);
        buffer.put(MARK).putInt(producer).putInt(serial).putInt(length).putInt(0);
        long noise = (long) producer << 32 ^ serial ^ 0x9E37_79B9_7F4A_7C15L;
        while (buffer.remaining() >= Long.BYTES) {
            noise ^= noise << 13;
            noise ^= noise >>> 7;
            noise ^= noise << 17;
            buffer.putLong(noise);
        }
        while (buffer.hasRemaining()) {
            buffer.put((byte) (noise >>>= 5));
        }
        buffer.putInt(CRC_AT, checksum(buffer, 0, length));
        return record;
    }

    /**
     * Generates lengths of records, most of them small, with the empty one and the longest among them.
     *
     * @param longest in bytes, 0 or more; 1 MiB finds most of what there is to find
     * @return lengths from 0 to the longest, both included
     */
    public static Arbitrary<Integer> lengths(int longest) {
        return Arbitraries.frequencyOf(
                        Tuple.of(1, Arbitraries.integers().between(0, Math.min(longest, HEADER))),
                        Tuple.of(6, Arbitraries.integers().between(0, Math.min(longest, 300))),
                        Tuple.of(2, Arbitraries.integers().between(0, Math.min(longest, 5_000))),
                        Tuple.of(1, Arbitraries.integers().between(0, longest)))
                .edgeCases(edges -> edges.add(0, longest));
    }

    /**
     * Draws one length with the same skew, for runs that are driven by a seed of their own.
     *
     * @param random draws it
     * @param longest in bytes, 0 or more
     * @return a length from 0 to the longest, both included
     */
    public static int length(Random random, int longest) {
        int bound = switch (random.nextInt(10)) {
            case 0 -> HEADER;
            case 1, 2, 3, 4, 5, 6 -> 300;
            case 7, 8 -> 5_000;
            default -> longest;
        };
        return random.nextInt(Math.min(longest, bound) + 1);
    }

    /** Looks for records at every offset, whatever stands between them, and tells producer and serial of each that is whole. */
    static void whole(ByteBuffer bytes, LongConsumer found) {
        for (int at = 0; at + HEADER <= bytes.limit(); at++) {
            int length = bytes.get(at) == MARK ? bytes.getInt(at + 9) : 0;
            if (length >= HEADER
                    && length <= bytes.limit() - at
                    && bytes.getInt(at + CRC_AT) == checksum(bytes, at, length)) {
                found.accept(bytes.getLong(at + 1));
                at += length - 1;
            }
        }
    }

    static int checksum(ByteBuffer bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(from, CRC_AT));
        crc.update(bytes.slice(from + HEADER, length - HEADER));
        return (int) crc.getValue();
    }
}
