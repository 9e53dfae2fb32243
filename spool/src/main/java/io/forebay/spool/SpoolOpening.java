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
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
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
                    spool = settle(places, instance, table, workers);
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
    private Spool settle(SpoolPlaces places, String instance, CommitTable table, int workers) throws IOException {
        Path guest = places.guest(settings.prefix(), instance);
        Path probe = places.probe(settings.prefix(), instance);
        try {
            prove(places, probe, guest);
            return new Spool(settings, places, instance, table, workers);
        } catch (IOException | RuntimeException | Error e) {
            List<Closeable> steps =
                    List.of(() -> Files.deleteIfExists(probe), () -> Files.deleteIfExists(guest), table::delete, table);
            for (Closeable step : steps) {
                try {
                    step.close();
                } catch (IOException | RuntimeException | Error left) {
                    e.addSuppressed(left);
                }
            }
            throw e;
        }
    }

    /**
     * Makes a file and gives it the permission of published ones; then moves it to the other directory, if there is one, where it stays as
     * the guest file.
     */
    private void prove(SpoolPlaces places, Path probe, Path guest) throws IOException {
        boolean forced = settings.sync() == Sync.PUBLISH;
        attempt(places, () -> make(places, probe, forced));
        provePermission(places, probe);
        attempt(places, () -> {
            if (places.shared()) {
                Files.delete(probe);
            } else {
                Files.move(probe, guest, StandardCopyOption.ATOMIC_MOVE);
                if (forced) {
                    Publisher.forceDirectory(places.temp());
                }
            }
        });
    }

    private static void make(SpoolPlaces places, Path probe, boolean forced) throws IOException {
        if (forced) {
            // The owner file's name, before a guest file points to it.
            Publisher.forceDirectory(places.directory());
        }
        try (SteadyChannel channel = SteadyChannel.open(
                probe,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixMode.PRIVATE)) {
            channel.writeFully(ByteBuffer.wrap((places.directory() + "\n").getBytes(StandardCharsets.UTF_8)), 0);
            if (forced && !places.shared()) {
                channel.force();
            }
        }
    }

    /** Some file systems refuse a permission, and some only seem to take it. */
    private void provePermission(SpoolPlaces places, Path probe) throws IOException {
        Set<PosixFilePermission> asked = PosixMode.toSet(settings.permission());
        String what = "permission " + PosixFilePermissions.toString(asked) + " can not be set in " + places.directory()
                + " (";
        Set<PosixFilePermission> set;
        try {
            Files.setPosixFilePermissions(probe, asked);
            set = Files.getPosixFilePermissions(probe, LinkOption.NOFOLLOW_LINKS);
            Files.setPosixFilePermissions(probe, PosixMode.toSet(0600));
        } catch (IOException e) {
            throw new IOException(what + e + "): use another file system", e);
        }
        if (!set.equals(asked)) {
            throw new IOException(what + "files get " + PosixFilePermissions.toString(set)
                    + " instead): choose that one, or another file system");
        }
    }

    /** Something that is done in the directories. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static void attempt(SpoolPlaces places, Step step) throws IOException {
        try {
            step.run();
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException(
                    "temp " + places.temp() + " is on another file system than directory " + places.directory()
                            + ", so files can not be renamed from one to the other: choose a directory beside it",
                    e);
        } catch (IOException e) {
            String which = places.shared()
                    ? places.directory() + " can not be used"
                    : "temp " + places.temp() + " can not be used with directory " + places.directory();
            throw new IOException(which + " (" + e + "): check that what is named is readable and writable", e);
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
            if (settings.sync() == Sync.PUBLISH) {
                confirm(path);
            }
        }
    }

    /** What is forced in a directory is worth nothing while the directory itself may go with the power. */
    private static void confirm(Path created) throws IOException {
        Path parent = Objects.requireNonNull(created.getParent(), "the root is always there");
        try {
            Publisher.forceDirectory(parent);
        } catch (IOException e) {
            throw new IOException(
                    "can not force " + parent + ", so " + created + " might be gone after a loss of power (" + e
                            + "): make " + parent + " readable, or create the directory before",
                    e);
        }
    }

    private void takeBack(Throwable cause) {
        for (Path path : created) {
            try {
                Files.deleteIfExists(path);
            } catch (DirectoryNotEmptyException inUse) {
                // Somebody else has begun to use it in the meantime; then it is theirs.
                return;
            } catch (IOException | RuntimeException | Error e) {
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
