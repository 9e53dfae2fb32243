package io.forebay.spool;

import io.forebay.api.Amount;
import java.nio.ByteBuffer;

/**
 * How far a file reaches.
 *
 * @param length bytes in it
 * @param committed bytes up to the end of its last whole record
 * @param records how many whole records
 * @param crc checksum of all its bytes, if they are checked
 * @param committedCrc checksum up to the end of its last whole record
 */
record Extent(long length, long committed, long records, int crc, int committedCrc) {
    static final Extent NONE = new Extent(0, 0, 0, Crc32c.EMPTY, Crc32c.EMPTY);

    /**
     * The extent when more bytes are appended.
     *
     * @param bytes position 0 to limit
     * @param commits records that end in these bytes
     * @param end where the last of them ends
     * @param checked whether checksums are of use
     */
    Extent append(ByteBuffer bytes, long commits, int end, boolean checked) {
        int endCrc = checked ? Crc32c.update(crc, bytes.slice(0, end)) : crc;
        int allCrc = checked ? Crc32c.update(endCrc, bytes.slice(end, bytes.limit() - end)) : crc;
        return new Extent(
                length + bytes.limit(),
                commits > 0 ? length + end : committed,
                records + commits,
                allCrc,
                commits > 0 ? endCrc : committedCrc);
    }

    boolean isEmpty() {
        return length == 0;
    }

    boolean endsWithRecord() {
        return length == committed;
    }

    Amount amount() {
        return new Amount(records, committed);
    }
}
