package io.forebay.bench;

import io.forebay.bench.run.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A new directory that is gone afterwards, also when a signal ends the command in the middle of a run. */
final class RunDirectory implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

    private final Path path;
    private final Thread user = Thread.currentThread();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onSignal, "forebay-bench-end");

    private RunDirectory(Path path) {
        this.path = path;
    }

    static RunDirectory in(Path place) throws IOException {
        check(place);
        RunDirectory made = new RunDirectory(Files.createTempDirectory(place, "forebay-bench"));
        Runtime.getRuntime().addShutdownHook(made.hook);
        return made;
    }

    /** One that is not in memory. */
    static RunDirectory onDisk(Path place) throws IOException {
        check(place);
        String type = Files.getFileStore(place).type();
        if (IN_MEMORY.contains(type)) {
            throw new IllegalArgumentException(place + " is in memory (" + type + "); name a directory on a disk");
        }
        return in(place);
    }

    private static void check(Path place) {
        if (!Files.isDirectory(place)) {
            throw new IllegalArgumentException(place + " is not a directory; create it, or name another one");
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try {
            Directories.empty(path);
            Files.delete(path);
        } finally {
            closed.countDown();
            forgetHook();
        }
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            return; // it is at work, and ends now
        }
    }

    /** Has the user end its run and close this; the JVM waits for that. */
    private void onSignal() {
        user.interrupt();
        try {
            if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("forebay-benchmarks: " + path + " is left");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }
}
