package io.forebay.mmap;

import io.forebay.api.FlushTarget;
import io.forebay.api.TargetOpener;
import io.forebay.api.TargetSpec;
import io.forebay.spool.SpoolSettings;
import io.forebay.spool.Sync;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.OptionalInt;

/**
 * The settings of the storage adapter whose buffers are mapped files: a record is in a hidden temporary file the moment it is accepted, and
 * that file is cut to its length and renamed when it is full or old enough.
 *
 * <p>After kill -9 nothing is lost that a caller was told was accepted: {@link FlushTarget#recover} publishes it, cut to its last whole
 * record. But for sources: those that were not read yet, and those larger than a segment that were not published yet. What the loss of
 * power leaves is up to {@link #sync}, as with any file: with {@link Sync#PUBLISH} whatever was published is there, and a torn segment is known by its
 * checksum and set aside; without it, torn or missing bytes go unnoticed. With {@link Sync#PUBLISH} each segment is copied while it is
 * forced, which takes the memory of one more for each worker, reserved at open, and of each large record while that is forced.
 *
 * <p>Files that a dead process has left come in no order among each other where {@code rollSize} is above the segment's size: segments
 * are filled again in turn then, and no name can tell which of two came first. Within each file the order is kept.
 *
 * <p>Each segment takes its space on the disk before it is filled, so a disk that fills up is noticed by the threads that open, spill or
 * publish, and never by a writer. That was tried with tmpfs and ext4; where each store needs new space, as on copy-on-write and compressing file
 * systems (btrfs, ZFS, reflinked XFS), it does not hold, and a full disk can kill the JVM: use the other adapter there. The temporary
 * files take {@code workers} × 2 × {@link #segmentSize}, and beside that: two files for each of four large records at most, a mapped and a plain one; a plain file of up to
 * {@code rollSize} for each worker where that is above the segment's size; and for a moment a second copy of a file that the disk refused to force.
 *
 * <p>A writer stores into memory that belongs to a file. In memory (tmpfs) that takes no time. On a disk the system may stop a
 * store while it writes that page back, for microseconds as a rule; for as long as it takes if the file system is frozen or its journal
 * hangs, and then beyond the sink's {@code timeout}. Other writers of records that fit a segment are answered within theirs and some
 * twenty milliseconds. But {@code ledger}, {@code flush} and {@code close} wait for that one; and a larger record's writer waits for the
 * thread that copies it, if that one stands still, as do then those who close the sink and those whose sources wait for a place in the
 * queue. Where that must never be, use the other adapter. Nor does this one suit a disk that fails to read back what memory had no room to
 * keep: the system tells a writer of that by a signal, and the JVM by an {@code InternalError}.
 *
 * <p>When a sink closes while a flush thread hangs, its report says {@code RECOVERABLE} of what its worker held, since that is in the files; of a large
 * record that hangs it says {@code UNANSWERED}. If the call had published already and only not returned, the files are there, and recovery finds nothing to do.
 *
 * <p>Files are unmapped at once, by the means that the JVM has: {@code java.lang.foreign.Arena} on JDK 22 and later, {@code
 * sun.misc.Unsafe.invokeCleaner} before. Where neither works, {@link #open} says so.
 *
 * <p><b>Threads.</b> One thread sets values; {@link #open} takes what is set then, may be called again, and is independent of later
 * changes.
 */
public final class MmapTarget implements TargetOpener {
    private static final int DEFAULT_SEGMENT_SIZE = 8 << 20;
    private static final int MAX_SEGMENT_SIZE = 1 << 30;

    private SpoolSettings spool;
    /** 0 if it was not set. */
    private int segmentSize;

    private MmapTarget(SpoolSettings spool) {
        this.spool = spool;
    }

    /**
     * Names the directory where files are published. It must exist, unless {@link #createDirectories} is called.
     *
     * @param directory on a file system with POSIX permissions; a relative path is made absolute when the target opens
     * @return settings with all other values at their defaults
     */
    public static MmapTarget in(Path directory) {
        return new MmapTarget(SpoolSettings.in(directory));
    }

    /**
     * Writes temporary files to another directory; by default they are hidden files in the published one.
     *
     * @param directory on the same file system, which is checked when the target opens
     * @return this
     */
    public MmapTarget temp(Path directory) {
        spool = spool.withTemp(directory);
        return this;
    }

    /**
     * Creates missing directories when the target opens; by default they are refused.
     *
     * @return this
     */
    public MmapTarget createDirectories() {
        spool = spool.withCreateDirectories();
        return this;
    }

    /**
     * Changes what all names begin with; by default nothing.
     *
     * @param prefix up to 100 letters, digits, {@code .} {@code _} {@code -}, not starting with {@code .}
     * @return this
     * @throws IllegalArgumentException if it breaks the rule
     */
    public MmapTarget prefix(String prefix) {
        spool = spool.withPrefix(prefix);
        return this;
    }

    /**
     * Changes what published names end with; by default {@code .log}.
     *
     * @param suffix up to 32 letters, digits, {@code .} {@code _} {@code -}; not one that marks unpublished files
     * @return this
     * @throws IllegalArgumentException if it breaks the rule
     */
    public MmapTarget suffix(String suffix) {
        spool = spool.withSuffix(suffix);
        return this;
    }

    /**
     * Changes the permission of published files; by default 0400. It is exact, whatever the process's umask is.
     *
     * @param mode 0 to 0777, as {@code chmod} takes it
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public MmapTarget permission(int mode) {
        spool = spool.withPermission(mode);
        return this;
    }

    /**
     * Changes what a published file survives; by default {@link Sync#NONE}.
     *
     * @param sync how far a publish goes
     * @return this
     */
    public MmapTarget sync(Sync sync) {
        spool = spool.withSync(sync);
        return this;
    }

    /**
     * Changes the capacity of a mapped segment, and so how large a file grows before it is published unless {@code rollSize} is larger; by default 8 MiB. It
     * takes the place of the sink's {@code size}.
     *
     * <p>With a larger {@code rollSize} each mapped file is copied to a plain one when it is full, and filled again. To copy takes less than to prepare, map and
     * unmap another file where new pages of memory are dear, as on some virtual machines, and about as much elsewhere. There 256 KiB with a {@code rollSize} of 8 MiB is a
     * good choice for records that are shorter. See above for their order after a kill.
     *
     * @param bytes 1 to 1 GiB; the file is up to 8 KiB larger until it is published
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public MmapTarget segmentSize(int bytes) {
        if (bytes < 1 || bytes > MAX_SEGMENT_SIZE) {
            throw new IllegalArgumentException("segmentSize " + bytes + " is out of range: use 1 to " + MAX_SEGMENT_SIZE
                    + " bytes, for instance 8388608");
        }
        segmentSize = bytes;
        return this;
    }

    /**
     * Changes the source of the time in names; by default the system's clock. It may jump: names do not repeat for it.
     *
     * @param clock called by the threads that open and publish
     * @return this
     */
    public MmapTarget clock(InstantSource clock) {
        spool = spool.withClock(clock);
        return this;
    }

    @Override
    public OptionalInt bufferSize() {
        return OptionalInt.of(segmentSize > 0 ? segmentSize : DEFAULT_SEGMENT_SIZE);
    }

    @Override
    public FlushTarget open(TargetSpec spec) throws IOException {
        return MmapFlushTarget.open(spool, segmentSize, spec);
    }
}
