package io.forebay.spool;

import io.forebay.api.Amount;
import io.forebay.api.Published;
import io.forebay.api.SpilledDataLostException;
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
public final class WorkerFile {
    private static final String SET_ASIDE = " is set aside";

    private final Spool spool;
    private final FileHandles handles;
    private final int worker;
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable SpoolFile file;
    private Extent spilled = Extent.NONE;
    /** What is in the file and the commit table, but still in a segment's buffer too, since the file is not renamed yet. */
    private @Nullable Staged staged;
    /** Where what was spilled came from. */
    private Origins origins = Origins.NONE;
    /** Appends that failed in a row. While it is not 0, the file may hold anything behind what was spilled. */
    private int failures;
    /** Whether {@link #abandon} has told of this file. */
    private boolean told;
    /** Whose buffer is in a file that is visible, and that {@link #abandon} has told of before its publish came to its end. */
    private @Nullable Object toldVisible;

    /** Makes a file that comes into being with its first bytes. */
    WorkerFile(Spool spool, IdleHandles idle, int worker) {
        this.spool = spool;
        this.handles = new FileHandles(this, idle, spool);
        this.worker = worker;
    }

    /**
     * The end of the file, written by a publish that has not come to its end.
     *
     * @param segment whose buffer it is
     * @param commits how many records the buffer held; it may have been filled further since
     * @param extent of the file with it
     * @param origin the mapped file that is the buffer, or null
     * @param closed whether permission is set, the file is forced if it has to be, and closed without an error
     */
    private record Staged(
            Object segment,
            long commits,
            Extent extent,
            @Nullable Origin origin,
            boolean closed) {

        boolean takenBack() {
            return origin == null || origin.takeBack();
        }
    }

    void lock() {
        lock.lock();
    }

    boolean tryLock() {
        return lock.tryLock();
    }

    void unlock() {
        lock.unlock();
    }

    /**
     * Says that a handle of this file could not be closed. The system may report only then that it could not write, so no byte of the
     * file can be trusted.
     *
     * @param cause what was thrown
     */
    public void closeFailed(Throwable cause) {
        handles.closeFailed(cause);
    }

    /**
     * Tells whether anything was spilled to it.
     *
     * @return whether the file has to be published with the segment that is published next
     */
    public boolean holdsSpilled() {
        return !spilled.isEmpty();
    }

    /**
     * Tells whether a publish has put a segment's bytes into it, and has not come to its end.
     *
     * @param segment that was to be published
     * @return whether the segment's bytes are visible with this file, or would be found here by recovery
     */
    public boolean holds(Object segment) {
        return segment == toldVisible || (staged != null && staged.segment() == segment);
    }

    /**
     * Appends bytes, which no buffer has to hold any more.
     *
     * @param bytes position 0 to limit
     * @param commits records that end in these bytes
     * @param end where the last of them ends
     * @param origin the mapped file that they are copied from, or null
     * @throws SpilledDataLostException if what was spilled before is lost; it is set aside
     * @throws IOException if nothing was appended
     */
    public void spill(ByteBuffer bytes, long commits, int end, @Nullable Origin origin) throws IOException {
        checkConfirmed();
        if (!bytes.hasRemaining() && commits == 0) {
            // Not even a file, which nobody would know to be of use.
            return;
        }
        Extent after = spilled.append(bytes, commits, end, checked());
        if (!bytes.hasRemaining() && failures == 0 && staged == null) {
            if (!after.isEmpty()) {
                commit(after, origins);
            }
        } else {
            Origins with = with(origin);
            handles.give(append(bytes, after, with));
            origins = with;
        }
        spilled = after;
    }

    /**
     * Appends bytes, publishes the file, and starts afresh.
     *
     * @param segment whose bytes they are; called again with the same, it goes on where it failed
     * @param bytes position 0 to limit
     * @param commits records that end in these bytes
     * @param origin the mapped file that they are copied from, or null
     * @return what was published
     * @throws SpilledDataLostException if what was spilled before is lost; it is set aside
     * @throws IOException if the file is not visible, or not yet sure to stay so
     */
    public Published publish(Object segment, ByteBuffer bytes, long commits, @Nullable Origin origin)
            throws IOException {
        if (segment == toldVisible) {
            throw new IllegalStateException(
                    "this segment is visible, and was told of when another one was abandoned: abandon it too");
        }
        checkConfirmed();
        Staged ready = staged;
        if (ready == null || ready.segment() != segment || ready.commits() != commits) {
            ready = stage(segment, bytes, commits, origin);
        }
        if (!ready.closed()) {
            seal(null);
            ready = new Staged(segment, commits, ready.extent(), origin, true);
            staged = ready;
        }
        checkConfirmed();
        if (origin != null) {
            origins.noteAbsorbedBut(origin);
            origin.giveAway();
        }
        SpoolFile current = existing();
        try {
            Published published =
                    current.publish(ready.extent().length(), ready.extent().records());
            startAfresh();
            return published;
        } catch (NoSuchFileException e) {
            if (current.visible()) {
                throw e;
            }
            throw vanished(current, e);
        }
    }

    /** Appends the buffer and closes the file, but for the rename. */
    private Staged stage(Object segment, ByteBuffer bytes, long commits, @Nullable Origin origin) throws IOException {
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
                commit(after, origins);
            }
            handle = handles.take();
        } else {
            handle = append(bytes, after, with(origin));
        }
        staged = new Staged(segment, commits, after, origin, false);
        seal(handle);
        Staged ready = new Staged(segment, commits, after, origin, true);
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
            handles.closeAfter(handle, e);
            throw vanished(current, e);
        } catch (IOException | RuntimeException | Error e) {
            handles.closeAfter(handle, e);
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
    private SteadyChannel append(ByteBuffer bytes, Extent after, Origins from) throws IOException {
        boolean clean = failures == 0 && staged == null;
        if (!unstage()) {
            throw new IOException(
                    existing().path() + " holds records that a publish has put there and that count nowhere else");
        }
        SteadyChannel handle = null;
        try {
            handle = ready(clean);
            handle.writeFully(bytes, spilled.length());
            commit(after, from);
            failures = 0;
            return handle;
        } catch (SpilledDataLostException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            handles.closeAfter(handle, e);
            failures++;
            if (spilled.isEmpty()) {
                // Frees the space at once; the next attempt starts with a new file, from memory.
                drop();
            }
            throw e;
        }
    }

    /**
     * Has the file go on without what a publish has put into it: that counts again where it came from, before it is cut off here. But for a file
     * that is visible, with all that is in it.
     *
     * @return false if it is to stay here: that can not be noted, or {@link #abandon} has told of it
     */
    private boolean unstage() {
        Staged half = staged;
        if (half != null && !existing().visible() && (told || !half.takenBack())) {
            return false;
        }
        staged = null;
        return true;
    }

    /** Where the bytes come from once those of an origin are appended. */
    private Origins with(@Nullable Origin origin) throws IOException {
        if (origin == null) {
            return origins;
        }
        Origins with = origins.plus(origin);
        if (with.fitInLine()) {
            return with;
        }
        // More than the segments that a worker has at a time: most of them are gone.
        origins.noteAbsorbedBut(origin);
        spool.forceTable();
        return Origins.NONE.plus(origin);
    }

    /**
     * Returns a handle of a file that holds what was spilled, and nothing else that anybody could take for data.
     *
     * @param clean whether it holds nothing else
     */
    private SteadyChannel ready(boolean clean) throws IOException {
        if (spilled.isEmpty() && !clean) {
            drop();
        }
        SpoolFile current = file;
        if (current == null) {
            SpoolFile created = spool.file(worker);
            file = created;
            return handles.open(created::create);
        }
        SteadyChannel idle = handles.take();
        SteadyChannel handle = idle == null ? reopen(current) : idle;
        if (clean) {
            return handle;
        }
        try {
            if (failures > 0 && failures % 2 == 0) {
                return replace(current, handle);
            }
            // The commit first: it must never reach further than the bytes it was made for.
            commit(spilled, origins);
            handle.truncate(spilled.length());
            return handle;
        } catch (IOException | RuntimeException | Error e) {
            handles.closeAfter(handle, e);
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
                        SET_ASIDE,
                        new IOException(current.path() + " has " + size + " bytes, and had " + spilled.length()));
            }
            return handle;
        } catch (IOException | RuntimeException | Error e) {
            handles.closeAfter(handle, e);
            throw e;
        }
    }

    /** Moves what was spilled to a new file; one write to the commit table decides which of the two counts. */
    private SteadyChannel replace(SpoolFile old, SteadyChannel from) throws IOException {
        SpoolFile next = old.replacement();
        SteadyChannel to = null;
        try {
            to = handles.open(next::create);
            FileCopy.copy(from, to, spilled.length());
            // Last: once the line is its own, the new file counts and must not be deleted.
            commit(next, spilled, origins);
        } catch (IOException | RuntimeException | Error e) {
            // Nothing is lost with the copy, whatever its disk says: what was spilled is still in the old file.
            handles.closeGivenUp(to);
            next.delete();
            throw e;
        }
        file = next;
        handles.closeGivenUp(from);
        old.delete();
        return to;
    }

    /**
     * Takes back what a segment has written beyond what was spilled; for a file of its own, all.
     *
     * @param segment that is discarded
     * @param ownsFile whether no other segment uses this file
     */
    public void discard(Object segment, boolean ownsFile) {
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
            commit(spilled, origins);
        } catch (IOException | RuntimeException | Error e) {
            spool.warn("can not take back what was appended to " + current.path(), e);
        }
    }

    /**
     * Leaves the file to recovery.
     *
     * @return what that will publish, told once
     */
    public Amount abandon() {
        SpoolFile current = file;
        handles.closeIdle();
        if (current == null || told) {
            return Amount.ZERO;
        }
        if (handles.doubt() != null) {
            current.quarantine(Damage.NOT_CONFIRMED);
            startAfresh();
            return Amount.ZERO;
        }
        if (staged == null && failures > 0) {
            takeBack(current);
        }
        Extent kept = staged == null ? spilled : staged.extent();
        if (kept.committed() == 0 || current.visible()) {
            toldVisible = current.visible() && staged != null ? staged.segment() : toldVisible;
            drop();
            startAfresh();
        } else {
            told = true;
        }
        return kept.amount();
    }

    private void commit(Extent extent, Origins from) throws IOException {
        commit(existing(), extent, from);
    }

    private static void commit(SpoolFile to, Extent extent, Origins from) throws IOException {
        to.commit(extent.committed(), extent.records(), extent.committedCrc(), from.absorbed());
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
        IOException cause = handles.doubt();
        if (cause != null) {
            throw distrusted(cause);
        }
    }

    /** The disk has said that it may not have what was written; it is never asked again. */
    private IOException distrusted(IOException cause) {
        if (spilled.isEmpty()) {
            drop();
            return cause;
        }
        return lost(Damage.NOT_CONFIRMED, SET_ASIDE, cause);
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
        return lost(Damage.SHORTER_THAN_COMMITTED, " is gone", cause);
    }

    private SpilledDataLostException lost(Damage damage, String fate, IOException cause) {
        SpoolFile current = existing();
        unstage();
        current.quarantine(damage);
        SpilledDataLostException lost = new SpilledDataLostException(
                current.path() + fate + " with what was spilled to it: " + cause, spilled.amount(), cause);
        startAfresh();
        return lost;
    }

    /** Gives the file on the disk up. What was spilled must be nothing, or given up too. */
    private void drop() {
        handles.closeGivenUp(handles.take());
        SpoolFile current = file;
        if (current != null) {
            // Where it can not be taken back, its own file is set aside at the end.
            unstage();
            current.delete();
        }
        file = null;
        staged = null;
        failures = 0;
        handles.forgetDoubt();
    }

    private void startAfresh() {
        file = null;
        spilled = Extent.NONE;
        origins = Origins.NONE;
        staged = null;
        failures = 0;
        told = false;
        handles.forgetDoubt();
    }
}
