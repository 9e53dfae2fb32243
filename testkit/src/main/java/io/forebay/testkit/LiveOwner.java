package io.forebay.testkit;

import io.forebay.api.FlushTarget;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A writer that lives, in a directory where others have died, with a file that it has not published yet. */
final class LiveOwner implements AutoCloseable {
    private static final byte[] RECORD = Records.record(99, 0, 3_000);

    private final Path directory;
    private final FlushTarget target;
    private final FilledSegment segment;
    private final Set<String> instance;
    private final Map<String, List<Object>> files;

    LiveOwner(StorageUnderTest storage, Path directory) throws IOException {
        this.directory = directory;
        Set<String> others = new SpoolView(directory).instances();
        target = storage.in(directory, false).open(new TargetSpec(1, 1, 2 * RECORD.length));
        segment = new FilledSegment(target.open(SegmentSpec.ordinary(0, RECORD.length)));
        segment.add(RECORD).spill();
        instance = new SpoolView(directory).instances();
        instance.removeAll(others);
        files = files();
    }

    /** The one id. */
    Set<String> instance() {
        return instance;
    }

    boolean owns(String name) {
        return instance.stream().anyMatch(name::contains);
    }

    /** Publishes what it has, and says what somebody has done to it before. */
    List<String> problems() throws IOException {
        Map<String, List<Object>> now = files();
        if (!now.equals(files)) {
            return List.of("promise 13: the files of a live owner were " + files + " and are " + now);
        }
        String name = segment.publish().name();
        return Arrays.equals(Files.readAllBytes(directory.resolve(name)), RECORD)
                ? List.of()
                : List.of("promise 13: " + name + ", which a live owner has published, does not hold its record");
    }

    /** What can be told of each file without opening it, since closing it again would release the owner's lock. */
    private Map<String, List<Object>> files() throws IOException {
        Map<String, List<Object>> found = new TreeMap<>();
        for (String name : new SpoolView(directory).hidden()) {
            if (owns(name)) {
                PosixFileAttributes file = Files.readAttributes(directory.resolve(name), PosixFileAttributes.class);
                found.put(name, List.of(file.fileKey(), file.size(), file.lastModifiedTime(), file.permissions()));
            }
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
