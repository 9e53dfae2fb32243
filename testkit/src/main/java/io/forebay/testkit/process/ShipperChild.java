package io.forebay.testkit.process;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
    private static final String ATTRIBUTES = "unix:mode,ino,nlink,size,lastModifiedTime,ctime";
    /** A regular file that its owner may read. */
    private static final int MODE = 0100400;

    private final Path directory;
    private final DataOutputStream pipe;
    private final Map<String, Look> held = new TreeMap<>();
    private final Map<Object, String> inodes = new HashMap<>();

    private ShipperChild(Path directory, DataOutputStream pipe) {
        this.directory = directory;
        this.pipe = pipe;
    }

    /** What was seen of a file at one moment. */
    private record Look(Map<String, Object> attributes, byte[] bytes) {
        static Look at(Path path) throws IOException {
            Map<String, Object> attributes = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            return new Look(attributes, Files.readAllBytes(path));
        }

        Object inode() {
            return attributes.get("ino");
        }

        boolean same(Look other) {
            return attributes.equals(other.attributes) && Arrays.equals(bytes, other.bytes);
        }

        @Override
        public String toString() {
            return attributes + " with " + bytes.length + " bytes read";
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
        List<String> before = new ArrayList<>(held.keySet());
        for (String name : names) {
            if (!held.containsKey(name)) {
                Look look = Look.at(directory.resolve(name));
                checkFirst(name, look);
                held.put(name, look);
            }
        }
        for (String name : before) {
            ship(name);
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
        Object mode = look.attributes().get("mode");
        if (!mode.equals(MODE)) {
            problem(name + " has mode " + Integer.toOctalString((Integer) mode) + " when it is first seen");
        }
        if (!look.attributes().get("nlink").equals(1)) {
            problem(name + " has a second name when it is first seen: " + look);
        }
        if (!look.attributes().get("size").equals((long) look.bytes().length)) {
            problem(name + " changes while it is first read: " + look);
        }
        String other = inodes.put(look.inode(), name);
        if (other != null) {
            problem(name + " is the same file as " + other);
        }
    }

    private void ship(String name) throws IOException {
        Path path = directory.resolve(name);
        Look first = held.get(name);
        Look second = Look.at(path);
        if (!first.same(second)) {
            problem(name + " has changed since it was first seen: from " + first + " to " + second);
        }
        Files.delete(path);
        held.remove(name);
        inodes.remove(first.inode());
        pipe.writeUTF(name);
        pipe.writeInt(second.bytes().length);
        pipe.write(second.bytes());
    }

    /** A problem looks like a file without a length. */
    private void problem(String problem) throws IOException {
        pipe.writeUTF(problem);
        pipe.writeInt(-1);
    }
}
