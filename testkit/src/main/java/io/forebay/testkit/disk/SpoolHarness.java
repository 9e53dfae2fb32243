package io.forebay.testkit.disk;

import static java.util.Objects.requireNonNull;

import io.forebay.api.FlushTarget;
import io.forebay.api.TargetOpener;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.Capability;
import io.forebay.testkit.LeftoverDamage;
import io.forebay.testkit.TargetHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A directory that targets with a spool publish in: each sees it through a disk of its own, and can die on it.
 *
 * <p><b>Threads.</b> As {@link TargetHarness} says.
 */
public final class SpoolHarness implements TargetHarness {
    private final SpoolView spooled;
    private final boolean forced;
    private final Set<Capability> capabilities;
    private final Function<Path, TargetOpener> adapter;
    private final List<FaultyDisk> disks = new CopyOnWriteArrayList<>();
    private final Map<FlushTarget, FaultyDisk> diskOf = new ConcurrentHashMap<>();
    private final Set<String> unforceable = ConcurrentHashMap.newKeySet();
    /** Files that are buffers themselves, so that nothing in them was spilled. */
    private final Set<String> mapped = ConcurrentHashMap.newKeySet();

    private final @Nullable Function<Path, TargetOpener> contradicting;
    private final AtomicReference<byte[]> occupant = new AtomicReference<>();
    private final Set<DiskCall> refused;
    private volatile Runnable stop = () -> {};
    private volatile boolean refuse;
    private volatile boolean unsure;

    /**
     * Makes one.
     *
     * @param directory of this harness alone; {@link #close} deletes it
     * @param forced whether published files are forced
     * @param capabilities of the adapter
     * @param adapter settings of a target that publishes in a directory
     */
    public SpoolHarness(
            Path directory, boolean forced, Set<Capability> capabilities, Function<Path, TargetOpener> adapter) {
        this(directory, forced, capabilities, adapter, null);
    }

    /**
     * Makes one for an adapter with settings that can contradict a spec.
     *
     * @param directory of this harness alone; {@link #close} deletes it
     * @param forced whether published files are forced
     * @param capabilities of the adapter
     * @param adapter settings of a target that publishes in a directory
     * @param contradicting such settings that contradict the spec which the suite opens with, or null if there are none
     */
    public SpoolHarness(
            Path directory,
            boolean forced,
            Set<Capability> capabilities,
            Function<Path, TargetOpener> adapter,
            @Nullable Function<Path, TargetOpener> contradicting) {
        this.spooled = new SpoolView(directory);
        this.forced = forced;
        this.capabilities = capabilities;
        this.adapter = adapter;
        this.contradicting = contradicting;
        // A publication can fail at its first byte, or when all is written. The suite runs with either.
        this.refused = forced ? EnumSet.of(DiskCall.MOVE) : EnumSet.of(DiskCall.WRITE, DiskCall.MOVE);
    }

    @Override
    public FlushTarget open(TargetSpec spec) throws IOException {
        return open(adapter, spec);
    }

    @Override
    public FlushTarget openContradicting(TargetSpec spec) throws IOException {
        return open(requireNonNull(contradicting, "contradicting"), spec);
    }

    @Override
    public OptionalInt bufferSize() {
        return adapter.apply(spooled.directory()).bufferSize();
    }

    private FlushTarget open(Function<Path, TargetOpener> settings, TargetSpec spec) throws IOException {
        FaultyDisk disk = FaultyDisk.over(spooled.directory());
        disk.fault(new Place());
        disks.add(disk);
        FlushTarget target = settings.apply(disk.path()).open(spec);
        diskOf.put(target, disk);
        return target;
    }

    /** What happens to the place. */
    private final class Place implements DiskFault {
        /** Data is written in part before it is refused; a line of the commit table is written or not. */
        private boolean half;

        @Override
        public int part(Path path, int bytes) {
            return refuse && refused.contains(DiskCall.WRITE) ? bytes / 2 : bytes;
        }

        @Override
        public void before(DiskCall call, Path path) throws IOException {
            if (refuse && refused.contains(call)) {
                half = !half && call == DiskCall.WRITE && path.toString().endsWith(".tmp");
                if (!half) {
                    throw new IOException("injected: no room");
                }
            }
            meet(call, path);
        }
    }

    private void meet(DiskCall call, Path path) throws IOException {
        String name = path.getFileName().toString();
        if (call == DiskCall.FORCE && (unforceable.contains(name) || (unsure && Files.isDirectory(path)))) {
            throw new IOException("injected: not forced");
        }
        if (call == DiskCall.MAP) {
            mapped.add(name);
        }
        if ((call == DiskCall.WRITE || call == DiskCall.TRUNCATE) && name.endsWith(".tmp")) {
            stop.run();
        }
        if (call == DiskCall.READ
                && !name.startsWith(".")
                && spooled.directory().equals(path.getParent())) {
            byte[] foreign = occupant.getAndSet(null);
            if (foreign != null) {
                Files.write(path, foreign);
            }
        }
    }

    @Override
    public Map<String, byte[]> visible() throws IOException {
        return spooled.visible();
    }

    @Override
    public Set<Capability> capabilities() {
        Set<Capability> all = EnumSet.copyOf(capabilities);
        if (!forced) {
            all.remove(Capability.LEAVES_UNSURE);
            // What is lost is gone, and so can not be kept.
            all.remove(Capability.SETS_ASIDE);
        }
        if (contradicting == null) {
            all.remove(Capability.CONTRADICTS);
        }
        return all;
    }

    @Override
    public int worker(String name) {
        return SpoolView.worker(name);
    }

    @Override
    public long sequence(String name) {
        return Long.parseLong(name.substring(name.lastIndexOf('_') + 1, name.lastIndexOf('.')));
    }

    @Override
    public Map<String, String> permissions() throws IOException {
        Map<String, String> permissions = new HashMap<>();
        for (String name : visible().keySet()) {
            Path path = spooled.directory().resolve(name);
            permissions.put(name, PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        }
        return permissions;
    }

    @Override
    public String permission() {
        return "r--------";
    }

    @Override
    public int handles() {
        return disks.stream().mapToInt(FaultyDisk::openHandles).sum();
    }

    @Override
    public void kill(FlushTarget target) throws IOException {
        requireNonNull(diskOf.get(target), "opened by this harness").die();
        spooled.forgetInstances();
    }

    @Override
    public void refuse(boolean on) {
        refuse = on;
    }

    @Override
    public void hang(Runnable newStop) {
        stop = newStop;
    }

    @Override
    public String vanish() throws IOException {
        Files.move(spooled.directory(), elsewhere());
        return spooled.directory().toString();
    }

    @Override
    public void comeBack() throws IOException {
        Files.move(elsewhere(), spooled.directory());
    }

    private Path elsewhere() {
        return spooled.directory().resolveSibling(spooled.directory().getFileName() + "-away");
    }

    @Override
    public void occupy(byte[] foreign) {
        occupant.set(foreign);
    }

    /** Where files are forced, they can not be any more; else they are gone. */
    @Override
    public void loseSpilled() throws IOException {
        for (Path path : SpoolDamage.temporaries(spooled)) {
            String name = path.getFileName().toString();
            if (mapped.contains(name)) {
                continue;
            }
            if (forced) {
                unforceable.add(name);
            } else {
                Files.delete(path);
            }
        }
    }

    @Override
    public void leaveUnsure(boolean on) {
        unsure = on;
    }

    @Override
    public List<LeftoverDamage> damages() {
        return new SpoolDamage(spooled).all(forced);
    }

    @Override
    public Map<String, byte[]> setAside() throws IOException {
        Map<String, byte[]> aside = new HashMap<>();
        for (String name : spooled.hidden()) {
            if (name.endsWith(".quarantine")) {
                Path path = spooled.directory().resolve(name);
                aside.put(path.getFileName().toString(), Files.readAllBytes(path));
            }
        }
        return aside;
    }

    @Override
    public void close() throws IOException {
        spooled.delete();
    }
}
