package io.forebay.bench;

import io.forebay.bench.run.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A new directory that is gone afterwards, also when a signal ends the command in the middle of a run. */
final class RunDirectory implements AutoCloseable {
    private final Path path;
    private final Thread hook = new Thread(this::breakOff, "forebay-bench-end");

    private RunDirectory(Path path) {
        this.path = path;
    }

    static RunDirectory in(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            throw new IllegalArgumentException(place + " is not a directory; create it, or name another one");
        }
        RunDirectory made = new RunDirectory(Files.createTempDirectory(place, "forebay-bench"));
        Runtime.getRuntime().addShutdownHook(made.hook);
        return made;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            return; // the hook does it
        }
        delete();
    }

    private void breakOff() {
        // One that still runs would write on.
        List<ProcessHandle> runs = ProcessHandle.current().descendants().toList();
        runs.forEach(ProcessHandle::destroyForcibly);
        runs.forEach(run -> run.onExit().join());
        try {
            delete();
        } catch (IOException e) {
            System.err.println("forebay-benchmarks: " + path + " is left: " + e);
        }
    }

    private void delete() throws IOException {
        Directories.empty(path);
        Files.deleteIfExists(path);
    }
}
