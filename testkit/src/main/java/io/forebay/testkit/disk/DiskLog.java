package io.forebay.testkit.disk;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Writes down each operation on a disk, and what it was forced to keep; then tells what may be found there if the power had gone
 * after any of them.
 *
 * <pre>{@code
 * DiskLog log = DiskLog.over(directory);
 * …                                                  // run something on log.disk().path()
 * for (int count = 0; count <= log.size(); count++) {
 *     log.after(count, PowerLoss.random(seed)).write(fresh);
 *     …                                              // recover in fresh, and look
 * }
 * }</pre>
 *
 * <p><b>What it assumes.</b> POSIX promises next to nothing of what was not forced. So each part of a file is found as it was at <em>any</em> of
 * the moments since it was forced last, independently of all other parts: its name, its size, its permissions, and each of its
 * sectors. That covers writes that are lost, torn, zeroed (size without data) or reordered, also among themselves; files that fall
 * back to their old length; and names that are created, changed or removed in any order, before or after the data. What it takes
 * for granted, as journalling file systems keep it:
 *
 * <ul>
 *   <li>Force of a file keeps its data, size and permissions as of when it was called, but not its name.
 *   <li>Force of a directory keeps all names that were made, changed or removed in it; of a rename between two directories, it
 *       must be the one that the file was moved to.
 *   <li>A rename is atomic: the file has its old name or its new one, never both or none; and a name that it takes from another
 *       file always leads to one of the two.
 *   <li>A sector of 512 bytes is written whole or not at all.
 *   <li>Bytes that a file has got by its size, and that were never written, read as zeros.
 * </ul>
 *
 * <p>A write is taken down page by page, as the kernel does it, so that the power can also go in the middle of one. What was there
 * when the log was begun is certain. What is stored through a mapping makes no call: it is taken down, as one operation, before the next call
 * of any kind. So a mapping is kept by force of a channel of its file; {@link java.nio.MappedByteBuffer#force} passes by unseen.
 *
 * <p><b>Threads.</b> Any; where calls overlap, any order of them may be taken down, but none counts as forced that overlapped
 * the force.
 */
public final class DiskLog {
    private static final int PAGE = 4096;
    private static final Path TOP = Path.of("");

    private final Path root;
    private final FaultyDisk disk;
    private final List<String> operations = new ArrayList<>();
    private final List<Inode> inodes = new ArrayList<>();
    private final Map<Path, Inode> names = new HashMap<>();
    private final Map<Channel, Inode> files = new HashMap<>();
    private final Map<Channel, Path> directories = new HashMap<>();
    private final Set<Inode> mapped = new LinkedHashSet<>();

    private DiskLog(Path root) throws IOException {
        this.root = root;
        this.disk = new FaultyDisk(root, new Recorder());
        DiskState.of(root).entries().forEach((path, entry) -> add(path, Inode.existing(path, entry)));
    }

    /**
     * Begins a log.
     *
     * @param real a directory on the real file system; what is in it has long been forced
     * @return a log without operations
     * @throws IOException if the directory can not be read
     */
    public static DiskLog over(Path real) throws IOException {
        return new DiskLog(real.toRealPath());
    }

    /**
     * Returns the disk that is watched.
     *
     * @return the same one each time; it can also be given faults
     */
    public FaultyDisk disk() {
        return disk;
    }

    /**
     * Counts operations that change something or force it.
     *
     * @return how many there were so far
     */
    public synchronized int size() {
        return operations.size();
    }

    /**
     * Describes an operation, for messages.
     *
     * @param count 1 for the first; 0 for none
     * @return what it did
     */
    public synchronized String operation(int count) {
        return count == 0 ? "nothing" : operations.get(count - 1);
    }

    /**
     * Puts together what is found after a loss of power.
     *
     * @param count how many operations had been done, 0 to {@link #size}
     * @param loss what of it all is lost
     * @return what is in the directory then
     */
    public synchronized DiskState after(int count, PowerLoss loss) {
        Map<Inode, History.Moment<Optional<Path>>> names = new LinkedHashMap<>();
        Map<Inode, DiskState.Entry> contents = new HashMap<>();
        for (Inode inode : inodes) {
            History.Moment<Optional<Path>> name = inode.name(count, loss);
            names.put(inode, name);
            if (name.value().isPresent()) {
                contents.put(inode, inode.content(count, loss));
            }
        }
        Map<Path, Integer> taken = new HashMap<>();
        Map<Path, DiskState.Entry> found = new HashMap<>();
        contents.forEach((inode, content) -> {
            History.Moment<Optional<Path>> name = requireNonNull(names.get(inode));
            Path path = name.value().orElseThrow();
            History.Moment<Optional<Path>> heir = names.get(inode.heir());
            boolean replaced = heir != null && heir.time() >= inode.replaced();
            // If a deletion is lost, and the name was given to another file since, it leads to that one.
            if (!replaced && taken.getOrDefault(path, -1) < name.time()) {
                taken.put(path, name.time());
                found.put(path, content);
            }
        });
        // What is in a directory that is lost is lost with it.
        found.keySet().removeIf(path -> {
            Path directory = directory(path);
            while (taken.containsKey(directory)) {
                directory = directory(directory);
            }
            return !directory.equals(TOP);
        });
        return new DiskState(found);
    }

    private static Path directory(Path path) {
        return Objects.requireNonNullElse(path.getParent(), TOP);
    }

    private void add(Path path, Inode inode) {
        inodes.add(inode);
        names.put(path, inode);
    }

    private int next(String what, Path path) {
        noteStores();
        return note(what, path);
    }

    private int note(String what, Path path) {
        operations.add(what + " " + path);
        return operations.size();
    }

    /** What was stored through mappings since the last operation, and so before this one. */
    private void noteStores() {
        for (Inode inode : mapped) {
            Path path = root.resolve(inode.path());
            if (Files.exists(path)) {
                byte[] real = DiskState.bytes(path);
                if (inode.differs(real)) {
                    inode.store(note("STORE", inode.path()), real);
                }
            }
        }
    }

    /** Takes down what is done on the disk. */
    private final class Recorder implements DiskEffects {

        @Override
        public void opened(Channel channel, Path path) {
            synchronized (DiskLog.this) {
                Path relative = root.relativize(path);
                Inode inode = names.get(relative);
                if (relative.equals(TOP) || (inode != null && inode.directory())) {
                    directories.put(channel, relative);
                } else {
                    files.put(channel, inode == null ? create(path, false) : inode);
                }
            }
        }

        @Override
        public void madeDirectory(Path path) {
            synchronized (DiskLog.this) {
                create(path, true);
            }
        }

        @Override
        public void wrote(Channel channel, ByteBuffer bytes, long position) {
            synchronized (DiskLog.this) {
                Inode inode = file(channel);
                int at = Math.toIntExact(position);
                while (bytes.hasRemaining()) {
                    byte[] piece = new byte[Math.min(bytes.remaining(), PAGE - at % PAGE)];
                    bytes.get(piece);
                    inode.write(next("WRITE " + at + "+" + piece.length, inode.path()), piece, at);
                    at += piece.length;
                }
            }
        }

        @Override
        public void mapped(Channel channel) {
            synchronized (DiskLog.this) {
                mapped.add(file(channel));
            }
        }

        @Override
        public void truncated(Channel channel, long size) {
            synchronized (DiskLog.this) {
                Inode inode = file(channel);
                if (size < inode.size()) {
                    inode.truncate(next("TRUNCATE " + size, inode.path()), (int) size);
                }
            }
        }

        @Override
        public void forcing(Channel channel, boolean metaData) {
            synchronized (DiskLog.this) {
                Path directory = directories.get(channel);
                if (directory == null) {
                    Inode inode = file(channel);
                    inode.force(next("FORCE", inode.path()), metaData);
                    return;
                }
                int time = next("FORCE directory", directory);
                for (Inode inode : inodes) {
                    if (directory(inode.path()).equals(directory)) {
                        inode.forceName(time);
                    }
                }
            }
        }

        @Override
        public void permitted(Path path) {
            synchronized (DiskLog.this) {
                Set<PosixFilePermission> mode = DiskState.mode(path);
                Inode inode = known(path);
                inode.mode(next("ATTRIBUTES " + PosixFilePermissions.toString(mode), inode.path()), mode);
            }
        }

        @Override
        public void moved(Path from, Path to) {
            synchronized (DiskLog.this) {
                Inode inode = known(from);
                Path name = root.relativize(to);
                if (inode.directory()) {
                    throw new UnsupportedOperationException("no adapter renames a directory");
                }
                int time = next("MOVE " + inode.path() + " to", name);
                names.remove(inode.path());
                inode.rename(time, name);
                Inode before = names.put(name, inode);
                if (before != null) {
                    before.replace(time, inode);
                }
            }
        }

        @Override
        public void deleted(Path path) {
            synchronized (DiskLog.this) {
                Inode inode = known(path);
                inode.delete(next("DELETE", inode.path()));
                names.remove(inode.path());
            }
        }

        private Inode create(Path path, boolean directory) {
            Path name = root.relativize(path);
            int time = next(directory ? "MAKE_DIRECTORY" : "CREATE", name);
            Inode inode = Inode.created(time, name, directory, DiskState.mode(path));
            add(name, inode);
            return inode;
        }

        private Inode known(Path path) {
            return requireNonNull(names.get(root.relativize(path)), path + " was not made through this disk");
        }

        private Inode file(Channel channel) {
            return requireNonNull(files.get(channel), "a channel that was not opened through this disk");
        }
    }
}
