package io.forebay.spool;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives one worker's files their final names, in the order of their sequence.
 *
 * <p><b>Threads.</b> Any; they take turns, since a number is given out only when its rename has succeeded.
 */
final class Publisher {
    private final SpoolSettings settings;
    private final Path directory;
    private final String instance;
    private final int worker;
    private final ReentrantLock lock = new ReentrantLock();
    private long published;
    private long lastMillis = Long.MIN_VALUE;

    Publisher(SpoolSettings settings, Path directory, String instance, int worker) {
        this.settings = settings;
        this.directory = directory;
        this.instance = instance;
        this.worker = worker;
    }

    /** Renames a finished temporary file to the worker's next name, and returns that. */
    String publish(Path temporary) throws IOException {
        lock.lock();
        try {
            // A clock that is set back must not make the names of a worker sort in another order than that of
            // publishing.
            long millis = Math.max(lastMillis, settings.clock().millis());
            String name =
                    SpoolNames.published(settings.prefix(), worker, millis, instance, published + 1, settings.suffix());
            rename(temporary, directory.resolve(name));
            published++;
            lastMillis = millis;
            return name;
        } finally {
            lock.unlock();
        }
    }

    /** Renames in one step, and never over another file. */
    static void rename(Path from, Path to) throws IOException {
        // The atomic move replaces silently. Names never repeat, so nothing can take the name between the look and the
        // move. Without options, the look costs no exception on JDK 17, which made up a seventh of a small file's cost;
        // it takes a link that leads nowhere for nothing, as which it is replaced.
        if (Files.exists(to)) {
            throw new FileAlreadyExistsException(
                    to.toString(),
                    from.toString(),
                    "the final name is taken, and no file is ever replaced: move it away");
        }
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Over a network a rename can succeed and its answer be lost.
            if (Files.exists(to, LinkOption.NOFOLLOW_LINKS) && Files.notExists(from, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            throw e;
        }
    }

    static void forceDirectory(Path directory) throws IOException {
        try (SteadyChannel channel = SteadyChannel.open(directory, Set.of(StandardOpenOption.READ))) {
            channel.force();
        }
    }
}
