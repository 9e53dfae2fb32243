package io.forebay.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The owner file of a live instance: its lock says that the instance lives, its {@link OwnerLayout commit table} what is whole.
 *
 * <p>Both go through one channel, because closing any other one on the file would release the lock.
 *
 * <p><b>Threads.</b> Slots are taken and given back by any thread; each slot is written by one thread at a time.
 */
final class OwnerFile implements Closeable {
    private final Path path;
    private final SteadyChannel channel;
    private final ByteBuffer header;
    /** The lines as they were written last. */
    private final ByteBuffer table;
    /** The lines as they are to be written. */
    private final ByteBuffer drafts;

    private final ReentrantLock[] lineLocks;
    private final ReentrantLock slotsLock = new ReentrantLock();
    private final BitSet slotsTaken = new BitSet();
    private final int slots;

    private OwnerFile(Path path, SteadyChannel channel, ByteBuffer header, int slots) {
        this.path = path;
        this.channel = channel;
        this.header = header;
        this.slots = slots;
        this.table = ByteBuffer.allocateDirect(slots * OwnerLayout.LINE_BYTES);
        this.drafts = ByteBuffer.allocateDirect(slots * OwnerLayout.LINE_BYTES);
        this.lineLocks = new ReentrantLock[slots];
        Arrays.setAll(lineLocks, slot -> new ReentrantLock());
    }

    /**
     * Creates and locks an owner file, with its table written out in full, so that no later write can meet a full disk.
     *
     * @return null if a recoverer took the new file for that of a dead instance in the moment before it was locked
     */
    static @Nullable OwnerFile create(Path path, OwnerLayout.Header header, int slots) throws IOException {
        SteadyChannel channel = SteadyChannel.open(
                path,
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PosixMode.PRIVATE);
        boolean owned = false;
        try {
            Object identity = identity(path);
            FileLock lock = channel.tryLock();
            if (lock == null || identity == null || !identity.equals(identity(path))) {
                return null;
            }
            ByteBuffer all = ByteBuffer.allocate(OwnerLayout.HEADER_BYTES + slots * OwnerLayout.LINE_BYTES);
            OwnerLayout.putHeader(all, header);
            channel.writeFully(all, 0);
            if (header.forced()) {
                channel.force();
            }
            OwnerFile owner = new OwnerFile(path, channel, all.slice(0, OwnerLayout.HEADER_BYTES), slots);
            owned = true;
            return owner;
        } finally {
            if (!owned) {
                try {
                    Files.deleteIfExists(path);
                } finally {
                    channel.close();
                }
            }
        }
    }

    /** Tells which file a path leads to, or null if to none. */
    static @Nullable Object identity(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    /** Takes a free line of the table. */
    int takeSlot() throws IOException {
        slotsLock.lock();
        try {
            int slot = slotsTaken.nextClearBit(0);
            if (slot >= slots) {
                throw new IOException("no line is free in " + path + ": all " + slots
                        + " are in use by unpublished files; publish or remove some of them");
            }
            slotsTaken.set(slot);
            return slot;
        } finally {
            slotsLock.unlock();
        }
    }

    void giveBack(int slot) {
        slotsLock.lock();
        try {
            slotsTaken.clear(slot);
        } finally {
            slotsLock.unlock();
        }
    }

    /** Writes one line, in one small write that a kill can not tear. */
    void write(int slot, OwnerLayout.Line line) throws IOException {
        int at = slot * OwnerLayout.LINE_BYTES;
        lineLocks[slot].lock();
        try {
            ByteBuffer draft = drafts.slice(at, OwnerLayout.LINE_BYTES);
            OwnerLayout.putLine(draft, line);
            writeLine(draft, at);
            table.put(at, drafts, at, OwnerLayout.LINE_BYTES);
        } finally {
            lineLocks[slot].unlock();
        }
    }

    private void writeLine(ByteBuffer line, int at) throws IOException {
        channel.writeFully(line, OwnerLayout.HEADER_BYTES + (long) at);
    }

    /**
     * Has the disk confirm all lines.
     *
     * @throws IOException if it can not; since it may have dropped them, from memory too, all of them are written again
     */
    void force() throws IOException {
        try {
            channel.force();
        } catch (IOException | RuntimeException | Error e) {
            try {
                writeAgain();
            } catch (IOException | RuntimeException | Error again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private void writeAgain() throws IOException {
        channel.writeFully(header.duplicate(), 0);
        for (int slot = 0; slot < slots; slot++) {
            int at = slot * OwnerLayout.LINE_BYTES;
            lineLocks[slot].lock();
            try {
                writeLine(table.slice(at, OwnerLayout.LINE_BYTES), at);
            } finally {
                lineLocks[slot].unlock();
            }
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    /** Releases the lock. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
