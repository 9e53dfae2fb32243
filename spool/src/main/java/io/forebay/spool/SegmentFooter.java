package io.forebay.spool;

import com.google.common.hash.HashCode;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The last page of a mapped file, behind its capacity: how much of the file is whole. It is cut off before the file is published. All
 * numbers are big-endian but the checks, which are in the order of the machine.
 *
 * <pre>{@code
 *      0       8         12      16                 32         40       48
 *      +-------+---------+-------+------------------+----------+--------+---------+------
 *      | magic | version | flags | instance, 16 B   | capacity | number | CRC-32C | 0...
 *      +-------+---------+-------+------------------+----------+--------+---------+------
 *   64 slot 0  0            8     16        24    28      32
 *              +------------+-----+---------+-----+-------+-------+
 *              | generation | end | records | crc | 0...  | check |
 *              +------------+-----+---------+-----+-------+-------+
 *  128 slot 1  the same
 * }</pre>
 *
 * <p>The two slots take turns. A commit fills the one that does not count yet, and stores its check last, with release order: a kill
 * at any moment leaves the slot before it whole, and that one tells of everything that was accepted. The check, a hash of the slot, also
 * shows a slot that was torn by a loss of power. The newest slot that is whole counts: the one of the higher generation, and of the
 * higher end within it. A generation ends when the bytes were copied elsewhere ({@link Absorbed}) and the file is filled anew.
 *
 * <p><b>Threads.</b> One at a time, with a happens-before edge between them. Committing allocates nothing.
 */
public final class SegmentFooter {
    /** Bytes of a footer, a page: 4096. */
    public static final int BYTES = 4096;

    static final int VERSION = 1;

    private static final long MAGIC = 0x464f_5245_4d41_5031L; // "FOREMAP1"
    private static final int FLAG_CHECKED = 1;
    private static final int HEADER_CRC = 48;
    private static final int FIRST_SLOT = 64;
    private static final int SLOT_BYTES = 64;
    private static final int CHECK = 32;

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer page;
    private int current;
    private long generation;

    /**
     * Takes over a footer that was just written by {@link #header}.
     *
     * @param page the footer in the mapping, whose first byte lies at a multiple of 8 in memory
     */
    public SegmentFooter(ByteBuffer page) {
        this.page = page;
    }

    /**
     * Makes the bytes of a footer in which nothing is committed.
     *
     * @param file of the spool, whose footer this will be
     * @param capacity bytes before the footer
     * @param checked whether commits carry a checksum of the bytes from the first generation on
     * @return a new buffer of {@link #BYTES} bytes, ready to be written
     */
    public static ByteBuffer header(SpoolFile file, long capacity, boolean checked) {
        ByteBuffer page = ByteBuffer.allocate(BYTES);
        page.putLong(0, MAGIC).putInt(8, VERSION).putInt(12, checked ? FLAG_CHECKED : 0);
        page.put(16, HashCode.fromString(file.instance()).asBytes());
        page.putLong(32, capacity).putLong(40, file.number());
        page.putInt(HEADER_CRC, Crc32c.update(Crc32c.EMPTY, page.slice(0, HEADER_CRC)));
        return page;
    }

    /**
     * Says how much of the file is whole; the bytes must have been stored before.
     *
     * @param end index after the last whole record
     * @param records how many end before it, in this generation
     * @param crc {@link Crc32c} of the bytes before it, if they are checked or the file is {@linkplain #isReused reused}
     */
    public void commit(long end, long records, int crc) {
        int slot = FIRST_SLOT + SLOT_BYTES * (1 - current);
        // While the slot changes, its check must not fit: not even by chance to a part of the change.
        LONG.setOpaque(page, slot + CHECK, 0L);
        VarHandle.releaseFence();
        page.putLong(slot, generation)
                .putLong(slot + 8, end)
                .putLong(slot + 16, records)
                .putInt(slot + 24, crc);
        LONG.setRelease(page, slot + CHECK, check(generation, end, records, crc));
        current = 1 - current;
    }

    /** Begins a new generation, in which nothing is committed: what was is in another file now. */
    public void restart() {
        generation++;
        commit(0, 0, Crc32c.EMPTY);
    }

    /**
     * Tells which generation counts.
     *
     * @return from 0
     */
    public long generation() {
        return generation;
    }

    /**
     * Tells whether bytes of an earlier generation may be where the file has its records now. Then commits carry a checksum in any case: a
     * loss of power may leave the footer of this generation and the bytes of that one, which are in another file too.
     *
     * @return whether the generation that counts is not the first
     */
    public boolean isReused() {
        return isReused(generation);
    }

    private static boolean isReused(long generation) {
        return generation > 0;
    }

    /** A hash of the four, of which about half of the bits change with any of them; never 0, which stands for no slot. */
    private static long check(long generation, long end, long records, int crc) {
        long sum = MAGIC + generation * 0x9e37_79b9_7f4a_7c15L + end * 0xc2b2_ae3d_27d4_eb4fL;
        long mixed = sum + records * 0x1656_67b1_9e37_79f9L + crc;
        // The finalizer of MurmurHash3, 64 bits.
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51_afd7_ed55_8ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ce_b9fe_1a85_ec53L;
        mixed ^= mixed >>> 33;
        return mixed == 0 ? 1 : mixed;
    }

    /**
     * What a footer says.
     *
     * @param generation that counts
     * @param end index after the last whole record; 0 if none was committed in this generation
     * @param records how many
     * @param crc of the bytes before the end, or null if nobody computed it
     */
    record Content(
            long generation,
            long end,
            long records,
            @Nullable Integer crc) {}

    /**
     * Reads the footer of a file.
     *
     * @return null if it is of a later version, which alone knows what is whole
     * @throws DamagedFooterException if there is none, it is another file's, or neither of its slots can be read
     */
    static @Nullable Content read(ByteBuffer page, String instance, long number, long size)
            throws DamagedFooterException {
        if (page.limit() < BYTES || page.getLong(0) != MAGIC) {
            throw new DamagedFooterException();
        }
        if (page.getInt(8) > VERSION) {
            return null;
        }
        byte[] owner = new byte[16];
        page.get(16, owner);
        if (page.getInt(HEADER_CRC) != Crc32c.update(Crc32c.EMPTY, page.slice(0, HEADER_CRC))
                || !HashCode.fromBytes(owner).toString().equals(instance)
                || page.getLong(32) != size - BYTES
                || page.getLong(40) != number) {
            throw new DamagedFooterException();
        }
        boolean checked = (page.getInt(12) & FLAG_CHECKED) != 0;
        Content first = slot(page, FIRST_SLOT, checked);
        Content second = slot(page, FIRST_SLOT + SLOT_BYTES, checked);
        if (first == null && second == null) {
            if (!isZero(page.slice(FIRST_SLOT, 2 * SLOT_BYTES))) {
                throw new DamagedFooterException();
            }
            return new Content(0, 0, 0, null);
        }
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        boolean firstIsNewer = first.generation() != second.generation()
                ? first.generation() > second.generation()
                : first.end() > second.end() || (first.end() == second.end() && first.records() > second.records());
        return firstIsNewer ? first : second;
    }

    private static @Nullable Content slot(ByteBuffer page, int at, boolean checked) {
        long generation = page.getLong(at);
        long end = page.getLong(at + 8);
        long records = page.getLong(at + 16);
        int crc = page.getInt(at + 24);
        boolean whole = (long) LONG.get(page, at + CHECK) == check(generation, end, records, crc);
        boolean summed = checked || isReused(generation);
        return whole && end >= 0 && records >= 0 ? new Content(generation, end, records, summed ? crc : null) : null;
    }

    /** Tells whether a buffer holds nothing but zeros, from index 0 to its limit. */
    static boolean isZero(ByteBuffer bytes) {
        if (bytes.limit() == 0) {
            return true;
        }
        // Each byte is like the one before it, which the JVM compares many at a time.
        int others = bytes.limit() - 1;
        return bytes.get(0) == 0 && bytes.slice(0, others).mismatch(bytes.slice(1, others)) < 0;
    }

    /** Says that nobody knows how much of the file is whole. */
    static final class DamagedFooterException extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
