package io.forebay.testkit.sweep;

import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.DiskFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sees each call that no fault has stopped, just before it is done: counts them, and looks at each file in the moment before it is
 * renamed.
 *
 * <p><b>Threads.</b> Any.
 */
final class DiskWitness implements DiskFault {
    private static final String PERMISSION = "r--------";

    private final Path directory;
    private final boolean forced;
    private final Map<DiskPoint, Integer> counts = new HashMap<>();
    private final List<DiskPoint> points = new ArrayList<>();
    private final Set<Path> unforcedFiles = new HashSet<>();
    private final Set<Object> unforcedNames = new HashSet<>();
    private final Map<Object, Renamed> renamed = new HashMap<>();

    /**
     * @param directory on the real disk, where files are published
     * @param forced whether they must survive a loss of power
     */
    DiskWitness(Path directory, boolean forced) {
        this.directory = directory;
        this.forced = forced;
    }

    /** A file as it was when it was renamed. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a record
    private record Renamed(byte[] bytes, String permission, boolean unforced) {}

    @Override
    public synchronized void before(DiskCall call, Path path) throws IOException {
        int nth = counts.merge(new DiskPoint(call, DiskPoint.files(path), 0), 1, Integer::sum);
        points.add(new DiskPoint(call, DiskPoint.files(path), nth));
        switch (call) {
            case WRITE, TRUNCATE, ATTRIBUTES -> unforcedFiles.add(path);
            case FORCE -> {
                unforcedFiles.remove(path);
                if (path.equals(directory)) {
                    unforcedNames.clear();
                }
            }
            case MOVE -> look(path);
            default -> {}
        }
    }

    private void look(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        unforcedNames.add(key);
        renamed.put(
                key,
                new Renamed(
                        Files.readAllBytes(path),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path)),
                        unforcedFiles.contains(path)));
    }

    /** All calls so far. */
    synchronized List<DiskPoint> points() {
        return List.copyOf(points);
    }

    /** Says what was wrong with a visible file when it got its name, or with what has become of it since; null if nothing. */
    synchronized @Nullable String judge(Path path, byte[] bytes) throws IOException {
        Renamed before = renamed.get(
                Files.readAttributes(path, BasicFileAttributes.class).fileKey());
        String name = String.valueOf(path.getFileName());
        if (before == null) {
            return "promise 4: " + name + " got its name by no rename";
        }
        if (before.bytes().length == 0) {
            return "promise 4: " + name + " was empty when it got its name";
        }
        if (!before.permission().equals(PERMISSION)) {
            return "promise 4: " + name + " had permission " + before.permission() + " when it got its name";
        }
        if (!Arrays.equals(before.bytes(), bytes)) {
            return "promise 4: " + name + " has changed since it got its name";
        }
        return forced && before.unforced()
                ? "promise 4: " + name + " was not forced when it got its name"
                : judge(path);
    }

    /** Says what is wrong with a visible file that somebody else may have renamed; null if nothing. */
    @Nullable
    String judge(Path path) throws IOException {
        String permission = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        return permission.equals(PERMISSION)
                ? null
                : "promise 4: " + path.getFileName() + " has permission " + permission;
    }

    /** Whether a visible file's name would not survive a loss of power, though it must. */
    synchronized boolean unforcedName(Path path) throws IOException {
        return forced
                && unforcedNames.contains(
                        Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    }

    @Override
    public String toString() {
        return "witness";
    }
}
