package io.forebay.testkit.sweep;

import io.forebay.api.Recovery;
import io.forebay.api.TargetOpener;
import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.disk.DiskFault;
import io.forebay.testkit.disk.FaultyDisk;
import io.forebay.testkit.disk.ProcSelf;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** A real directory, which the target sees through a disk that fails. */
final class DiskPlace implements Place {
    private static final Pattern RECOVERED = Pattern.compile("_r\\d+\\.[^.]*$");
    private static final Path IN_MEMORY = Path.of("/dev/shm");

    private final StorageUnderTest storage;
    private final boolean forced;
    private final Path parent;
    private final Path directory;
    private final Path real;
    private final FaultyDisk disk;
    private final DiskWitness witness;
    private final SpoolView view;
    private final Set<String> leftover;
    private final Jam jam = new Jam();
    private final Flag struck = new Flag();
    private final Map<String, byte[]> kept = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final List<String> misdeeds = new ArrayList<>();

    DiskPlace(StorageUnderTest storage, boolean forced) throws IOException {
        this.storage = storage;
        this.forced = forced;
        parent = Files.isWritable(IN_MEMORY)
                ? Files.createTempDirectory(IN_MEMORY, "forebay-sweep")
                : Files.createTempDirectory("forebay-sweep");
        directory = Files.createDirectory(parent.resolve("spool"));
        real = directory.toRealPath();
        view = new SpoolView(directory);
        storage.prepare(directory);
        FaultyDisk before = FaultyDisk.over(directory);
        Leftover.spill(storage.in(before.path(), forced));
        before.die();
        view.forgetInstances();
        leftover = SpoolView.instances(view.hidden());
        disk = FaultyDisk.over(directory);
        witness = new DiskWitness(directory, forced);
        disk.fault(witness);
    }

    @Override
    public Jam jam() {
        return jam;
    }

    Flag flag() {
        return struck;
    }

    FaultyDisk disk() {
        return disk;
    }

    void arm(DiskFault fault) {
        disk.fault(fault.and(witness));
    }

    List<DiskPoint> points() {
        return witness.points();
    }

    @Override
    public TargetOpener opener() {
        return storage.in(disk.path(), forced);
    }

    @Override
    public boolean struck() {
        return struck.raised();
    }

    @Override
    public void heal() {
        disk.fault(witness);
        jam.release();
    }

    @Override
    public long calls() {
        return disk.calls();
    }

    @Override
    public List<Seen> ship() throws IOException {
        List<Seen> fresh = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : view.visible().entrySet()) {
            String name = file.getKey();
            Path path = directory.resolve(name);
            byte[] before = kept.remove(name);
            if (before == null) {
                fresh.add(new Seen(name, SpoolView.worker(name), file.getValue(), isLeftover(name)));
                if (!seen.add(name)) {
                    misdeeds.add("promise 5: the name " + name + " came up again after its file was shipped");
                }
            } else if (!Arrays.equals(before, file.getValue())) {
                misdeeds.add("promise 4: " + name + " has changed since it was first seen");
            }
            String wrong = RECOVERED.matcher(name).find() ? witness.judge(path) : witness.judge(path, file.getValue());
            if (wrong != null) {
                misdeeds.add(wrong);
            }
            // Every other one stays, to see whether it changes.
            if (seen.size() % 2 == 0 || witness.unforcedName(path)) {
                kept.put(name, file.getValue());
            } else {
                Files.delete(path);
            }
        }
        return fresh;
    }

    @Override
    public Recovery recover() throws IOException {
        return storage.recover(directory);
    }

    @Override
    public List<String> held() {
        List<String> held = new ArrayList<>();
        int handles = disk.openHandles();
        if (handles != 0) {
            held.add(handles + " handles");
        }
        List<String> maps = maps();
        if (!maps.isEmpty()) {
            held.add("maps " + maps);
        }
        return held;
    }

    /** Those of the instance that died before the run stay until the collector finds them; nobody is to blame. */
    private List<String> maps() {
        if (!ProcSelf.tellsMaps()) {
            return List.of();
        }
        try {
            return ProcSelf.maps(real).stream().filter(map -> !isLeftover(map)).toList();
        } catch (IOException e) {
            throw new AssertionError("the test can not look at its own maps", e);
        }
    }

    @Override
    public boolean isLeftover(String name) {
        return leftover.stream().anyMatch(name::contains);
    }

    @Override
    public List<String> residue() throws IOException {
        return view.hidden().stream()
                .filter(name -> !name.endsWith(".quarantine"))
                .toList();
    }

    @Override
    public List<String> misdeeds() throws IOException {
        ship();
        return misdeeds;
    }

    @Override
    public List<String> unforced() {
        List<String> names = new ArrayList<>();
        try {
            for (String name : view.visible().keySet()) {
                if (!isLeftover(name) && witness.unforcedName(directory.resolve(name))) {
                    names.add(name);
                }
            }
        } catch (IOException e) {
            throw new AssertionError("the test can not look at its own directory", e);
        }
        return names;
    }

    @Override
    public void close() throws IOException {
        new SpoolView(parent).delete();
    }
}
