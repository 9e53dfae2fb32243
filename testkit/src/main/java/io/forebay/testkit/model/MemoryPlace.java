package io.forebay.testkit.model;

import io.forebay.api.FlushTarget;
import io.forebay.api.Recovery;
import io.forebay.api.TargetOpener;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.MemoryFile;
import io.forebay.testkit.MemoryStore;
import io.forebay.testkit.MemoryTarget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A store in memory as a place. */
final class MemoryPlace implements Place {
    private final MemoryStore store = new MemoryStore();
    private final Set<String> taken = new HashSet<>();
    private final UnaryOperator<FlushTarget> change;

    MemoryPlace(UnaryOperator<FlushTarget> change) {
        this.change = change;
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by identity
    private record File(byte[] bytes, int worker) implements Seen {}

    @Override
    public Life life() {
        List<MemoryTarget> opened = new ArrayList<>();
        return new Life() {
            @Override
            public TargetOpener opener() {
                return spec -> {
                    MemoryTarget target = store.open(spec);
                    opened.add(target);
                    return change.apply(target);
                };
            }

            @Override
            public void kill() {
                opened.forEach(MemoryTarget::kill);
            }
        };
    }

    @Override
    public Map<String, Seen> visible(Map<String, Seen> known) {
        Map<String, Seen> files = new LinkedHashMap<>();
        for (MemoryFile file : store.files()) {
            if (taken.contains(file.name())) {
                continue;
            }
            Seen seen = known.get(file.name());
            files.put(file.name(), seen != null ? seen : new File(file.bytes(), file.worker()));
        }
        return files;
    }

    @Override
    public Recovery recover() throws IOException {
        try (FlushTarget target = change.apply(store.open(new TargetSpec(1, 1, 1)))) {
            return target.recover();
        }
    }

    @Override
    public void take(String name) {
        taken.add(name);
    }

    @Override
    public Map<String, String> remains() {
        Map<String, String> remains = new LinkedHashMap<>();
        if (store.unpublishedFiles() > 0) {
            remains.put("unpublished files", Integer.toString(store.unpublishedFiles()));
        }
        if (store.liveTargets() > 0) {
            remains.put("live targets", Integer.toString(store.liveTargets()));
        }
        return remains;
    }

    @Override
    public boolean keepsCommitted() {
        return false;
    }

    @Override
    public void close() {}
}
