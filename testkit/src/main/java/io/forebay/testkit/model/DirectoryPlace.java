package io.forebay.testkit.model;

import io.forebay.api.Recovery;
import io.forebay.api.TargetOpener;
import io.forebay.testkit.Capability;
import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.disk.FaultyDisk;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A real directory as a place, in memory where the machine has that. Each process sees it through a disk of its own, which dies with it. */
final class DirectoryPlace implements Place {
    private static final Path MEMORY = Path.of("/dev/shm");

    private final StorageUnderTest storage;
    private final InstantSource clock;
    private final SpoolView spooled;

    DirectoryPlace(StorageUnderTest storage, InstantSource clock) throws IOException {
        this.storage = storage;
        this.clock = clock;
        spooled = new SpoolView(
                Files.isWritable(MEMORY)
                        ? Files.createTempDirectory(MEMORY, "forebay-model")
                        : Files.createTempDirectory("forebay-model"));
        storage.prepare(spooled.directory());
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by identity
    private record File(byte[] bytes, int worker, Object key, long size, Object modified, String mode)
            implements Seen {}

    @Override
    public Life life() {
        FaultyDisk disk = FaultyDisk.over(spooled.directory());
        TargetOpener opener = storage.in(disk.path(), false, clock);
        Set<String> instances = new HashSet<>();
        return new Life() {
            @Override
            public TargetOpener opener() {
                return spec -> {
                    Set<String> others = spooled.instances();
                    var target = opener.open(spec);
                    instances.addAll(spooled.instances());
                    instances.removeAll(others);
                    return target;
                };
            }

            @Override
            public void kill() {
                disk.die();
                instances.forEach(SpoolView::forget);
            }
        };
    }

    @Override
    public Map<String, Seen> visible(Map<String, Seen> known) throws IOException {
        List<String> names = spooled.visibleNames();
        // Those that were recovered carry the time at which their instance opened, and would come first.
        names.sort(Comparator.comparing(SpoolView::recovered).thenComparing(Comparator.naturalOrder()));
        Map<String, Seen> files = new LinkedHashMap<>();
        for (String name : names) {
            files.put(name, look(name, known.get(name)));
        }
        return files;
    }

    private Seen look(String name, @Nullable Seen known) throws IOException {
        Path path = spooled.directory().resolve(name);
        PosixFileAttributes attributes =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (known instanceof File file
                && file.key.equals(attributes.fileKey())
                && file.size == attributes.size()
                && file.modified.equals(attributes.lastModifiedTime())
                && file.mode.equals(PosixFilePermissions.toString(attributes.permissions()))) {
            return known;
        }
        return new File(
                Files.readAllBytes(path),
                SpoolView.worker(name),
                attributes.fileKey(),
                attributes.size(),
                attributes.lastModifiedTime(),
                PosixFilePermissions.toString(attributes.permissions()));
    }

    @Override
    public Recovery recover() throws IOException {
        return storage.recover(spooled.directory());
    }

    @Override
    public void take(String name) throws IOException {
        Files.delete(spooled.directory().resolve(name));
    }

    @Override
    public Map<String, String> remains() throws IOException {
        Map<String, String> remains = new LinkedHashMap<>();
        List<String> hidden = new ArrayList<>(spooled.hidden());
        hidden.removeIf(name -> name.endsWith(".quarantine"));
        if (!hidden.isEmpty()) {
            remains.put("hidden files", hidden.toString());
        }
        return remains;
    }

    @Override
    public boolean keepsCommitted() {
        return storage.capabilities().contains(Capability.KEEPS_COMMITTED);
    }

    @Override
    public void close() throws IOException {
        spooled.delete();
    }
}
