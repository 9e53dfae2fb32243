package io.forebay.mmap;

import io.forebay.api.Published;
import io.forebay.mmap.Mapper.Mapping;
import io.forebay.spool.Absorbed;
import io.forebay.spool.Crc32c;
import io.forebay.spool.Damage;
import io.forebay.spool.Origin;
import io.forebay.spool.SegmentFooter;
import io.forebay.spool.Spool;
import io.forebay.spool.SpoolFile;
import io.forebay.spool.SteadyChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A temporary file that is in memory: really allocated, mapped, filled in place, and cut to what is in it when it is published.
 *
 * <p>The map is the last to go, after the rename: until then every byte can be written anew to another file, should this one turn out
 * to be in doubt. Nobody writes through it any more by then.
 *
 * <p><b>Threads.</b> One at a time.
 */
final class MappedFile implements Origin {
    private static final int PAGE = 4096;
    private static final int STRETCH = 16 * PAGE;
    private static final int MOST_INTERRUPTS = 10;
    private static final int UNKNOWN = -1;
    private static final int ZEROS_BYTES = 256 << 10; // larger ones do not stay in a processor's cache

    private static volatile @Nullable ByteBuffer zeros;

    private final Spool spool;
    private final Copies copies;
    private final Mapping mapping;
    private final ByteBuffer buffer;
    private final ByteBuffer view;
    /** Of the bytes that were committed last; of its own, so that a commit allocates nothing. */
    private final ByteBuffer added;

    private final CRC32C sum = new CRC32C();
    /** Up to where the sum goes, or {@link #UNKNOWN}. */
    private int summed;

    private final SegmentFooter footer;
    private final long number;
    private SpoolFile file;
    /** Whether the file may hold something else than the memory does, so that it must be written anew. */
    private boolean suspect;
    /** Whether a publish has begun to cut the file: its footer counts no more, the commit table does. */
    private boolean cut;
    /** Whether the commit table says that recovery is to delete the file, since its bytes are elsewhere. */
    private boolean givenAway;

    private boolean unmapped;
    /** The file is another one than the mapped one, with the same bytes. */
    private boolean plain;
    /** What is being forced, until it is. */
    private @Nullable ByteBuffer copy;

    private MappedFile(Spool spool, Copies copies, SpoolFile file, Mapping mapping, int capacity, int footerAt) {
        this.spool = spool;
        this.copies = copies;
        this.file = file;
        this.number = file.number();
        this.mapping = mapping;
        this.buffer = mapping.buffer().slice(0, capacity);
        this.view = buffer.duplicate();
        this.added = buffer.duplicate();
        this.footer = new SegmentFooter(mapping.buffer().slice(footerAt, SegmentFooter.BYTES));
    }

    /**
     * Makes a file that is ready to be filled: each page has its place on the disk and in memory.
     *
     * @throws IOException if there is no room; nothing is left behind
     */
    static MappedFile create(Spool spool, Copies copies, int worker, int capacity, Mapper mapper) throws IOException {
        ByteBuffer blank = zeros();
        SpoolFile file = spool.file(worker);
        int footerAt = (int) roundUp(capacity);
        Mapping mapping = null;
        boolean created = false;
        try {
            try (SteadyChannel channel = file.create()) {
                // The footer first: what is left after a kill is known for what it is.
                channel.writeFully(SegmentFooter.header(file, footerAt, spool.checked()), footerAt);
                for (long at = 0; at < footerAt; at += ZEROS_BYTES) {
                    channel.writeFully(blank.slice(0, (int) Math.min(ZEROS_BYTES, footerAt - at)), at);
                }
            }
            file.beginFooter();
            mapping = map(spool, file, footerAt + SegmentFooter.BYTES, mapper);
            MappedFile mapped = new MappedFile(spool, copies, file, mapping, capacity, footerAt);
            touch(file, mapping.buffer(), footerAt);
            // Touches the footer's page too, and has the JVM link what a commit calls: no writer pays for either.
            mapped.footer.commit(0, 0, Crc32c.EMPTY);
            created = true;
            return mapped;
        } finally {
            if (!created) {
                giveUp(spool, file, mapping);
            }
        }
    }

    /**
     * One buffer of zeros for all files. It is not made when the class is loaded: where there is no memory for it, that could not be tried
     * again.
     *
     * @throws OutOfMemoryError never again once it has returned
     */
    static ByteBuffer zeros() {
        ByteBuffer made = zeros;
        if (made == null) {
            made = ByteBuffer.allocateDirect(ZEROS_BYTES);
            zeros = made;
        }
        return made;
    }

    /**
     * Has each page mapped for writing here, so that no writer of records takes a page fault. A fault may map more than its own page, which
     * makes this several times faster: a write all of a large page, as ext4 keeps them; a read what lies around, and that for writing
     * where the file system does not ask to be told of writes, as tmpfs.
     */
    private static void touch(SpoolFile file, ByteBuffer mapped, int end) throws IOException {
        int until;
        for (int from = 0; from < end; from = until) {
            until = from + Math.min(STRETCH, end - from);
            mapped.put(from, (byte) 0);
            int all = 0;
            for (int at = from; at < until; at += PAGE) {
                all |= mapped.get(at);
            }
            if (all != 0) {
                throw new IOException(
                        file.path() + " was written with zeros and holds something else: its disk, or another process,"
                                + " changes what is written; look at the system's log");
            }
            for (int at = from; at < until; at += PAGE) {
                mapped.put(at, (byte) 0);
            }
        }
    }

    /** Maps it. An interrupt of this thread closes the channel of whoever maps, so it has to wait until that is done. */
    private static Mapping map(Spool spool, SpoolFile file, int size, Mapper mapper) throws IOException {
        boolean interrupted = false;
        try {
            for (int attempt = 1; ; attempt++) {
                Mapping mapping = null;
                try (FileChannel channel = FileChannel.open(
                        file.path(), StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                    interrupted |= Thread.interrupted();
                    mapping = mapper.map(channel, size);
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                    if (attempt == MOST_INTERRUPTS) {
                        throw new IOException("can not map " + file.path() + ": interrupted again and again", e);
                    }
                } catch (IOException | RuntimeException | Error e) {
                    // It may be mapped, and the channel can not be closed.
                    unmap(spool, file, mapping);
                    // The JDK tells a lack of maps or address space by an IOException with that cause.
                    if (e instanceof OutOfMemoryError || e.getCause() instanceof OutOfMemoryError) {
                        throw outOfMemory(file, e);
                    }
                    throw e;
                }
                if (mapping != null) {
                    return mapping;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException outOfMemory(SpoolFile file, Throwable cause) {
        return new IOException(
                "can not map " + file.path() + ": " + cause.getMessage()
                        + "; use fewer workers or a smaller segmentSize, or raise the process's limits of maps"
                        + " (vm.max_map_count), address space (ulimit -v) or heap",
                cause);
    }

    /** Leaves neither a map nor a file behind. */
    private static void giveUp(Spool spool, SpoolFile file, @Nullable Mapping mapping) {
        unmap(spool, file, mapping);
        file.delete();
    }

    /** The largest capacity whose file a buffer can map. */
    static boolean fits(long capacity) {
        return roundUp(capacity) <= Integer.MAX_VALUE - SegmentFooter.BYTES;
    }

    private static long roundUp(long capacity) {
        return (capacity + PAGE - 1) / PAGE * PAGE;
    }

    ByteBuffer buffer() {
        return buffer;
    }

    /** The bytes before an index, to be written elsewhere; the same buffer each time. */
    ByteBuffer head(int end) {
        return view.clear().limit(end);
    }

    /** Writes down how much is whole; allocates nothing. */
    void commit(int end, long records, int crc) {
        file.holdsCommitted();
        footer.commit(end, records, crc);
    }

    /** Goes on with the checksum of what was committed, where it is of use; allocates nothing. */
    int checksum(int committed, int end) {
        if (!spool.checked() && !reused()) {
            return Crc32c.EMPTY;
        }
        int from = summed;
        if (from != committed) {
            // After a restart, or a commit that has failed when its bytes were summed.
            sum.reset();
            from = 0;
        }
        summed = UNKNOWN;
        sum.update(added.clear().position(from).limit(end));
        summed = end;
        return (int) sum.getValue();
    }

    @Override
    public Absorbed absorbed() {
        return new Absorbed(number, footer.generation());
    }

    /** What was committed is in another file now. */
    void restart() {
        footer.restart();
    }

    /**
     * Whether the disk may still have bytes of before a {@link #restart}, which are in another file. Then this one is not to be published: once
     * it had its name, nobody would look at its checksum after a loss of power.
     */
    boolean reused() {
        return footer.isReused();
    }

    /** Whether {@link #publish} has changed the file, so that only another publish, or its end, can follow. */
    boolean cut() {
        return cut;
    }

    @Override
    public void noteAbsorbed(Absorbed bytes) throws IOException {
        file.noteAbsorbed(bytes);
    }

    @Override
    public void giveAway() throws IOException {
        // Before: when this fails half way, the line may say so already.
        givenAway = true;
        file.disown();
    }

    @Override
    public boolean takeBack() {
        if (givenAway) {
            long before = footer.generation() - 1;
            try {
                file.own(before < 0 ? null : new Absorbed(number, before));
                givenAway = false;
            } catch (IOException | RuntimeException | Error e) {
                spool.warn("can not note that " + file.path() + " counts again", e);
            }
        }
        return !givenAway;
    }

    Published publish(int end, long records, int crc) throws IOException {
        try {
            if (!file.visible()) {
                if (suspect) {
                    rewrite(end, records, crc);
                }
                prepare(end, records, crc);
            }
            Published published = file.publish(end, records);
            unmap();
            return published;
        } catch (NoSuchFileException e) {
            // Somebody has deleted it; if merely its directory is out of reach, another file will not do either.
            suspect |= file.vanished();
            throw e;
        }
    }

    /** Cuts the file, sets its permission, and forces it if asked: all before its name is seen. */
    private void prepare(int end, long records, int crc) throws IOException {
        file.commit(end, records, crc);
        givenAway = false;
        cut = true;
        if (spool.checked() && copy == null && !plain) {
            // Before anything that could leave the file in doubt: a lack of memory is no fault of the disk.
            try {
                copy = copies.of(head(end));
            } catch (OutOfMemoryError e) {
                // For a record that is large. Another file takes the bytes then, and their second place is the map.
                rewrite(end, records, crc);
            }
        }
        SteadyChannel channel = file.reopen();
        try {
            channel.truncate(end);
            file.seal();
        } catch (IOException | RuntimeException | Error e) {
            closeAfter(channel, e);
            throw e;
        }
        try (channel) {
            if (spool.checked()) {
                channel.force();
            }
        } catch (IOException | RuntimeException | Error e) {
            // The disk may not have the bytes, and would not say so again.
            suspect = true;
            throw e;
        }
    }

    /** Puts the bytes into a new file, from memory. One write to the commit table decides which of the two counts. */
    private void rewrite(int end, long records, int crc) throws IOException {
        SpoolFile next = file.replacement();
        try {
            try (SteadyChannel channel = next.create()) {
                channel.writeFully(copy == null ? head(end) : copy.rewind(), 0);
            }
            next.commit(end, records, crc);
        } catch (IOException | RuntimeException | Error e) {
            next.delete();
            throw e;
        }
        file.delete();
        file = next;
        plain = true;
        suspect = false;
    }

    private void closeAfter(SteadyChannel channel, Throwable cause) {
        try {
            channel.close();
        } catch (IOException | RuntimeException | Error e) {
            cause.addSuppressed(e);
            suspect = true;
        }
    }

    /** Does nothing when called again: nobody else may have to know whether it got that far. */
    private void unmap() {
        if (!unmapped) {
            unmapped = true;
            unmap(spool, file, mapping);
        }
        if (copy != null) {
            copies.giveBack(copy);
            copy = null;
        }
    }

    /** A map that stays costs address space, and nothing that was written. */
    private static void unmap(Spool spool, SpoolFile file, @Nullable Mapping mapping) {
        try {
            if (mapping != null) {
                mapping.unmap();
            }
        } catch (RuntimeException | Error e) {
            spool.warn("can not unmap " + file.path(), e);
        }
    }

    /** Never throws: what holds its bytes may be visible already, and must not be published again. */
    void delete() {
        try {
            try {
                unmap();
            } finally {
                givenAway = false;
                file.delete();
            }
        } catch (RuntimeException | Error e) {
            spool.warn("can not delete " + file.path(), e);
        }
    }

    /**
     * Leaves the file to recovery.
     *
     * @return whether that will publish what was committed, or it is visible already
     */
    boolean abandon() {
        unmap();
        if (file.visible()) {
            file.delete();
            return true;
        }
        // What can not be taken back would be deleted by recovery.
        if (!takeBack() || suspect) {
            file.quarantine(Damage.NOT_CONFIRMED);
            return false;
        }
        return !file.vanished();
    }
}
