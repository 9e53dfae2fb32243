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
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
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
    private final UnaryOperator<List<Seen>> eyes;
    private final Map<String, byte[]> seen = new HashMap<>();
    private final List<String> misdeeds = new ArrayList<>();
    private volatile Fault fault = Fault.none();

    /** A store that an instance has died on. */
    MemoryPlace() throws IOException {
        this(UnaryOperator.identity());
    }

    /**
     * As the other one.
     *
     * @param eyes through which all that is visible is seen, so that a test can break what the store would never do to a file
     */
    MemoryPlace(UnaryOperator<List<Seen>> eyes) throws IOException {
        this.eyes = eyes;
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
        List<Seen> fresh = new ArrayList<>();
        Map<String, byte[]> now = new HashMap<>();
        for (Seen file : eyes.apply(visible())) {
            if (now.put(file.name(), file.bytes()) != null) {
                misdeeds.add("promise 5: the name " + file.name() + " is there twice");
            }
            byte[] before = seen.remove(file.name());
            if (before == null) {
                fresh.add(file);
            } else if (!Arrays.equals(before, file.bytes())) {
                misdeeds.add("promise 4: " + file.name() + " has changed since it was first seen");
            }
            if (file.bytes().length == 0) {
                misdeeds.add("promise 4: " + file.name() + " is empty");
            }
        }
        // Nobody takes files away here.
        seen.keySet().forEach(name -> misdeeds.add("promise 4: " + name + " was seen, and is gone"));
        seen.clear();
        seen.putAll(now);
        return fresh;
    }

    private List<Seen> visible() {
        List<Seen> visible = new ArrayList<>();
        for (MemoryFile file : store.files()) {
            visible.add(new Seen(file.name(), file.worker(), file.bytes(), isLeftover(file.name())));
        }
        return visible;
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
        ship();
        return misdeeds;
    }

    @Override
    public List<String> unforced() {
        return List.of();
    }

    @Override
    public void close() {}
}
