package io.forebay.cli;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * An edge hit as the demo makes it: session id, timestamp and URL on one line, apart by tabs.
 *
 * <p>The URL carries who made it, the how manieth it is, and a checksum of all that, so that each line can be checked by itself:
 *
 * <pre>{@code
 * 935dcf9daa9a4e54	2026-01-31T12:00:00.123Z	https://edge.example/v/20/1010.ts?p=3&n=1234&c=321e16a3
 * }</pre>
 *
 * @param producer number of the thread that made it
 * @param serial how many it had made before
 */
record Hit(int producer, long serial) {
    private static final int HITS_OF_A_SESSION = 12;
    private static final byte[] PRODUCER = "?p=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SERIAL = "&n=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHECKSUM = "&c=".getBytes(StandardCharsets.US_ASCII);
    private static final int CHECKSUM_DIGITS = 8;

    /** Writes the line, with its newline. */
    byte[] line(String timestamp) {
        long session = (serial / HITS_OF_A_SESSION * 256 + producer + 1) * 0x9E3779B97F4A7C15L;
        StringBuilder line = new StringBuilder(120)
                .append(hex(session, 16))
                .append('\t')
                .append(timestamp)
                .append("\thttps://edge.example/v/")
                .append(Long.remainderUnsigned(session, 100))
                .append('/')
                .append(1000 + serial % HITS_OF_A_SESSION)
                .append(".ts?p=")
                .append(producer)
                .append("&n=")
                .append(serial);
        CRC32 checksum = new CRC32();
        checksum.update(line.toString().getBytes(StandardCharsets.US_ASCII));
        line.append("&c=").append(hex(checksum.getValue(), CHECKSUM_DIGITS)).append('\n');
        return line.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads a line back.
     *
     * @return the hit; null if the bytes are not exactly one whole line of a hit
     */
    static @Nullable Hit parse(byte[] array, int offset, int length) {
        int end = offset + length - 1;
        int checked = end - CHECKSUM_DIGITS - CHECKSUM.length;
        if (checked <= offset || array[end] != '\n' || !matches(array, checked, CHECKSUM)) {
            return null;
        }
        CRC32 checksum = new CRC32();
        checksum.update(array, offset, checked - offset);
        int serialAt = lastIndexOf(array, offset, checked, SERIAL);
        int producerAt = lastIndexOf(array, offset, serialAt, PRODUCER);
        if (producerAt < 0 || number(array, checked + CHECKSUM.length, end, 16) != checksum.getValue()) {
            return null;
        }
        long producer = number(array, producerAt + PRODUCER.length, serialAt, 10);
        long serial = number(array, serialAt + SERIAL.length, checked, 10);
        return producer < 0 || producer > Integer.MAX_VALUE || serial < 0 ? null : new Hit((int) producer, serial);
    }

    private static int lastIndexOf(byte[] array, int from, int to, byte[] mark) {
        for (int at = to - mark.length; at >= from; at--) {
            if (matches(array, at, mark)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] array, int at, byte[] mark) {
        for (int i = 0; i < mark.length; i++) {
            if (array[at + i] != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static long number(byte[] array, int from, int to, int radix) {
        long number = from < to && to - from <= 18 ? 0 : -1;
        for (int at = from; at < to && number >= 0; at++) {
            int digit = Character.digit(array[at], radix);
            number = digit < 0 ? -1 : number * radix + digit;
        }
        return number;
    }

    private static String hex(long value, int digits) {
        String hex = Long.toHexString(value);
        return "0".repeat(digits - hex.length()) + hex;
    }
}
