package io.forebay.spool;

import io.forebay.api.Recovery;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open directory that a file-based adapter publishes in: one instance, with its random id, its owner lock, and its temporary
 * files.
 *
 * <p><b>Threads.</b> Safe for use by many; each {@link SpoolFile} by one at a time.
 */
public final class Spool implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    private final SpoolSettings settings;
    private final SpoolPlaces places;
    private final String instance;
    private final CommitTable table;
    private final Publisher[] publishers;
    private final Set<PosixFilePermission> publishedMode;
    private final AtomicLong numbers = new AtomicLong();
    private final Set<SpoolFile> unpublished = ConcurrentHashMap.newKeySet();
    private final Queue<SpoolFile> toRemove = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    Spool(SpoolSettings settings, SpoolPlaces places, String instance, CommitTable table, int workers) {
        this.settings = settings;
        this.places = places;
        this.instance = instance;
        this.table = table;
        this.publishedMode = PosixMode.toSet(settings.permission());
        this.publishers = new Publisher[workers];
        for (int worker = 0; worker < workers; worker++) {
            publishers[worker] = new Publisher(settings, places.directory(), instance, worker);
        }
    }

    /**
     * Opens a directory: checks it by really using it, and becomes its owner under a new id.
     *
     * @param settings where and how
     * @param format which adapter writes the temporary files; recovery leaves alone what it does not know
     * @param workers how many there are, numbered from 0
     * @param files the most temporary files that exist at a time
     * @return the open spool
     * @throws IOException if the directory can not be used; the message names it, the cause, and what to do. Nothing is left behind
     */
    public static Spool open(SpoolSettings settings, Format format, int workers, int files) throws IOException {
        return SpoolOpening.open(settings, format, workers, files);
    }

    /**
     * Returns the id of this opening, which is in the names of all its files.
     *
     * @return 32 hexadecimal digits, never used before
     */
    public String instance() {
        return instance;
    }

    /**
     * Makes a temporary file, which is not created yet.
     *
     * @param worker under whose name it is published
     * @return the file
     * @throws IOException if too many exist, or the directory is gone, or has no owner file and none can be made
     */
    public SpoolFile file(int worker) throws IOException {
        removeLeftovers();
        table.keep();
        int slot = table.takeSlot();
        boolean made = false;
        try {
            SpoolFile file = physical(worker, slot);
            made = true;
            return file;
        } finally {
            if (!made) {
                table.giveBack(slot);
            }
        }
    }

    /**
     * Publishes or sets aside what dead instances of the same prefix have left in the directory.
     *
     * @return what was found; this instance is not counted as a live one
     * @throws IOException if the directory can not be listed
     */
    public Recovery recover() throws IOException {
        return new Recoverer(places, settings.prefix(), instance).run();
    }

    /**
     * Closes it since what was to use it could not be made.
     *
     * @param cause why not; takes what fails here
     */
    public void closeAfter(Throwable cause) {
        try {
            close();
        } catch (IOException | RuntimeException | Error e) {
            // A JVM without memory may throw one and the same error again and again.
            if (e != cause) {
                cause.addSuppressed(e);
            }
        }
    }

    /**
     * Releases the lock. Deletes the owner file if nothing is unpublished, and else leaves it for recovery. Does nothing when
     * called again.
     *
     * @throws IOException if something could not be deleted or released; the rest is done all the same
     */
    @Override
    public void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            removeLeftovers();
            toRemove.forEach(
                    file -> quietly(() -> LOG.warn("{} could not be removed; recovery will do it", file.path())));
            if (unpublished.isEmpty()) {
                if (!places.shared()) {
                    leaveTemp();
                }
                table.delete();
            }
        } finally {
            try {
                table.close();
            } finally {
                LiveInstances.remove(instance);
            }
        }
    }

    /**
     * Removes the guest file, before the owner file: it keeps others' hands off files whose owner file they can not see. Lines without a
     * guest file would stand for files in a place that is to be found.
     */
    private void leaveTemp() throws IOException {
        table.clear();
        Files.deleteIfExists(places.guest(settings.prefix(), instance));
        if (settings.sync() == Sync.PUBLISH) {
            try {
                Publisher.forceDirectory(places.temp());
            } catch (NoSuchFileException e) {
                quietly(() -> LOG.debug("{} is gone, and the guest file with it", places.temp(), e));
            }
        }
    }

    /**
     * Tells whether checksums are of use: where files are forced, recovery must know torn data when it sees it.
     *
     * @return whether {@link SpoolFile#commit} writes the checksum down
     */
    public boolean checked() {
        return settings.sync() == Sync.PUBLISH;
    }

    /** Makes a further file that may take over a line in use. */
    SpoolFile replacement(int worker, int slot) throws IOException {
        table.keep();
        return physical(worker, slot);
    }

    private SpoolFile physical(int worker, int slot) {
        long number = numbers.incrementAndGet();
        Path path = places.temp().resolve(SpoolNames.temporary(settings.prefix(), worker, instance, number));
        SpoolFile file = new SpoolFile(this, worker, slot, number, path);
        unpublished.add(file);
        return file;
    }

    SpoolSettings settings() {
        return settings;
    }

    Path directory() {
        return places.directory();
    }

    Path temp() {
        return places.temp();
    }

    Publisher publisher(int worker) {
        return publishers[worker];
    }

    Set<PosixFilePermission> publishedMode() {
        return publishedMode;
    }

    void write(int slot, OwnerLayout.Line line) throws IOException {
        table.write(slot, line);
    }

    void forceTable() throws IOException {
        table.force();
    }

    void giveBack(int slot) {
        table.giveBack(slot);
    }

    void done(SpoolFile file) {
        unpublished.remove(file);
    }

    void removeLater(SpoolFile file, Throwable cause) {
        toRemove.add(file);
        quietly(() -> LOG.debug("{} can not be removed yet", file.path(), cause));
    }

    /**
     * Reports something that went wrong where nobody could be told. Never throws, whatever the logger does.
     *
     * @param what could not be done, and where
     * @param cause why
     */
    public void warn(String what, Throwable cause) {
        quietly(() -> LOG.warn("{}: {}", what, cause.toString()));
    }

    private static void quietly(Runnable message) {
        try {
            message.run();
        } catch (Throwable e) {
            // The logger itself fails: there is nobody left to tell, and no file depends on it.
        }
    }

    /** Each one is tried once: those that still fail go back to the end of the queue. */
    private void removeLeftovers() {
        for (int left = toRemove.size(); left > 0; left--) {
            SpoolFile file = toRemove.poll();
            if (file == null) {
                return;
            }
            try {
                file.finishRemoval();
            } catch (IOException | RuntimeException | Error e) {
                toRemove.add(file);
                quietly(() -> LOG.debug("{} is still there", file.path(), e));
            }
        }
    }
}
