package io.forebay.nio;

import io.forebay.api.FlushTarget;
import io.forebay.api.TargetOpener;
import io.forebay.api.TargetSpec;
import io.forebay.spool.SpoolSettings;
import io.forebay.spool.Sync;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The settings of the storage adapter that writes files through channels: records wait in direct memory, and go to a hidden temporary
 * file that is renamed when it is complete.
 *
 * <p>After kill -9 at most what was in the buffers is lost: what was spilled to a temporary file is published by {@link
 * FlushTarget#recover}, cut to its last whole record.
 *
 * <p><b>Threads.</b> One thread sets values; {@link #open} takes what is set then, may be called again, and is independent of later
 * changes.
 */
public final class NioTarget implements TargetOpener {
    private static final int DEFAULT_OPEN_FILES = 64;
    private static final int MAX_OPEN_FILES = 65_536;

    private SpoolSettings spool;
    private int openFiles = DEFAULT_OPEN_FILES;

    private NioTarget(SpoolSettings spool) {
        this.spool = spool;
    }

    /**
     * Names the directory where files are published. It must exist, unless {@link #createDirectories} is called.
     *
     * @param directory on a file system with POSIX permissions; a relative path is made absolute when the target opens
     * @return settings with all other values at their defaults
     */
    public static NioTarget in(Path directory) {
        return new NioTarget(SpoolSettings.in(directory));
    }

    /**
     * Writes temporary files to another directory; by default they are hidden files in the published one.
     *
     * @param directory on the same file system, which is checked when the target opens
     * @return this
     */
    public NioTarget temp(Path directory) {
        spool = spool.withTemp(directory);
        return this;
    }

    /**
     * Creates missing directories when the target opens; by default they are refused.
     *
     * @return this
     */
    public NioTarget createDirectories() {
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
    public NioTarget prefix(String prefix) {
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
    public NioTarget suffix(String suffix) {
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
    public NioTarget permission(int mode) {
        spool = spool.withPermission(mode);
        return this;
    }

    /**
     * Changes what a published file survives; by default {@link Sync#NONE}.
     *
     * @param sync how far a publish goes
     * @return this
     */
    public NioTarget sync(Sync sync) {
        spool = spool.withSync(sync);
        return this;
    }

    /**
     * Changes how many spilled files are kept open between spills; by default 64. More may be open for the time that they are written.
     *
     * @param count 1 to 65536
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public NioTarget openFiles(int count) {
        if (count < 1 || count > MAX_OPEN_FILES) {
            throw new IllegalArgumentException(
                    "openFiles " + count + " is out of range: use 1 to " + MAX_OPEN_FILES + ", for instance 64");
        }
        openFiles = count;
        return this;
    }

    /**
     * Changes the source of the time in names; by default the system's clock. It may jump: names do not repeat for it.
     *
     * @param clock called by the threads that open and publish
     * @return this
     */
    public NioTarget clock(InstantSource clock) {
        spool = spool.withClock(clock);
        return this;
    }

    @Override
    public FlushTarget open(TargetSpec spec) throws IOException {
        return NioFlushTarget.open(spool, openFiles, spec);
    }
}
