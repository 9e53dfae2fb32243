package io.forebay.nio;

import io.forebay.api.Amount;
import io.forebay.api.Published;
import io.forebay.api.SpilledDataLostException;
import io.forebay.spool.Damage;
import io.forebay.spool.Spool;
import io.forebay.spool.SpoolFile;
import io.forebay.spool.SteadyChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The unpublished file of a worker, or of one oversize segment. It comes into being with its first bytes, may be replaced by a copy of
 * itself when writing it has failed, and starts afresh once published.
 *
 * <p>What it stands for is {@link #spilled}: bytes that no buffer holds any more. The file on the disk may hold more, after an append
 * that failed or a publish that did not get to its end; then it is cut back, or replaced, before anything else is appended.
 *
 * <p><b>Threads.</b> All methods but {@link #closeFailed} are called with the lock held.
 */
final class WorkerFile {
    private final Spool spool;
    private final HandleCache handles;
    private final int worker;
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable SpoolFile file;
    private Extent spilled = Extent.NONE;
    /** What is in the file and the commit table, but still in a segment's buffer too, since the file is not renamed yet. */
    private @Nullable Staged staged;
    /** Appends that failed in a row. While it is not 0, the file may hold anything behind what was spilled. */
    private int failures;
    /** Whether {@link #abandon} has told of this file. */
    private boolean told;
    /** Set by whoever evicts the handle. */
    private volatile @Nullable IOException unconfirmed;

    WorkerFile(Spool spool, HandleCache handles, int worker) {
        this.spool = spool;
        this.handles = handles;
        this.worker = worker;
    }

    /**
     * The end of the file, written by a publish that has not come to its end.
     *
     * @param segment whose buffer it is
     * @param commits how many records the buffer held; it may have been filled further since
     * @param extent of the file with it
     * @param closed whether permission is set, the file is forced if it has to be, and closed without an error
     */
    private record Staged(NioSegment segment, long commits, Extent extent, boolean closed) {}

    void lock() {
        lock.lock();
    }

    boolean tryLock() {
        return lock.tryLock();
    }

    void unlock() {
        lock.unlock();
    }

    /** The system may report only when a handle is closed that it could not write: then no byte of the file can be trusted. */
    void closeFailed(Throwable cause) {
        unconfirmed = cause instanceof IOException e ? e : new IOException("closing a handle failed: " + cause, cause);
    }

    void spill(ByteBuffer bytes, long commits, int end) throws IOException {
        checkConfirmed();
        Extent after = spilled.append(bytes, commits, end, checked());
        if (!bytes.hasRemaining() && failures == 0 && staged == null) {
            if (commits > 0 && !after.isEmpty()) {
                commit(after);
            }
        } else {
            handles.give(this, append(bytes, after));
        }
        spilled = after;
    }

    Published publish(NioSegment segment, ByteBuffer bytes, long commits) throws IOException {
        checkConfirmed();
        Staged ready = staged;
        if (ready == null || ready.segment() != segment || ready.commits() != commits) {
            ready = stage(segment, bytes, commits);
        }
        if (!ready.closed()) {
            seal(null);
            ready = new Staged(segment, commits, ready.extent(), true);
            staged = ready;
        }
        checkConfirmed();
        SpoolFile current = existing();
        try {
            Published published =
                    current.publish(ready.extent().length(), ready.extent().records());
            startAfresh();
            return published;
        } catch (NoSuchFileException e) {
            throw current.visible() ? e : vanished(current, e);
        }
    }

    /** Appends the buffer and closes the file, but for the rename. */
    private Staged stage(NioSegment segment, ByteBuffer bytes, long commits) throws IOException {
        Extent after = spilled.append(bytes, commits, bytes.limit(), checked());
        if (after.isEmpty()) {
            throw new IllegalStateException("nothing was committed or spilled: discard the segment");
        }
        if (!after.endsWithRecord()) {
            throw new IllegalStateException("the first part of a record was spilled, and its end was not committed");
        }
        SteadyChannel handle;
        if (!bytes.hasRemaining() && failures == 0 && staged == null) {
            if (commits > 0) {
                commit(after);
            }
            handle = handles.take(this);
        } else {
            handle = append(bytes, after);
        }
        staged = new Staged(segment, commits, after, false);
        seal(handle);
        Staged ready = new Staged(segment, commits, after, true);
        staged = ready;
        return ready;
    }

    /**
     * Sets the permission, forces the file if asked, and closes it: all before its name is seen.
     *
     * @param opened the file's handle, or null if it is to be opened if needed
     */
    private void seal(@Nullable SteadyChannel opened) throws IOException {
        SpoolFile current = existing();
        SteadyChannel handle = opened == null && checked() ? reopen(current) : opened;
        try {
            current.seal();
        } catch (NoSuchFileException e) {
            closeAfter(handle, e);
            throw vanished(current, e);
        } catch (IOException | RuntimeException | Error e) {
            closeAfter(handle, e);
            throw e;
        }
        if (handle == null) {
            return;
        }
        try (handle) {
            if (checked()) {
                handle.force();
            }
        } catch (IOException e) {
            throw distrusted(e);
        } catch (RuntimeException | Error e) {
            // Whatever it is: a further force might say that all is well, and it would not be.
            throw distrusted(new IOException("can not confirm " + current.path() + ": " + e, e));
        }
    }

    /** Appends to the file and its commit, and returns the handle, open. Nothing has changed if it fails. */
    private SteadyChannel append(ByteBuffer bytes, Extent after) throws IOException {
        SteadyChannel handle = null;
        try {
            handle = ready();
            handle.writeFully(bytes, spilled.length());
            existing().commit(after.committed(), after.records(), after.committedCrc());
            failures = 0;
            return handle;
        } catch (SpilledDataLostException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            closeAfter(handle, e);
            failures++;
            if (spilled.isEmpty()) {
                // Frees the space at once; the next attempt starts with a new file, from memory.
                drop();
            }
            throw e;
        }
    }

    /** Returns a handle of a file that holds what was spilled, and nothing else that anybody could take for data. */
    private SteadyChannel ready() throws IOException {
        boolean clean = failures == 0 && staged == null;
        staged = null;
        if (spilled.isEmpty() && !clean) {
            drop();
        }
        SpoolFile current = file;
        if (current == null) {
            SpoolFile created = spool.file(worker);
            file = created;
            return handles.open(created::create);
        }
        SteadyChannel idle = handles.take(this);
        if (clean && idle != null) {
            return idle;
        }
        if (idle != null) {
            idle.close();
        }
        SteadyChannel handle = reopen(current);
        if (clean) {
            return handle;
        }
        try {
            if (failures > 0 && failures % 2 == 0) {
                return replace(current, handle);
            }
            // The commit first: it must never reach further than the bytes it was made for.
            commit(spilled);
            handle.truncate(spilled.length());
            return handle;
        } catch (IOException | RuntimeException | Error e) {
            closeAfter(handle, e);
            throw e;
        }
    }

    private SteadyChannel reopen(SpoolFile current) throws IOException {
        SteadyChannel handle;
        try {
            handle = handles.open(current::reopen);
        } catch (NoSuchFileException e) {
            throw vanished(current, e);
        }
        try {
            long size = handle.size();
            if (size < spilled.length()) {
                throw lost(
                        Damage.SHORTER_THAN_COMMITTED,
                        new IOException(current.path() + " has " + size + " bytes, and had " + spilled.length()));
            }
            return handle;
        } catch (IOException | RuntimeException | Error e) {
            closeAfter(handle, e);
            throw e;
        }
    }

    /** Moves what was spilled to a new file; one write to the commit table decides which of the two counts. */
    private SteadyChannel replace(SpoolFile old, SteadyChannel from) throws IOException {
        SpoolFile next = old.replacement();
        SteadyChannel to = null;
        try {
            try (from) {
                to = handles.open(next::create);
                FileCopy.copy(from, to, spilled.length());
            }
            // Last: once the line is its own, the new file counts and must not be deleted.
            next.commit(spilled.committed(), spilled.records(), spilled.committedCrc());
        } catch (IOException | RuntimeException | Error e) {
            closeAfter(to, e);
            next.delete();
            throw e;
        }
        file = next;
        old.delete();
        return to;
    }

    /** Takes back what a segment has written beyond what was spilled; for a file of its own, all. */
    void discard(NioSegment segment, boolean ownsFile) {
        if (ownsFile) {
            drop();
            startAfresh();
            return;
        }
        Staged half = staged;
        if (half != null && half.segment() != segment) {
            return;
        }
        SpoolFile current = file;
        if (current != null && current.visible()) {
            drop();
            startAfresh();
        } else if (current != null && (half != null || failures > 0)) {
            takeBack(current);
        }
    }

    private void takeBack(SpoolFile current) {
        if (spilled.isEmpty()) {
            drop();
            return;
        }
        // Not a failure, but the file has to be cut all the same before it is used again.
        failures = Math.max(failures, 1);
        staged = null;
        try {
            commit(spilled);
        } catch (IOException | RuntimeException | Error e) {
            spool.warn("can not take back what was appended to " + current.path(), e);
        }
    }

    /** Leaves the file to recovery, and tells once what that will publish. */
    Amount abandon() {
        SpoolFile current = file;
        SteadyChannel idle = handles.take(this);
        if (idle != null) {
            try {
                idle.close();
            } catch (IOException | RuntimeException | Error e) {
                closeFailed(e);
            }
        }
        if (current == null || told) {
            return Amount.ZERO;
        }
        if (unconfirmed != null) {
            current.quarantine(Damage.NOT_CONFIRMED);
            startAfresh();
            return Amount.ZERO;
        }
        if (staged == null && failures > 0) {
            takeBack(current);
        }
        Extent kept = staged == null ? spilled : staged.extent();
        if (kept.committed() == 0 || current.visible()) {
            drop();
            startAfresh();
        } else {
            told = true;
        }
        return kept.amount();
    }

    private void commit(Extent extent) throws IOException {
        existing().commit(extent.committed(), extent.records(), extent.committedCrc());
    }

    private boolean checked() {
        return spool.checked();
    }

    private SpoolFile existing() {
        SpoolFile current = file;
        if (current == null) {
            throw new IllegalStateException("worker " + worker + " has no file");
        }
        return current;
    }

    private void checkConfirmed() throws IOException {
        IOException cause = unconfirmed;
        if (cause != null) {
            throw distrusted(cause);
        }
    }

    /** The disk has said that it may not have what was written; it is never asked again. */
    private IOException distrusted(IOException cause) {
        unconfirmed = null;
        if (spilled.isEmpty()) {
            drop();
            return cause;
        }
        return lost(Damage.NOT_CONFIRMED, cause);
    }

    /** Somebody has deleted the file, or moved its directory away. */
    private IOException vanished(SpoolFile current, NoSuchFileException cause) {
        if (!current.vanished()) {
            return cause;
        }
        if (spilled.isEmpty()) {
            drop();
            return cause;
        }
        return lost(Damage.SHORTER_THAN_COMMITTED, cause);
    }

    private SpilledDataLostException lost(Damage damage, IOException cause) {
        SpoolFile current = existing();
        current.quarantine(damage);
        SpilledDataLostException lost = new SpilledDataLostException(
                current.path() + " is set aside with what was spilled to it: " + cause, spilled.amount(), cause);
        startAfresh();
        return lost;
    }

    /** Gives the file on the disk up. What was spilled must be nothing, or given up too. */
    private void drop() {
        SteadyChannel idle = handles.take(this);
        closeQuietly(idle);
        SpoolFile current = file;
        if (current != null) {
            current.delete();
        }
        file = null;
        staged = null;
        failures = 0;
        unconfirmed = null;
    }

    private void startAfresh() {
        file = null;
        spilled = Extent.NONE;
        staged = null;
        failures = 0;
        told = false;
        unconfirmed = null;
    }

    private void closeQuietly(@Nullable SteadyChannel handle) {
        if (handle != null) {
            try {
                handle.close();
            } catch (IOException | RuntimeException | Error e) {
                spool.warn("can not close a file that is given up", e);
            }
        }
    }

    /** Closes a handle whose use has failed. If that fails too, the bytes spilled through it are in doubt. */
    private void closeAfter(@Nullable SteadyChannel handle, Throwable cause) {
        if (handle != null) {
            try {
                handle.close();
            } catch (IOException | RuntimeException | Error e) {
                cause.addSuppressed(e);
                closeFailed(e);
            }
        }
    }
}
