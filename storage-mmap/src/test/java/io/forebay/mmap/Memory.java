package io.forebay.mmap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Directories in memory, where the machine has that: thousands of files take their time on a disk. */
final class Memory {
    private static final Path ROOT = Path.of("/dev/shm");

    private Memory() {}

    /** Tells whether there is a file system in memory with so much room. */
    static boolean has(long bytes) throws IOException {
        return Files.isWritable(ROOT) && Files.getFileStore(ROOT).getUsableSpace() >= bytes;
    }

    /** Makes an empty directory; it is in memory if that {@link #has} any room. */
    static Path directory() throws IOException {
        return has(1)
                ? Files.createTempDirectory(ROOT, "forebay-mmap").toRealPath()
                : Files.createTempDirectory("forebay-mmap").toRealPath();
    }

    /** Deletes a directory and the files in it. */
    static void delete(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
        Files.delete(directory);
    }
}
