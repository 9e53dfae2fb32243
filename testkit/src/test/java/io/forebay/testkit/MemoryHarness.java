package io.forebay.testkit;

import io.forebay.api.FlushTarget;
import io.forebay.api.TargetSpec;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A memory store as the suite sees it. */
class MemoryHarness implements TargetHarness {
    private final MemoryStore store = new MemoryStore();

    @Override
    public FlushTarget open(TargetSpec spec) {
        return store.open(spec);
    }

    @Override
    public Map<String, byte[]> visible() {
        Map<String, byte[]> visible = new LinkedHashMap<>();
        store.files().forEach(file -> visible.put(file.name(), file.bytes()));
        return visible;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.complementOf(EnumSet.of(Capability.KEEPS_COMMITTED));
    }

    @Override
    public void kill(FlushTarget target) {
        ((MemoryTarget) target).kill();
    }

    @Override
    public void refuse(boolean on) {
        store.full(on);
    }

    @Override
    public void close() {}
}
