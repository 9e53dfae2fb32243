package io.forebay.spool;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an owner file: a header page, and behind it the commit table, one line for each open temporary file. All numbers are
 * big-endian.
 *
 * <pre>{@code
 *      0        8         12       16            24           28      32
 *      +--------+---------+--------+-------------+------------+-------+----------------+----------------+-----
 *      | magic  | version | format | opened (ms) | permission | flags | suffix         | temp           | 0...
 *      +--------+---------+--------+-------------+------------+-------+----------------+----------------+-----
 *                                                                       short + UTF-8    short + UTF-8
 *   4092 CRC-32C of all before
 *   4096 line 0    0        8        16        24      28      32         39           46         53           60
 *                  +--------+--------+---------+-------+-------+----------+------------+----------+------------+--------+
 *                  | number | bytes  | records | crc   | flags | absorbed | generation | absorbed | generation | CRC-32C|
 *                  +--------+--------+---------+-------+-------+----------+------------+----------+------------+--------+
 *   4160 line 1 ...
 * }</pre>
 *
 * <p>The flags of a line tell what it has: a checksum, a file that was given up, one that can not be trusted, or one with a {@link
 * SegmentFooter}, which counts then. A mapped file has such a line from the start: without one its footer counts for nothing.
 *
 * <p>A line never crosses a page: a kill in the middle of writing one leaves the old line or the new one. The checksum is for the
 * loss of power. A line whose number is not that of any file is stale and harmless, since numbers are never used twice.
 */
final class OwnerLayout {
    static final int VERSION = 1;
    static final int HEADER_BYTES = 4096;
    static final int LINE_BYTES = 64;
    /** For so many {@link Absorbed} has a line room. */
    static final int MOST_ABSORBED = 2;

    static final int MAX_TEMP_BYTES = HEADER_BYTES - 256;

    private static final long MAGIC = 0x464f_5245_4241_5931L; // "FOREBAY1"
    private static final int HEADER_CRC = HEADER_BYTES - Integer.BYTES;
    private static final int LINE_ABSORBED = 32;
    /** Bytes of a number or generation of what was absorbed: 2^56 of them are enough for an instance's life. */
    private static final int SEVEN = 7;

    private static final long SEVEN_MASK = (1L << (SEVEN * Byte.SIZE)) - 1;

    private static final int LINE_CRC = LINE_BYTES - Integer.BYTES;

    private static final int HEADER_FORCED = 1;

    /** Files are numbered from 1. */
    private static final Absorbed NOTHING = new Absorbed(0, 0);

    private static final int LINE_HAS_CRC = 1;
    private static final int LINE_DISCARDED = 2;
    private static final int LINE_NOT_CONFIRMED = 4;
    private static final int LINE_IN_FOOTER = 8;

    private OwnerLayout() {}

    /**
     * What recovery needs to know of an instance.
     *
     * @param version of this layout
     * @param format which adapter's temporary files these are
     * @param opened milliseconds since the epoch
     * @param permission of published files
     * @param forced whether published files are forced
     * @param suffix of published files
     * @param temp the temporary directory, relative to the published one; empty if it is the same
     */
    record Header(int version, int format, long opened, int permission, boolean forced, String suffix, String temp) {}

    /** What became of a temporary file, as far as its line says. */
    enum State {
        /** It holds what the line says. */
        OPEN,
        /** How much of it is whole stands in its {@link SegmentFooter}. */
        IN_FOOTER,
        /** It was given up on purpose: nobody shall see it. */
        DISCARDED,
        /** Its bytes can not be trusted. */
        NOT_CONFIRMED
    }

    /**
     * What is whole in one temporary file.
     *
     * @param number of the file
     * @param bytes up to the end of the last whole record
     * @param records how many these are
     * @param crc CRC-32C of these bytes, or null if nobody computed it
     * @param state whether they may be used
     * @param absorbed what was copied into the file, or, where the footer counts, what was copied out of it
     */
    record Line(
            long number, long bytes, long records, @Nullable Integer crc, State state, List<Absorbed> absorbed) {

        Line(long number, long bytes, long records, @Nullable Integer crc, State state) {
            this(number, bytes, records, crc, state, List.of());
        }
    }

    static void putHeader(ByteBuffer page, Header header) {
        byte[] suffix = header.suffix().getBytes(StandardCharsets.UTF_8);
        byte[] temp = header.temp().getBytes(StandardCharsets.UTF_8);
        page.putLong(0, MAGIC).putInt(8, header.version()).putInt(12, header.format());
        page.putLong(16, header.opened()).putInt(24, header.permission());
        page.putInt(28, header.forced() ? HEADER_FORCED : 0);
        page.putShort(32, (short) suffix.length).put(34, suffix);
        int at = 34 + suffix.length;
        page.putShort(at, (short) temp.length).put(at + 2, temp);
        page.putInt(HEADER_CRC, Crc32c.update(Crc32c.EMPTY, page.slice(0, HEADER_CRC)));
    }

    /** Returns null if the page is damaged, or holds what no settings could: a checksum is no proof of who wrote it. */
    static @Nullable Header header(ByteBuffer page) {
        if (page.limit() < HEADER_BYTES
                || page.getLong(0) != MAGIC
                || page.getInt(HEADER_CRC) != Crc32c.update(Crc32c.EMPTY, page.slice(0, HEADER_CRC))) {
            return null;
        }
        try {
            ByteBuffer texts = page.slice(32, HEADER_CRC - 32);
            String suffix = text(texts);
            String temp = text(texts);
            boolean forced = (page.getInt(28) & HEADER_FORCED) != 0;
            Header header = new Header(
                    page.getInt(8), page.getInt(12), page.getLong(16), page.getInt(24), forced, suffix, temp);
            return header.version() != VERSION || SpoolSettings.mayName(suffix, header.permission()) ? header : null;
        } catch (BufferUnderflowException | NegativeArraySizeException ofAnotherVersion) {
            // All that may be relied on then is where the version stands.
            int version = page.getInt(8);
            return version == VERSION ? null : new Header(version, page.getInt(12), 0, 0, false, "", "");
        }
    }

    private static String text(ByteBuffer from) {
        byte[] bytes = new byte[from.getShort()];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static void putLine(ByteBuffer slot, Line line) {
        Integer crc = line.crc();
        int flags = crc == null ? 0 : LINE_HAS_CRC;
        flags |= line.state() == State.DISCARDED ? LINE_DISCARDED : 0;
        flags |= line.state() == State.NOT_CONFIRMED ? LINE_NOT_CONFIRMED : 0;
        flags |= line.state() == State.IN_FOOTER ? LINE_IN_FOOTER : 0;
        slot.putLong(0, line.number()).putLong(8, line.bytes()).putLong(16, line.records());
        slot.putInt(24, crc == null ? 0 : crc).putInt(28, flags);
        List<Absorbed> absorbed = line.absorbed();
        for (int i = 0; i < MOST_ABSORBED; i++) {
            Absorbed each = i < absorbed.size() ? absorbed.get(i) : NOTHING;
            int at = LINE_ABSORBED + i * 2 * SEVEN;
            // Seven bytes each: the second long begins with the last byte of the first number.
            slot.putLong(at, each.number() << Byte.SIZE);
            slot.putLong(at + SEVEN - 1, (each.number() << (SEVEN * Byte.SIZE)) | each.generation());
        }
        slot.putInt(LINE_CRC, Crc32c.update(Crc32c.EMPTY, slot.slice(0, LINE_CRC)));
    }

    /** Returns null if the slot was never used; throws if it is damaged. */
    static @Nullable Line line(ByteBuffer slot) throws DamagedLineException {
        if (slot.getLong(0) == 0 && slot.getInt(LINE_CRC) == 0) {
            return null;
        }
        if (slot.getInt(LINE_CRC) != Crc32c.update(Crc32c.EMPTY, slot.slice(0, LINE_CRC))) {
            throw new DamagedLineException();
        }
        if (slot.getLong(8) < 0 || slot.getLong(16) < 0) {
            throw new DamagedLineException();
        }
        int flags = slot.getInt(28);
        return new Line(
                slot.getLong(0),
                slot.getLong(8),
                slot.getLong(16),
                (flags & LINE_HAS_CRC) != 0 ? slot.getInt(24) : null,
                state(flags),
                absorbed(slot));
    }

    private static List<Absorbed> absorbed(ByteBuffer slot) {
        return IntStream.range(0, MOST_ABSORBED)
                .map(i -> LINE_ABSORBED + i * 2 * SEVEN)
                .mapToObj(at -> new Absorbed(slot.getLong(at) >>> Byte.SIZE, slot.getLong(at + SEVEN - 1) & SEVEN_MASK))
                .filter(each -> each.number() != NOTHING.number())
                .toList();
    }

    private static State state(int flags) {
        if ((flags & LINE_DISCARDED) != 0) {
            return State.DISCARDED;
        }
        if ((flags & LINE_NOT_CONFIRMED) != 0) {
            return State.NOT_CONFIRMED;
        }
        return (flags & LINE_IN_FOOTER) != 0 ? State.IN_FOOTER : State.OPEN;
    }

    /** Says that a line was torn or altered, so that nobody knows which file it was about. */
    static final class DamagedLineException extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
