package io.forebay.testkit.process;

import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A process that looks for files, reads each as soon as it sees it and once more in its next round, sends it through a pipe and deletes
 * it, as fast as it can; and says what is wrong with a file before it sends it.
 *
 * <p>In one round it goes by names, as rsync does; in the next it looks at everything that is not hidden. It ends after its parent has
 * said that there is nothing more to come.
 */
final class ShipperChild {
    /** A regular file that its owner may read. */
    private static final int MODE = 0100400;

    private final Path directory;
    private final DataOutputStream pipe;
    private final Map<Object, String> inodes = new HashMap<>();
    /** What was seen in the last round. */
    private Map<String, Look> held = new TreeMap<>();

    private ShipperChild(Path directory, DataOutputStream pipe) {
        this.directory = directory;
        this.pipe = pipe;
    }

    /** What was seen of a file at one moment; the values of {@code stat} are compared only. */
    private record Look(
            Object mode, Object inode, Object links, long size, Object written, Object changed, ByteBuffer bytes) {
        static Look at(Path path) throws IOException {
            Map<String, Object> stat = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
            return new Look(
                    value(stat, "mode"),
                    value(stat, "ino"),
                    value(stat, "nlink"),
                    (Long) value(stat, "size"),
                    value(stat, "lastModifiedTime"),
                    value(stat, "ctime"),
                    ByteBuffer.wrap(Files.readAllBytes(path)));
        }

        private static Object value(Map<String, Object> stat, String name) {
            return requireNonNull(stat.get(name), name);
        }
    }

    public static void main(String[] arguments) throws IOException {
        try (DataOutputStream pipe =
                        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
                FileInputStream parent = new FileInputStream(FileDescriptor.in)) {
            ShipperChild shipper = new ShipperChild(Path.of(arguments[1]), pipe);
            boolean byName = true;
            boolean nothing = false;
            boolean last = false;
            while (!last || !nothing) {
                // Asked before it looks, so that what was published before the answer is seen.
                last = last || parent.available() > 0;
                nothing = shipper.round(byName);
                byName = !byName;
            }
        }
    }

    /** Ships what was seen in the round before, looks at what is new, and tells whether there was neither. */
    private boolean round(boolean byName) throws IOException {
        List<String> names = names(byName);
        Map<String, Look> before = held;
        held = new TreeMap<>();
        for (String name : names) {
            if (!before.containsKey(name)) {
                Look look = Look.at(directory.resolve(name));
                checkFirst(name, look);
                held.put(name, look);
            }
        }
        for (Map.Entry<String, Look> file : before.entrySet()) {
            ship(file.getKey(), file.getValue());
        }
        pipe.flush();
        return names.isEmpty() && before.isEmpty();
    }

    private List<String> names(boolean byName) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> paths =
                byName ? Files.newDirectoryStream(directory, "[!._]*.log") : Files.newDirectoryStream(directory)) {
            for (Path path : paths) {
                String name = String.valueOf(path.getFileName());
                if (byName || !name.startsWith(".")) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private void checkFirst(String name, Look look) throws IOException {
        if (!look.mode().equals(MODE)) {
            problem(name + " has not mode " + MODE + " (0100400) when it is first seen: " + look);
        }
        if (!look.links().equals(1)) {
            problem(name + " has a second name when it is first seen: " + look);
        }
        if (look.size() != look.bytes().limit()) {
            problem(name + " changes while it is first read: " + look);
        }
        String other = inodes.put(look.inode(), name);
        if (other != null) {
            problem(name + " is the same file as " + other);
        }
    }

    private void ship(String name, Look first) throws IOException {
        Path path = directory.resolve(name);
        Look second = Look.at(path);
        if (!first.equals(second)) {
            problem(name + " has changed since it was first seen: from " + first + " to " + second);
        }
        Files.delete(path);
        inodes.remove(first.inode());
        pipe.writeUTF(name);
        pipe.writeInt(second.bytes().limit());
        pipe.write(second.bytes().array());
    }

    /** A problem looks like a file without a length. */
    private void problem(String problem) throws IOException {
        pipe.writeUTF(problem);
        pipe.writeInt(-1);
    }
}
