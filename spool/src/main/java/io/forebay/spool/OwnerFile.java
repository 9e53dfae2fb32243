package io.forebay.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A locked owner file of a live instance: its lock says that the instance lives, its {@link CommitTable} what is whole.
 *
 * <p>Both go through one channel, because closing any other one on the file would release the lock.
 *
 * <p><b>Threads.</b> Safe for use by many.
 */
final class OwnerFile implements Closeable {
    private final SteadyChannel channel;
    private final Object identity;
    /** Of the directory that it was made in; equal to no other if that was replaced in this moment. */
    private final Object directory;

    private volatile Path path;

    private OwnerFile(Path path, SteadyChannel channel, Object identity, Object directory) {
        this.path = path;
        this.channel = channel;
        this.identity = identity;
        this.directory = directory;
    }

    /**
     * Creates, locks and fills an owner file.
     *
     * @return null if a recoverer took the new file for that of a dead instance in the moment before it was locked
     */
    static @Nullable OwnerFile create(Path path, ByteBuffer content, boolean forced) throws IOException {
        Object before = directory(path);
        SteadyChannel channel = SteadyChannel.open(
                path,
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PosixMode.PRIVATE);
        OwnerFile file;
        try {
            file = lock(path, channel, before);
            if (file != null) {
                channel.writeFully(content, 0);
                if (forced) {
                    channel.force();
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            try (channel) {
                Files.deleteIfExists(path);
            } catch (IOException | RuntimeException | Error left) {
                e.addSuppressed(left);
            }
            throw e;
        }
        if (file == null) {
            try (channel) {
                Files.deleteIfExists(path);
            }
        }
        return file;
    }

    private static @Nullable OwnerFile lock(Path path, SteadyChannel channel, Object before) throws IOException {
        Object identity = identity(path);
        FileLock lock = channel.tryLock();
        if (lock == null || identity == null || !identity.equals(identity(path))) {
            return null;
        }
        Object directory = directory(path);
        return new OwnerFile(path, channel, identity, directory.equals(before) ? directory : new Object());
    }

    /** Gives it another name, which must be free. */
    void moveTo(Path name) throws IOException {
        Publisher.rename(path, name);
        channel.renamed(name);
        path = name;
    }

    /** Tells which file a path leads to, or null if to none. */
    static @Nullable Object identity(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    private static Object directory(Path path) throws IOException {
        Path directory = Objects.requireNonNull(path.getParent(), "a file in a directory");
        return Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
    }

    boolean is(@Nullable Object identityOfAnother) {
        return identity.equals(identityOfAnother);
    }

    boolean madeBeside(OwnerFile other) {
        return directory.equals(other.directory);
    }

    void write(ByteBuffer bytes, long position) throws IOException {
        channel.writeFully(bytes, position);
    }

    void force() throws IOException {
        channel.force();
    }

    /** Makes sure that nobody publishes anything by what is written here, which is true no longer. */
    void empty() throws IOException {
        channel.truncate(0);
    }

    /** Forgets all lines; the header stays. */
    void clear(boolean forced) throws IOException {
        channel.truncate(OwnerLayout.HEADER_BYTES);
        if (forced) {
            channel.force();
        }
    }

    /** Deletes it, if the path still leads to it. */
    void delete() throws IOException {
        if (identity.equals(identity(path))) {
            Files.deleteIfExists(path);
        }
    }

    /** Releases the lock. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
