package io.forebay.api;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A buffer that takes whole records, and the unpublished file that they go to.
 *
 * <p>Ordinary segments of one worker share a file: {@link #spill} appends the buffer to it and leaves it open, {@link #publish}
 * appends the buffer and makes the file visible. So records keep their order over the worker's segments. An oversize segment
 * has a file of its own.
 *
 * <p><b>Life.</b> A segment is open until {@link #publish} has returned, or {@link #discard} or {@link #abandon} was called. After
 * that each method must throw {@link IllegalStateException}, and nobody touches the buffer: it is the target's again.
 *
 * <p><b>Threads.</b> One thread at a time, with a happens-before edge from each use to the next.
 */
public interface Segment {

    /**
     * Returns the buffer to fill, from index 0. Callers use absolute access and leave position, limit and byte order alone. While it takes records,
     * they may store anything after what was committed last, and do.
     *
     * @return the same buffer each time, pre-allocated; with mmap it is the file
     * @throws IllegalStateException if the segment is not open
     */
    ByteBuffer buffer();

    /**
     * Says that one more record is whole, and ends here.
     *
     * <p>Called once for each record that is not empty, in a lock that other callers may be trying to take: it must store numbers in memory,
     * may sum up the record's bytes, and must do nothing else. It must not wait for anybody, allocate, do I/O, or throw while the segment is open and the range
     * holds; where the memory is a mapped file, the store itself may take as long as its file system has it take.
     *
     * @param end index after the record's last byte in the buffer: not less than at the last call since the buffer was emptied, nor
     *     than 0, and not more than the buffer's capacity, which may be larger than was asked for. Where the record's first part was
     *     spilled, the record is all that, and the buffer's first {@code end} bytes
     * @throws IllegalStateException if the segment is not open
     * @throws IndexOutOfBoundsException if {@code end} is out of range; nothing has changed then
     */
    void commit(int end);

    /**
     * Appends the buffer to the file, and empties the buffer; the file stays unpublished.
     *
     * @param end index after the last byte to take; the bytes after the last {@link #commit} are the first part of a record,
     *     which only an oversize segment may have
     * @throws SpilledDataLostException as for {@link #publish}
     * @throws IOException if it could not be done; buffer, commits and what was spilled before must be as they were, so that it
     *     can be called again
     * @throws IndexOutOfBoundsException if {@code end} is less than the last commit, less than 0, or more than the buffer's capacity;
     *     nothing has changed then
     * @throws IllegalStateException if the segment is not open
     */
    void spill(int end) throws IOException;

    /**
     * Appends the buffer up to the last {@link #commit} to the file, and makes the file visible under its final name in one atomic
     * step: whole, with its permission, and never over another file.
     *
     * @return what was published, all that was spilled to this file included; the segment is no longer open
     * @throws SpilledDataLostException if the target can no longer vouch for what was spilled to this file before. It has
     *     set that aside: what there still is of it is kept, and never published. The buffer is untouched and the next call must
     *     put it into a new file. The segment goes on as if nothing had ever been spilled: it may take more records, and be spilled
     * @throws IOException if nothing was published, or if it is visible and not yet sure to stay so; everything must be as it was,
     *     so that it can be called again. Until it succeeds the segment takes no more records, and its buffer is only to be read: it is
     *     published, discarded or abandoned
     * @throws IllegalStateException if there is nothing whole to publish: nothing was committed or spilled, or the first part of a
     *     record was spilled and its end is not committed; the segment stays open then. Or if it is not open
     */
    Published publish() throws IOException;

    /**
     * Removes the segment: what it holds, and for an oversize segment what it has spilled, is not published, not by recovery
     * either. Must not throw while the segment is open.
     *
     * @throws IllegalStateException if the segment is not open
     */
    void discard();

    /**
     * Gives the segment up, and leaves behind what recovery can publish. Must not throw while the segment is open.
     *
     * @return what {@link FlushTarget#recover} will publish after this target is closed, or what is visible already though
     *     {@link #publish} has failed: records that this segment holds or has spilled, or that the worker's other segments
     *     spilled to the same file, told once for each file
     * @throws IllegalStateException if the segment is not open
     */
    Amount abandon();
}
