package io.forebay.testkit.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * All that is in a directory at one moment, so that it can be put into another one as often as it is needed.
 *
 * <p><b>Threads.</b> Any; nothing in it changes.
 */
public final class DiskState {
    private final Map<Path, Entry> entries;

    DiskState(Map<Path, Entry> entries) {
        this.entries = new TreeMap<>(entries);
    }

    /** A file or directory; its bytes are never changed. */
    static final class Entry {
        private final boolean directory;
        private final byte[] bytes;
        private final Set<PosixFilePermission> mode;

        Entry(boolean directory, byte[] bytes, Set<PosixFilePermission> mode) {
            this.directory = directory;
            this.bytes = bytes;
            this.mode = mode;
        }

        boolean directory() {
            return directory;
        }

        byte[] bytes() {
            return bytes;
        }

        Set<PosixFilePermission> mode() {
            return mode;
        }
    }

    /**
     * Reads a directory.
     *
     * @param directory with regular files and directories only
     * @return what is in it
     * @throws IOException if it can not be read
     */
    public static DiskState of(Path directory) throws IOException {
        Map<Path, Entry> entries = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.filter(path -> !path.equals(directory)).toList()) {
                boolean inner = Files.isDirectory(path);
                byte[] bytes = inner ? new byte[0] : Files.readAllBytes(path);
                entries.put(directory.relativize(path), new Entry(inner, bytes, mode(path)));
            }
        }
        return new DiskState(entries);
    }

    /**
     * Makes a directory that holds the same.
     *
     * @param directory is not there yet
     * @throws IOException if it can not be made
     */
    public void write(Path directory) throws IOException {
        Files.createDirectory(directory);
        for (Map.Entry<Path, Entry> entry : entries.entrySet()) {
            Path path = directory.resolve(entry.getKey());
            if (entry.getValue().directory()) {
                Files.createDirectory(path);
            } else {
                Files.write(path, entry.getValue().bytes());
            }
            Files.setPosixFilePermissions(path, entry.getValue().mode());
        }
    }

    /**
     * Sums it up.
     *
     * @return a number that is the same for the same files, and hardly ever for others
     */
    public long fingerprint() {
        CRC32 one = new CRC32();
        CRC32C other = new CRC32C();
        entries.forEach((path, entry) -> {
            String head = path + " " + entry.directory() + entry.bytes().length + new TreeSet<>(entry.mode()) + "\n";
            for (byte[] part : List.of(head.getBytes(StandardCharsets.UTF_8), entry.bytes())) {
                one.update(part);
                other.update(part);
            }
        });
        return one.getValue() << 32 | other.getValue();
    }

    Map<Path, Entry> entries() {
        return entries;
    }

    static byte[] bytes(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Set<PosixFilePermission> mode(Path path) {
        try {
            return Set.copyOf(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
