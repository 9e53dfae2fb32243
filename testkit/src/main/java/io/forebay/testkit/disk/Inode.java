package io.forebay.testkit.disk;

import io.forebay.testkit.disk.PowerLoss.Part;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@link DiskLog} knows of one file or directory, whatever its name was and is. */
final class Inode {
    private static final int SECTOR = 512;
    private static final byte[] NO_BYTES = {};

    private final boolean directory;
    private final History<Optional<Path>> name;
    private final History<byte[]> bytes;
    private final History<Set<PosixFilePermission>> mode;
    private Path last;
    private @Nullable Inode heir;
    private int replaced;

    private Inode(DiskState.Entry entry, History<Optional<Path>> name, Path last, int time) {
        this.directory = entry.directory();
        this.name = name;
        this.last = last;
        this.bytes = new History<>(time, entry.bytes());
        this.mode = new History<>(time, entry.mode());
    }

    /** One that has long been there. */
    static Inode existing(Path path, DiskState.Entry entry) {
        return new Inode(entry, new History<>(0, Optional.of(path)), path, 0);
    }

    /** One that is made now, and is empty. */
    static Inode created(int time, Path path, boolean directory, Set<PosixFilePermission> mode) {
        History<Optional<Path>> name = new History<>(0, Optional.empty());
        name.change(time, Optional.of(path));
        return new Inode(new DiskState.Entry(directory, NO_BYTES, mode), name, path, time);
    }

    boolean directory() {
        return directory;
    }

    /** Its name, or the one that it had until it was deleted. */
    Path path() {
        return last;
    }

    void write(int time, byte[] piece, int at) {
        byte[] before = bytes.now();
        byte[] after = Arrays.copyOf(before, Math.max(before.length, at + piece.length));
        System.arraycopy(piece, 0, after, at, piece.length);
        bytes.change(time, after);
    }

    void truncate(int time, int size) {
        bytes.change(time, Arrays.copyOf(bytes.now(), size));
    }

    /** Something has changed it without a call: tells whether it holds anything else than before. */
    boolean differs(byte[] real) {
        return !Arrays.equals(real, bytes.now());
    }

    void store(int time, byte[] real) {
        bytes.change(time, real);
    }

    int size() {
        return bytes.now().length;
    }

    void mode(int time, Set<PosixFilePermission> now) {
        mode.change(time, now);
    }

    void rename(int time, Path to) {
        name.change(time, Optional.of(to));
        last = to;
    }

    void delete(int time) {
        name.change(time, Optional.empty());
    }

    /** Another file takes its name; it is gone exactly if that other one is found as it was from then on. */
    void replace(int time, Inode by) {
        heir = by;
        replaced = time;
    }

    @Nullable
    Inode heir() {
        return heir;
    }

    int replaced() {
        return replaced;
    }

    void force(int time, boolean metaData) {
        bytes.force(time);
        if (metaData) {
            mode.force(time);
        }
    }

    void forceName(int time) {
        name.force(time);
    }

    /** Where it is found, if it is. */
    History.Moment<Optional<Path>> name(int time, PowerLoss loss) {
        return choose(loss, Part.NAME, name.possible(time));
    }

    /** What is found there. It had a name at that time, so it was there. */
    DiskState.Entry content(int time, PowerLoss loss) {
        List<History.Moment<byte[]>> versions = bytes.possible(time);
        byte[] found = new byte[choose(loss, Part.SIZE, versions).value().length];
        Set<PosixFilePermission> permissions =
                choose(loss, Part.MODE, mode.possible(time)).value();
        for (int at = 0; at < found.length; at += SECTOR) {
            byte[] from = choose(loss, Part.DATA, versions).value();
            int end = Math.min(at + SECTOR, Math.min(found.length, from.length));
            if (at < end) {
                System.arraycopy(from, at, found, at, end - at);
            }
        }
        return new DiskState.Entry(directory, found, permissions);
    }

    private static <T> History.Moment<T> choose(PowerLoss loss, Part part, List<History.Moment<T>> moments) {
        return moments.get(loss.choose(part, moments.size()));
    }
}
