package io.forebay.spool;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a file-based adapter publishes. Immutable; each value is checked when it is set, and the places when {@link
 * Spool#open} uses them.
 *
 * @param directory where files are published
 * @param temp where files are written until then, or null for the directory itself; on the same file system
 * @param createDirectories whether missing directories are created, or refused
 * @param prefix what each name begins with: up to 100 letters, digits, {@code .} {@code _} {@code -}; not starting with {@code .}
 * @param suffix what each published name ends with: up to 32 of the same characters, and not one that the spool uses itself
 * @param permission mode of published files, 0 to 0777
 * @param sync whether files are forced to the disk
 * @param clock source of the time in names; may jump
 */
public record SpoolSettings(
        Path directory,
        @Nullable Path temp,
        boolean createDirectories,
        String prefix,
        String suffix,
        int permission,
        Sync sync,
        InstantSource clock) {

    private static final int MAX_PREFIX = 100;
    private static final int MAX_SUFFIX = 32;
    private static final Pattern ALPHABET = Pattern.compile("[A-Za-z0-9._-]*");

    /**
     * Checks the values.
     *
     * @param directory not null
     * @param temp null for the directory itself
     * @param createDirectories any
     * @param prefix see the type
     * @param suffix see the type
     * @param permission see the type
     * @param sync not null
     * @param clock not null
     * @throws IllegalArgumentException if a value is out of its range; the message names option, value, bound, and what to do
     */
    public SpoolSettings {
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(sync, "sync");
        Objects.requireNonNull(clock, "clock");
        checkPrefix(prefix);
        checkSuffix(suffix);
        if (!PosixMode.isValid(permission)) {
            throw new IllegalArgumentException(
                    "permission " + (permission < 0 ? permission : Integer.toOctalString(permission))
                            + " (octal) is out of range: use 0 to 777 octal, for instance 0400");
        }
    }

    /**
     * Returns the defaults: no prefix, {@code .log}, 0400, nothing forced, the system's clock.
     *
     * @param directory where files are published
     * @return settings with all other values at their default
     */
    public static SpoolSettings in(Path directory) {
        return new SpoolSettings(directory, null, false, "", ".log", 0400, Sync.NONE, InstantSource.system());
    }

    /**
     * Changes where files are written until they are published.
     *
     * @param newTemp a directory on the same file system
     * @return the changed settings
     */
    public SpoolSettings withTemp(Path newTemp) {
        return new SpoolSettings(directory, newTemp, createDirectories, prefix, suffix, permission, sync, clock);
    }

    /**
     * Asks for missing directories to be created.
     *
     * @return the changed settings
     */
    public SpoolSettings withCreateDirectories() {
        return new SpoolSettings(directory, temp, true, prefix, suffix, permission, sync, clock);
    }

    /**
     * Changes what names begin with.
     *
     * @param newPrefix see the type
     * @return the changed settings
     * @throws IllegalArgumentException if it breaks the rule
     */
    public SpoolSettings withPrefix(String newPrefix) {
        return new SpoolSettings(directory, temp, createDirectories, newPrefix, suffix, permission, sync, clock);
    }

    /**
     * Changes what published names end with.
     *
     * @param newSuffix see the type
     * @return the changed settings
     * @throws IllegalArgumentException if it breaks the rule
     */
    public SpoolSettings withSuffix(String newSuffix) {
        return new SpoolSettings(directory, temp, createDirectories, prefix, newSuffix, permission, sync, clock);
    }

    /**
     * Changes the mode of published files.
     *
     * @param newPermission 0 to 0777
     * @return the changed settings
     * @throws IllegalArgumentException if it is out of range
     */
    public SpoolSettings withPermission(int newPermission) {
        return new SpoolSettings(directory, temp, createDirectories, prefix, suffix, newPermission, sync, clock);
    }

    /**
     * Changes whether files are forced.
     *
     * @param newSync how far a publish goes
     * @return the changed settings
     */
    public SpoolSettings withSync(Sync newSync) {
        return new SpoolSettings(directory, temp, createDirectories, prefix, suffix, permission, newSync, clock);
    }

    /**
     * Changes the source of the time in names.
     *
     * @param newClock called by the threads that publish
     * @return the changed settings
     */
    public SpoolSettings withClock(InstantSource newClock) {
        return new SpoolSettings(directory, temp, createDirectories, prefix, suffix, permission, sync, newClock);
    }

    static void checkPrefix(String prefix) {
        Objects.requireNonNull(prefix, "prefix");
        checkAlphabet("prefix", prefix, MAX_PREFIX);
        if (prefix.startsWith(".")) {
            throw new IllegalArgumentException(
                    "prefix \"" + prefix
                            + "\" starts with a dot, which would hide published files from shippers: start it with another character");
        }
    }

    private static void checkSuffix(String suffix) {
        Objects.requireNonNull(suffix, "suffix");
        checkAlphabet("suffix", suffix, MAX_SUFFIX);
        for (String own : SpoolNames.OWN_SUFFIXES) {
            if (suffix.endsWith(own)) {
                throw new IllegalArgumentException("suffix \"" + suffix + "\" ends with " + own
                        + ", which marks unpublished files: use another one, for instance .log");
            }
        }
    }

    /** Tells whether files may be published with these. */
    static boolean mayName(String suffix, int permission) {
        try {
            checkSuffix(suffix);
            return PosixMode.isValid(permission);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void checkAlphabet(String option, String value, int max) {
        if (value.length() > max || !ALPHABET.matcher(value).matches()) {
            throw new IllegalArgumentException(option + " \"" + value + "\" must be at most " + max
                    + " letters, digits, '.', '_' or '-': it is part of a file's name, not of a path");
        }
    }
}
