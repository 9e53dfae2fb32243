package io.forebay.spool;

import io.forebay.api.Recovery;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Recovery of a directory on demand, without opening a sink there: publishes or sets aside what dead writers left, as each opening
 * of a sink does for its own prefix.
 *
 * <p>Live writers are left alone, and so are leftovers of adapters that this version does not know. It may run at any time, also
 * beside itself, and finds nothing when it is run again.
 *
 * <p><b>Threads.</b> One at a time sets values; {@link #run} may be called by many.
 */
public final class SpoolRecovery {
    private final Path directory;
    private volatile @Nullable Path temp;
    private volatile @Nullable String prefix;

    private SpoolRecovery(Path directory) {
        this.directory = directory;
    }

    /**
     * Names the directory.
     *
     * @param directory where the dead writers published
     * @return a recovery of every prefix, with temporary files where the writers said they are
     */
    public static SpoolRecovery in(Path directory) {
        return new SpoolRecovery(directory);
    }

    /**
     * Names one more directory to look for temporary files in; needed only if it was moved since.
     *
     * @param newTemp a directory on the same file system
     * @return this
     */
    public SpoolRecovery temp(Path newTemp) {
        temp = newTemp;
        return this;
    }

    /**
     * Restricts recovery to the writers of one prefix.
     *
     * @param newPrefix exactly as the writers were given it
     * @return this
     * @throws IllegalArgumentException if it can not be a prefix
     */
    public SpoolRecovery prefix(String newPrefix) {
        SpoolSettings.checkPrefix(newPrefix);
        prefix = newPrefix;
        return this;
    }

    /**
     * Recovers.
     *
     * @return what was published, what was set aside, and how many live writers were left alone
     * @throws IOException if a directory is missing or can not be listed; the message names it
     */
    public Recovery run() throws IOException {
        return attempt().recovery();
    }

    /**
     * Recovers, and counts what it could not settle.
     *
     * @return what {@link #run} returns, and that count
     * @throws IOException if a directory is missing or can not be listed; the message names it
     */
    public Attempt attempt() throws IOException {
        Recoverer recoverer = new Recoverer(SpoolPlaces.existing(directory, temp), prefix, null);
        Recovery recovery = recoverer.run();
        return new Attempt(recovery, recoverer.unsettled());
    }

    /**
     * What came of one run.
     *
     * @param recovery what was published, what was set aside, and how many live writers were left alone
     * @param unsettled files that had to stay as they are: leftovers, and owner files of dead writers whose leftovers could not be
     *     looked for or are of a format that this version does not know. Each was told of in a warning, and is there for the next run
     */
    public record Attempt(Recovery recovery, int unsettled) {}
}
