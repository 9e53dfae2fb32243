package io.forebay.spool;

import com.google.common.io.BaseEncoding;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens a {@link Spool}: tries out what it will need, and takes all of it back if something is missing. */
final class SpoolOpening {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int INSTANCE_BYTES = 16;

    /** Files that could not be removed yet keep their lines for a while. */
    private static final int SPARE_LINES = 16;

    /** Each lost round means that a recoverer has caught the same millisecond once more. */
    private static final int MAX_ROUNDS = 100;

    private final SpoolSettings settings;
    private final Deque<Path> created = new ArrayDeque<>();

    private SpoolOpening(SpoolSettings settings) {
        this.settings = settings;
    }

    static Spool open(SpoolSettings settings, Format format, int workers, int files) throws IOException {
        SpoolOpening opening = new SpoolOpening(settings);
        try {
            return opening.run(format, workers, files + SPARE_LINES);
        } catch (IOException | RuntimeException | Error e) {
            opening.takeBack(e);
            throw e;
        }
    }

    private Spool run(Format format, int workers, int slots) throws IOException {
        Path temp = settings.temp();
        if (settings.createDirectories()) {
            createDirectories(settings.directory().toAbsolutePath());
            if (temp != null) {
                createDirectories(temp.toAbsolutePath());
            }
        }
        SpoolPlaces places = SpoolPlaces.existing(settings.directory(), temp);
        if (!places.directory().getFileSystem().supportedFileAttributeViews().contains("posix")) {
            throw new IOException(places.directory() + ": its file system knows no POSIX permissions: use another one");
        }
        OwnerLayout.Header header = new OwnerLayout.Header(
                OwnerLayout.VERSION,
                format.id(),
                settings.clock().millis(),
                settings.permission(),
                settings.sync() == Sync.PUBLISH,
                settings.suffix(),
                relativeTemp(places));
        for (int round = 0; round < MAX_ROUNDS; round++) {
            String instance = newInstance();
            LiveInstances.add(instance);
            Spool spool = null;
            try {
                CommitTable table = createTable(places, instance, header, slots);
                if (table != null) {
                    settle(places, instance, table);
                    spool = new Spool(settings, places, instance, table, workers);
                    return spool;
                }
            } finally {
                if (spool == null) {
                    LiveInstances.remove(instance);
                }
            }
        }
        throw new IOException(places.directory() + ": recoverers took each of " + MAX_ROUNDS
                + " new owner files for dead ones: stop recovering all the time, and try again");
    }

    private @Nullable CommitTable createTable(SpoolPlaces places, String instance, OwnerLayout.Header header, int slots)
            throws IOException {
        try {
            return CommitTable.create(places.owner(settings.prefix(), instance), header, slots);
        } catch (IOException e) {
            throw new IOException(
                    places.directory() + ": can not create, lock and fill a file in it (" + e
                            + "): check that it is writable and has room",
                    e);
        }
    }

    /** Proves that the directories serve, or leaves nothing behind in them; what can not be removed is told with the cause. */
    private void settle(SpoolPlaces places, String instance, CommitTable table) throws IOException {
        Path guest = places.guest(settings.prefix(), instance);
        Path probe = places.directory().resolve(SpoolNames.of(guest));
        try {
            prove(places, probe, guest);
        } catch (IOException | RuntimeException | Error e) {
            List<Closeable> steps =
                    List.of(() -> Files.deleteIfExists(probe), () -> Files.deleteIfExists(guest), table::delete, table);
            for (Closeable step : steps) {
                try {
                    step.close();
                } catch (IOException | RuntimeException left) {
                    e.addSuppressed(left);
                }
            }
            throw e;
        }
    }

    /** Moves a file between the directories, which then stays there as the guest file. */
    private void prove(SpoolPlaces places, Path probe, Path guest) throws IOException {
        try {
            if (!places.shared()) {
                try (SteadyChannel channel = SteadyChannel.open(
                        probe,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                        PosixMode.PRIVATE)) {
                    channel.writeFully(
                            ByteBuffer.wrap((places.directory() + "\n").getBytes(StandardCharsets.UTF_8)), 0);
                }
                Files.move(probe, guest, StandardCopyOption.ATOMIC_MOVE);
            }
            if (settings.sync() == Sync.PUBLISH) {
                Publisher.forceDirectory(places.directory());
            }
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException(
                    "temp " + places.temp() + " is on another file system than directory " + places.directory()
                            + ", so files can not be renamed from one to the other: choose a directory beside it",
                    e);
        } catch (IOException e) {
            throw new IOException(
                    "temp " + places.temp() + " can not be used with directory " + places.directory() + " (" + e
                            + "): check that both are writable",
                    e);
        }
    }

    /** Relative, so that it still leads there when the file system is mounted in another place. */
    private String relativeTemp(SpoolPlaces places) throws IOException {
        if (places.shared()) {
            return "";
        }
        String relative = places.directory()
                .toRealPath()
                .relativize(places.temp().toRealPath())
                .toString();
        if (relative.getBytes(StandardCharsets.UTF_8).length > OwnerLayout.MAX_TEMP_BYTES) {
            throw new IOException("temp " + places.temp() + ": its path from " + places.directory() + " is longer than "
                    + OwnerLayout.MAX_TEMP_BYTES + " bytes: choose a shorter one");
        }
        return relative;
    }

    private void createDirectories(Path directory) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path path = directory; path != null && Files.notExists(path); path = path.getParent()) {
            missing.push(path);
        }
        for (Path path : missing) {
            try {
                Files.createDirectory(path);
                created.push(path);
            } catch (FileAlreadyExistsException e) {
                // Somebody else was faster; then it is not ours to take back.
                if (!Files.isDirectory(path)) {
                    throw e;
                }
            }
        }
    }

    private void takeBack(Throwable cause) {
        for (Path path : created) {
            try {
                Files.deleteIfExists(path);
            } catch (DirectoryNotEmptyException inUse) {
                // Somebody else has begun to use it in the meantime; then it is theirs.
                return;
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    private static String newInstance() {
        byte[] id = new byte[INSTANCE_BYTES];
        RANDOM.nextBytes(id);
        return BaseEncoding.base16().lowerCase().encode(id);
    }
}
