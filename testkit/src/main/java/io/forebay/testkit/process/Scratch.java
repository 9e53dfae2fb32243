package io.forebay.testkit.process;

import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A place for directories that a test needs, in memory where the machine has that: hundreds of lives with forced files take their
 * time on a disk. Closing it removes all.
 *
 * <p><b>Threads.</b> Any.
 */
final class Scratch implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path root;
    private final AtomicInteger count = new AtomicInteger();

    Scratch() throws IOException {
        root = Files.isWritable(MEMORY)
                ? Files.createTempDirectory(MEMORY, "forebay-process")
                : Files.createTempDirectory("forebay-process");
    }

    /** Makes an empty directory. */
    Path directory() throws IOException {
        return Files.createDirectory(root.resolve("p" + count.incrementAndGet()));
    }

    /** Makes a directory that a storage has not used yet. */
    Path directoryFor(StorageUnderTest storage) throws IOException {
        Path directory = directory();
        storage.prepare(directory);
        return directory;
    }

    /** Copies a directory with all that is in it, and all its attributes. */
    Path copy(Path directory) throws IOException {
        Path copy = root.resolve("p" + count.incrementAndGet());
        try (Stream<Path> paths = Files.walk(directory)) {
            List<Path> all = paths.toList();
            for (Path path : all) {
                Files.copy(path, copy.resolve(directory.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return copy;
    }

    static void delete(Path directory) throws IOException {
        new SpoolView(directory).delete();
    }

    @Override
    public void close() throws IOException {
        delete(root);
    }
}
