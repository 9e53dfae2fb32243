package io.forebay.testkit.sweep;

import io.forebay.api.Recovery;
import io.forebay.api.TargetOpener;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;
import io.forebay.testkit.FaultyTarget;
import io.forebay.testkit.MemoryFile;
import io.forebay.testkit.MemoryStore;
import io.forebay.testkit.MemoryTarget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** A store in memory, whose targets meet faults at the port. */
final class MemoryPlace implements Place {
    /** Worker, instance, and the letter of what was recovered. */
    private static final Pattern LEFTOVER = Pattern.compile("^\\d+_1_");

    private final MemoryStore store = new MemoryStore();
    private final Jam jam = new Jam();
    private final Flag struck = new Flag();
    private final AtomicLong calls = new AtomicLong();
    private final Map<Operation, Integer> counts = new EnumMap<>(Operation.class);
    private volatile Fault fault = Fault.none();
    private int shipped;

    /** A store that an instance has died on. */
    MemoryPlace() throws IOException {
        Leftover.spill(store);
        store.kill();
    }

    @Override
    public Jam jam() {
        return jam;
    }

    Flag flag() {
        return struck;
    }

    void arm(Fault newFault) {
        fault = newFault;
    }

    /** How often each operation was asked for. */
    Map<Operation, Integer> counts() {
        synchronized (counts) {
            return new EnumMap<>(counts);
        }
    }

    @Override
    public TargetOpener opener() {
        return FaultyTarget.over(store, this::strike);
    }

    private void strike(Operation operation) throws IOException {
        calls.incrementAndGet();
        synchronized (counts) {
            counts.merge(operation, 1, Integer::sum);
        }
        fault.strike(operation);
    }

    @Override
    public boolean struck() {
        return struck.raised();
    }

    @Override
    public void heal() {
        fault = Fault.none();
        jam.release();
    }

    @Override
    public long calls() {
        return calls.get();
    }

    @Override
    public List<Seen> ship() {
        List<MemoryFile> files = store.files();
        List<Seen> fresh = new ArrayList<>();
        for (; shipped < files.size(); shipped++) {
            MemoryFile file = files.get(shipped);
            fresh.add(new Seen(file.name(), file.worker(), file.bytes(), isLeftover(file.name())));
        }
        return fresh;
    }

    @Override
    public Recovery recover() throws IOException {
        try (MemoryTarget target = store.open(new TargetSpec(1, 1, 1))) {
            return target.recover();
        }
    }

    @Override
    public List<String> held() {
        return store.liveTargets() == 0 ? List.of() : List.of(store.liveTargets() + " open targets");
    }

    @Override
    public boolean isLeftover(String name) {
        return LEFTOVER.matcher(name).find();
    }

    @Override
    public List<String> residue() {
        return store.unpublishedFiles() == 0 ? List.of() : List.of(store.unpublishedFiles() + " unpublished files");
    }

    @Override
    public List<String> misdeeds() {
        return List.of();
    }

    @Override
    public List<String> unforced() {
        return List.of();
    }

    @Override
    public void close() {}
}
