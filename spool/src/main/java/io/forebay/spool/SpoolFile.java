package io.forebay.spool;

import io.forebay.api.Published;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One temporary file of an instance, with its line in the commit table: written, then published, deleted or quarantined.
 *
 * <p>The order is: {@link #create}, then any number of writes each followed by {@link #commit}, then {@link #seal}, then {@link
 * #publish}. Each step may be repeated after it failed.
 *
 * <p><b>Threads.</b> One at a time; the files of an instance may be used side by side.
 */
public final class SpoolFile {
    private final Spool spool;
    private final int worker;
    private final int slot;
    private final long number;
    private final Path path;
    private boolean ownsLine = true;
    private boolean committed;
    private boolean sealed;
    private @Nullable SpoolFile replaces;
    /** Whether it is the spool's to remove. */
    private boolean removed;

    private @Nullable Damage removal;
    private @Nullable String publishedName;

    SpoolFile(Spool spool, int worker, int slot, long number, Path path) {
        this.spool = spool;
        this.worker = worker;
        this.slot = slot;
        this.number = number;
        this.path = path;
    }

    /**
     * Returns where the temporary file is.
     *
     * @return an absolute path
     */
    public Path path() {
        return path;
    }

    /**
     * Returns the number in the file's name.
     *
     * @return from 1, each one once in an instance
     */
    public long number() {
        return number;
    }

    /** The id of the instance that it belongs to. */
    String instance() {
        return spool.instance();
    }

    /**
     * Creates the file, with mode 0600, and opens it.
     *
     * @return a channel to read and write, which the caller closes
     * @throws IOException if it can not be created, or is there already
     */
    public SteadyChannel create() throws IOException {
        return SteadyChannel.open(
                path,
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PosixMode.PRIVATE);
    }

    /**
     * Opens the file once more, also when it was sealed.
     *
     * @return a channel to read and write, which the caller closes
     * @throws IOException if it can not be opened; {@link java.nio.file.NoSuchFileException} if it is not there
     */
    public SteadyChannel reopen() throws IOException {
        if (sealed) {
            Files.setPosixFilePermissions(path, PosixMode.toSet(0600));
            sealed = false;
        }
        return SteadyChannel.open(
                path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Writes down how much of the file is whole: what recovery publishes of it if the process dies now.
     *
     * @param bytes length up to the end of the last whole record
     * @param records how many these are
     * @param crc {@link Crc32c} of these bytes; only used with {@link Spool#checked}
     * @throws IOException if it could not be written; then the line says either this or what it said before
     */
    public void commit(long bytes, long records, int crc) throws IOException {
        commit(bytes, records, crc, List.of());
    }

    /**
     * As {@link #commit(long, long, int)}, and says in the same step which bytes of mapped files are in this file now.
     *
     * @param bytes length up to the end of the last whole record
     * @param records how many these are
     * @param crc {@link Crc32c} of these bytes; only used with {@link Spool#checked}
     * @param absorbed bytes of mapped files, as many as a line has room for
     * @throws IOException if it could not be written; then the line says either this or what it said before
     */
    void commit(long bytes, long records, int crc, List<Absorbed> absorbed) throws IOException {
        Integer checksum = spool.checked() ? crc : null;
        spool.write(slot, new OwnerLayout.Line(number, bytes, records, checksum, OwnerLayout.State.OPEN, absorbed));
        committed |= bytes > 0;
        SpoolFile before = replaces;
        if (before != null) {
            before.ownsLine = false;
            ownsLine = true;
            replaces = null;
        }
    }

    /**
     * Sets the final permission; before the file is forced, so that it is forced too.
     *
     * @throws IOException if it could not be set
     */
    public void seal() throws IOException {
        sealed = true;
        Files.setPosixFilePermissions(path, spool.publishedMode());
    }

    /**
     * Makes the file visible under the worker's next name, in one step and never over another file. With {@link Sync#PUBLISH} it
     * also forces the directory; if that fails, a further call forces it again and does nothing else.
     *
     * @param bytes length of the file
     * @param records how many are in it
     * @return what was published; this file is done then
     * @throws IOException if it is not visible, or not yet sure to stay so
     */
    public Published publish(long bytes, long records) throws IOException {
        String name = publishedName;
        if (name == null) {
            name = spool.publisher(worker).publish(path);
            publishedName = name;
        }
        if (spool.settings().sync() == Sync.PUBLISH) {
            Publisher.forceDirectory(spool.directory());
        }
        done();
        return new Published(worker, name, bytes, records);
    }

    /**
     * Tells whether the file is visible already, though {@link #publish} has failed.
     *
     * @return whether only the directory is still to be forced
     */
    public boolean visible() {
        return publishedName != null;
    }

    /**
     * Tells whether the file was removed by somebody, and not merely out of reach with the directory it is in.
     *
     * @return whether the directory is there and the file is not
     */
    public boolean vanished() {
        return Files.isDirectory(spool.temp()) && Files.notExists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Makes a new file that is to take over this one's line in the commit table: from its first {@link #commit} on, recovery
     * publishes that one and not this. Whichever of the two is not needed is to be deleted.
     *
     * @return a file that is not created yet
     * @throws IOException if the directory is gone, or has no owner file and none can be made
     */
    public SpoolFile replacement() throws IOException {
        SpoolFile next = spool.replacement(worker, slot);
        next.replaces = this;
        next.ownsLine = false;
        return next;
    }

    /**
     * Deletes the file and gives its line back; the file is the spool's from now on. If it can not be deleted, recovery is told not
     * to publish it, and the spool tries again later.
     */
    public void delete() {
        remove(null);
    }

    /**
     * Writes down that the file has a {@link SegmentFooter}, which counts from now on. Without this line it would not: a file that was
     * deleted may come back with the loss of power.
     *
     * @throws IOException if it could not be written
     */
    public void beginFooter() throws IOException {
        spool.write(slot, footerLine(List.of()));
    }

    /**
     * Says that the footer tells of records, so that the file must not be found again once it is given up. Does nothing that takes
     * time.
     */
    public void holdsCommitted() {
        committed = true;
    }

    /**
     * Writes down that some generations of the footer do not count any more.
     *
     * @param absorbed the last one of them
     * @throws IOException if it could not be written
     */
    public void noteAbsorbed(Absorbed absorbed) throws IOException {
        if (ownsLine && !removed) {
            spool.write(slot, footerLine(List.of(absorbed)));
        }
    }

    private OwnerLayout.Line footerLine(List<Absorbed> absorbed) {
        return new OwnerLayout.Line(number, 0, 0, null, OwnerLayout.State.IN_FOOTER, absorbed);
    }

    /**
     * Notes for certain that the file is to be deleted, by recovery if the process dies now; what was in it is elsewhere.
     *
     * @throws IOException if it could not be written
     */
    public void disown() throws IOException {
        spool.write(slot, new OwnerLayout.Line(number, 0, 0, null, OwnerLayout.State.DISCARDED));
        spool.forceTable();
        committed = false;
    }

    /**
     * Takes {@link #disown} back: the footer counts again.
     *
     * @param absorbed the last of its generations that does not, or null
     * @throws IOException if it could not be written
     */
    public void own(@Nullable Absorbed absorbed) throws IOException {
        spool.write(slot, footerLine(absorbed == null ? List.of() : List.of(absorbed)));
        committed = true;
    }

    /**
     * Sets the file aside, so that it is never published; the file is the spool's from now on. If it can not be renamed, recovery
     * is told to do so, and the spool tries again later.
     *
     * @param damage what is wrong with it
     */
    public void quarantine(Damage damage) {
        remove(damage);
    }

    private void remove(@Nullable Damage damage) {
        removed = true;
        removal = damage;
        if (committed && publishedName == null) {
            giveUpForCertain(damage);
        }
        try {
            finishRemoval();
        } catch (IOException | RuntimeException | Error e) {
            noteRemoval(damage);
            spool.removeLater(this, e);
        }
    }

    /**
     * After a loss of power the file may have its name again, and its records be in another one by then. So the table must say before
     * that it does not count.
     */
    private void giveUpForCertain(@Nullable Damage damage) {
        noteRemoval(damage);
        try {
            spool.forceTable();
        } catch (IOException | RuntimeException | Error e) {
            spool.warn("can not make sure that " + path + " is given up", e);
        }
    }

    private void noteRemoval(@Nullable Damage damage) {
        if (ownsLine) {
            OwnerLayout.State state = damage == null ? OwnerLayout.State.DISCARDED : OwnerLayout.State.NOT_CONFIRMED;
            try {
                spool.write(slot, new OwnerLayout.Line(number, 0, 0, null, state));
            } catch (IOException | RuntimeException | Error e) {
                spool.warn("can not note that " + path + " is given up", e);
            }
        }
    }

    /** Tries to do what {@link #delete} or {@link #quarantine} has begun. */
    void finishRemoval() throws IOException {
        Damage damage = removal;
        boolean gone;
        if (damage == null) {
            gone = !Files.deleteIfExists(path);
        } else {
            gone = vanished();
            if (!gone) {
                Publisher.rename(path, path.resolveSibling(SpoolNames.quarantine(SpoolNames.of(path), damage)));
            }
        }
        if (gone && publishedName == null) {
            noteRemoval(damage);
        }
        done();
    }

    private void done() {
        spool.done(this);
        if (ownsLine) {
            ownsLine = false;
            spool.giveBack(slot);
        }
    }
}
