package io.forebay.testkit.process;

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

    /** Copies a directory of files with all their attributes. */
    Path copy(Path directory) throws IOException {
        Path copy = directory();
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> all = files.toList();
            for (Path file : all) {
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
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
