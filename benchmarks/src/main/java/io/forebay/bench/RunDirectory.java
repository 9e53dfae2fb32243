package io.forebay.bench;

import io.forebay.bench.run.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A new directory that is gone afterwards.
 *
 * @param path of it
 */
record RunDirectory(Path path) implements AutoCloseable {
    static RunDirectory in(Path place) throws IOException {
        return new RunDirectory(Files.createTempDirectory(place, "forebay-bench"));
    }

    @Override
    public void close() throws IOException {
        Directories.empty(path);
        Files.delete(path);
    }
}
