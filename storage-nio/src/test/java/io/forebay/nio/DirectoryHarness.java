package io.forebay.nio;

import io.forebay.api.FlushTarget;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.Capability;
import io.forebay.testkit.TargetHarness;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.FaultyDisk;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A directory of its own for each test; each target sees it through a disk of its own, and can die on it. */
final class DirectoryHarness implements TargetHarness {
    private final SpoolView spooled;
    private final UnaryOperator<NioTarget> settings;
    private final Map<FlushTarget, FaultyDisk> disks = new HashMap<>();
    private boolean refuse;

    DirectoryHarness(Path directory, UnaryOperator<NioTarget> settings) {
        this.spooled = new SpoolView(directory);
        this.settings = settings;
    }

    @Override
    public FlushTarget open(TargetSpec spec) throws IOException {
        FaultyDisk disk = FaultyDisk.over(spooled.directory());
        disk.fault((call, path) -> {
            if (refuse && (call == DiskCall.WRITE || call == DiskCall.MOVE)) {
                throw new IOException("injected: no room");
            }
        });
        FlushTarget target = settings.apply(NioTarget.in(disk.path())).open(spec);
        disks.put(target, disk);
        return target;
    }

    @Override
    public Map<String, byte[]> visible() throws IOException {
        return spooled.visible();
    }

    @Override
    public Set<Capability> capabilities() {
        return new NioStorage().capabilities();
    }

    @Override
    public void kill(FlushTarget target) throws IOException {
        disks.get(target).die();
        spooled.forgetInstances();
    }

    @Override
    public void refuse(boolean on) {
        refuse = on;
    }

    @Override
    public void close() throws IOException {
        spooled.delete();
    }
}
