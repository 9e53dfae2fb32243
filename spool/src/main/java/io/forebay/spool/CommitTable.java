package io.forebay.spool;

import com.google.common.io.Closer;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The commit table of a live instance, laid out as {@link OwnerLayout} says: a line for each unpublished file, in its owner file.
 *
 * <p>The owner file may be deleted, or moved away with its directory, while the instance lives. Then {@link #keep} makes a new one. One
 * that was moved away stays locked, and each line goes to all of them: whoever recovers any of these directories finds a live
 * owner, or once it is dead what is true of the files there.
 *
 * <p><b>Threads.</b> Slots are taken and given back by any thread; each slot is written by one thread at a time.
 */
final class CommitTable implements Closeable {
    /** Each costs a handle, and a write for each line. */
    private static final int MOST_FILES = 16;

    /** So long another thread may be in a write of a line before it is taken for one that hangs. */
    private static final long PATIENCE_MILLIS = 500;

    private final Path path;
    private final boolean forced;
    /** The header, and the lines as they were written last. */
    private final ByteBuffer content;
    /** The same with the lines as they are to be written. */
    private final ByteBuffer drafts;

    private final ReentrantLock[] lineLocks;
    /** Held by the one that changes {@link #files}. */
    private final ReentrantLock making = new ReentrantLock();
    /** Held by the one that changes {@link #doubted}, or writes one of them again. */
    private final ReentrantLock renewing = new ReentrantLock();
    /** Those that the disk could not confirm, and may have dropped parts of, until they are written again. */
    private final Set<OwnerFile> doubted = ConcurrentHashMap.newKeySet();
    /** Guards what follows; a leaf. */
    private final ReentrantLock stateLock = new ReentrantLock();

    private final BitSet taken = new BitSet();
    private boolean ended;

    /** That in place is the last, in which a line counts once all others have it. Changed with all lines locked. */
    private volatile List<OwnerFile> files = List.of();

    /** Whether the disk has confirmed the last of them, where it is to. */
    private volatile boolean confirmed = true;

    private CommitTable(Path path, OwnerLayout.Header header, int slots) {
        this.path = path;
        this.forced = header.forced();
        this.content = ByteBuffer.allocateDirect(OwnerLayout.HEADER_BYTES + slots * OwnerLayout.LINE_BYTES);
        this.drafts = ByteBuffer.allocateDirect(content.capacity());
        this.lineLocks = new ReentrantLock[slots];
        Arrays.setAll(lineLocks, slot -> new ReentrantLock());
        OwnerLayout.putHeader(content, header);
    }

    /**
     * Makes a table in a new owner file, written out in full, so that no later write can meet a full disk.
     *
     * @return null if a recoverer took the new file for that of a dead instance in the moment before it was locked
     */
    static @Nullable CommitTable create(Path path, OwnerLayout.Header header, int slots) throws IOException {
        CommitTable table = new CommitTable(path, header, slots);
        OwnerFile file = OwnerFile.create(path, table.content.duplicate(), header.forced());
        if (file == null) {
            return null;
        }
        table.files = List.of(file);
        return table;
    }

    /**
     * Sees to it that there is an owner file where a recoverer looks for it. To be called before each new file, which a recoverer
     * would take for an orphan else.
     *
     * @throws IOException if there is none, and none can be made; then no file must be made either
     */
    void keep() throws IOException {
        if (inPlace()) {
            return;
        }
        making.lock();
        try {
            if (!inPlace()) {
                settle();
            }
        } finally {
            making.unlock();
        }
    }

    private boolean inPlace() throws IOException {
        List<OwnerFile> all = files;
        return confirmed && all.get(all.size() - 1).is(OwnerFile.identity(path));
    }

    private void settle() throws IOException {
        Object there = OwnerFile.identity(path);
        Optional<OwnerFile> returned =
                files.stream().filter(file -> file.is(there)).findFirst();
        if (returned.isPresent()) {
            List<OwnerFile> next = new ArrayList<>(files);
            next.remove(returned.get());
            next.add(returned.get());
            replaceFiles(next, returned.get());
        } else if (there == null) {
            make();
        } else {
            throw new IOException(
                    path
                            + " is not the file that its living owner has made: recover the directory that it came with, or move it away");
        }
        if (forced) {
            force();
            Publisher.forceDirectory(Objects.requireNonNull(path.getParent(), "a file in a directory"));
        }
        confirmed = true;
    }

    /**
     * Makes a new owner file, which gets its name when it is locked and has all lines, so that no recoverer can take it for that of a
     * dead instance.
     */
    private void make() throws IOException {
        Path draft = draft();
        // One that could not be removed, or was not renamed.
        Files.deleteIfExists(draft);
        OwnerFile made = OwnerFile.create(draft, content.duplicate(), false);
        if (made == null) {
            throw new IOException(draft + " was locked or replaced by somebody in the moment when it was made");
        }
        List<OwnerFile> before = files;
        List<OwnerFile> all = new ArrayList<>(before);
        all.add(made);
        try {
            replaceFiles(all, made);
            confirmed = false;
            made.moveTo(path);
        } catch (IOException | RuntimeException | Error e) {
            try {
                takeBack(before, made);
            } catch (IOException | RuntimeException | Error left) {
                e.addSuppressed(left);
            }
            throw e;
        }
        giveUpAllBut(made, all);
    }

    /** Goes on without a new owner file. Where that can not be done, it is written like the others, under the name of a draft. */
    private void takeBack(List<OwnerFile> before, OwnerFile made) throws IOException {
        if (files != before) {
            replaceFiles(before, null);
        }
        try (made) {
            made.delete();
        }
    }

    /**
     * Gives up what a new owner file stands for, and no sooner: where the new one finds its name taken, the old one is back, with the
     * directory that it is in.
     */
    private void giveUpAllBut(OwnerFile made, List<OwnerFile> all) throws IOException {
        List<OwnerFile> next = new ArrayList<>(all);
        // In the same directory it was deleted; one that was moved away by itself is taken for that.
        next.removeIf(file -> file != made && file.madeBeside(made));
        if (next.size() > MOST_FILES) {
            next.remove(0);
        }
        List<OwnerFile> former = new ArrayList<>(all);
        former.removeAll(next);
        replaceFiles(next, null);
        giveUp(former);
    }

    private Path draft() {
        return path.resolveSibling(SpoolNames.ownerDraft(SpoolNames.of(path)));
    }

    /**
     * Has lines written to these owner files from now on.
     *
     * @param late one that does not tell yet what the others do
     */
    private void replaceFiles(List<OwnerFile> next, @Nullable OwnerFile late) throws IOException {
        int locked = 0;
        try {
            while (locked < lineLocks.length) {
                ReentrantLock lineLock = lineLocks[locked];
                if (!lineLock.tryLock() && !lineLock.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new IOException(
                            "a write to " + path + " hangs, and it can not be made again before that has ended");
                }
                locked++;
            }
            if (late != null) {
                late.write(
                        content.slice(OwnerLayout.HEADER_BYTES, content.capacity() - OwnerLayout.HEADER_BYTES),
                        OwnerLayout.HEADER_BYTES);
            }
            stateLock.lock();
            try {
                if (ended) {
                    throw new IOException("the owner of " + path + " is closed");
                }
                files = List.copyOf(next);
            } finally {
                stateLock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("interrupted while waiting for lines of " + path).initCause(e);
        } finally {
            while (locked > 0) {
                lineLocks[--locked].unlock();
            }
        }
    }

    private static void giveUp(List<OwnerFile> former) throws IOException {
        try (Closer closer = Closer.create()) {
            for (OwnerFile file : former) {
                closer.register(file);
                closer.register(file::empty);
            }
        }
    }

    /** Takes a free line of the table. */
    int takeSlot() throws IOException {
        stateLock.lock();
        try {
            int slot = taken.nextClearBit(0);
            if (slot >= lineLocks.length) {
                throw new IOException("no line is free in " + path + ": all " + lineLocks.length
                        + " are in use by files that are not published yet, or that could not be deleted: see why in the log, and that this"
                        + " process may delete in that directory");
            }
            taken.set(slot);
            return slot;
        } finally {
            stateLock.unlock();
        }
    }

    void giveBack(int slot) {
        stateLock.lock();
        try {
            taken.clear(slot);
        } finally {
            stateLock.unlock();
        }
    }

    /** Writes one line, in one small write that a kill can not tear. */
    void write(int slot, OwnerLayout.Line line) throws IOException {
        renewDoubted();
        int at = OwnerLayout.HEADER_BYTES + slot * OwnerLayout.LINE_BYTES;
        lineLocks[slot].lock();
        try {
            OwnerLayout.putLine(drafts.slice(at, OwnerLayout.LINE_BYTES), line);
            writeAll(at);
            content.put(at, drafts, at, OwnerLayout.LINE_BYTES);
        } finally {
            lineLocks[slot].unlock();
        }
    }

    /** In all owner files; or where one of them refuses, as far as possible in none. */
    private void writeAll(int at) throws IOException {
        List<OwnerFile> all = files;
        int written = 0;
        try {
            while (written < all.size()) {
                all.get(written).write(drafts.slice(at, OwnerLayout.LINE_BYTES), at);
                written++;
            }
        } catch (IOException | RuntimeException | Error e) {
            // Also in the one that refused: it may have taken the line all the same.
            for (int back = written; back >= 0; back--) {
                try {
                    all.get(back).write(content.slice(at, OwnerLayout.LINE_BYTES), at);
                } catch (IOException | RuntimeException | Error again) {
                    e.addSuppressed(again);
                }
            }
            throw e;
        }
    }

    /**
     * Has the disk confirm all lines.
     *
     * @throws IOException if it can not; since it may have dropped them, from memory too, all are written again, before any other
     */
    void force() throws IOException {
        renewDoubted();
        for (OwnerFile file : files) {
            try {
                file.force();
            } catch (IOException | RuntimeException | Error e) {
                if (!files.contains(file)) {
                    // Given up meanwhile, by somebody who has made another one.
                    force();
                    return;
                }
                try {
                    doubt(file);
                } catch (IOException | RuntimeException | Error again) {
                    e.addSuppressed(again);
                }
                throw e;
            }
        }
    }

    private void doubt(OwnerFile file) throws IOException {
        renewing.lock();
        try {
            doubted.add(file);
            renewDoubted();
        } finally {
            renewing.unlock();
        }
    }

    private void renewDoubted() throws IOException {
        if (doubted.isEmpty()) {
            return;
        }
        renewing.lock();
        try {
            doubted.retainAll(files);
            for (OwnerFile file : List.copyOf(doubted)) {
                writeAgain(file);
                doubted.remove(file);
            }
        } finally {
            renewing.unlock();
        }
    }

    private void writeAgain(OwnerFile file) throws IOException {
        file.write(content.slice(0, OwnerLayout.HEADER_BYTES), 0);
        for (int slot = 0; slot < lineLocks.length; slot++) {
            int at = OwnerLayout.HEADER_BYTES + slot * OwnerLayout.LINE_BYTES;
            lineLocks[slot].lock();
            try {
                file.write(content.slice(at, OwnerLayout.LINE_BYTES), at);
            } finally {
                lineLocks[slot].unlock();
            }
        }
    }

    /**
     * Forgets all lines, since no file is left that they could tell of. None is written any more.
     *
     * @throws IOException if the disk does not confirm it; since it may have dropped the header, from memory too, that is written again
     */
    void clear() throws IOException {
        for (OwnerFile file : end()) {
            try {
                file.clear(forced);
            } catch (IOException | RuntimeException | Error e) {
                try {
                    file.write(content.slice(0, OwnerLayout.HEADER_BYTES), 0);
                } catch (IOException | RuntimeException | Error again) {
                    e.addSuppressed(again);
                }
                throw e;
            }
        }
    }

    /** Deletes the owner file, since no file is left that the table could tell of. None is made any more. */
    void delete() throws IOException {
        try (Closer closer = Closer.create()) {
            closer.register(() -> Files.deleteIfExists(draft()));
            for (OwnerFile file : end()) {
                closer.register(file::delete);
            }
        }
    }

    /** Releases the locks. */
    @Override
    public void close() throws IOException {
        try (Closer closer = Closer.create()) {
            end().forEach(closer::register);
        }
    }

    private List<OwnerFile> end() {
        stateLock.lock();
        try {
            ended = true;
            return files;
        } finally {
            stateLock.unlock();
        }
    }
}
