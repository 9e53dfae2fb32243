package io.forebay.testkit;

import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** A memory store as the suite sees it, with every trouble that there is. */
class MemoryHarness implements TargetHarness {
    private static final String PERMISSION = "0400";

    private final MemoryStore store = new MemoryStore();
    private final Map<FlushTarget, MemoryTarget> opened = new ConcurrentHashMap<>();
    private volatile Runnable stop = () -> {};
    private volatile boolean away;
    private volatile boolean full;
    private volatile String newFiles = PERMISSION;
    private final Map<String, String> permissions = new ConcurrentHashMap<>();
    private final AtomicLong looks = new AtomicLong();

    /** What the suite gets to see of a target; the target itself, unless it is to be broken on purpose. */
    FlushTarget wrap(FlushTarget target) {
        return target;
    }

    MemoryStore store() {
        return store;
    }

    boolean full() {
        return full;
    }

    boolean away() {
        return away;
    }

    @Override
    public FlushTarget open(TargetSpec spec) throws IOException {
        checkHere();
        MemoryTarget memory = store.open(spec);
        FlushTarget target = wrap(new Placed(memory));
        opened.put(target, memory);
        return target;
    }

    @Override
    public FlushTarget openContradicting(TargetSpec spec) throws IOException {
        throw new IllegalArgumentException("the store is set to other buffers than " + spec + "; set only one of them");
    }

    @Override
    public Map<String, byte[]> visible() {
        return contents(store.files());
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.complementOf(EnumSet.of(Capability.KEEPS_COMMITTED));
    }

    @Override
    public int worker(String name) {
        return Integer.parseInt(name.split("_", -1)[0]);
    }

    @Override
    public long sequence(String name) {
        return Long.parseLong(name.split("_", -1)[2]);
    }

    @Override
    public Map<String, String> permissions() {
        Map<String, String> seen = new LinkedHashMap<>();
        visible().keySet().forEach(name -> seen.put(name, permissions.getOrDefault(name, newFiles)));
        looks.incrementAndGet();
        return seen;
    }

    /** Gives files a wrong permission until they get the right one by {@link #permit}. */
    void publishWithoutPermission() {
        newFiles = "0600";
    }

    void permit(String name) {
        permissions.put(name, PERMISSION);
    }

    /** How often somebody has looked at all permissions. */
    long looks() {
        return looks.get();
    }

    @Override
    public String permission() {
        return PERMISSION;
    }

    @Override
    public int handles() {
        return store.liveTargets();
    }

    @Override
    public void kill(FlushTarget target) {
        opened.get(target).kill();
    }

    @Override
    public void refuse(boolean on) {
        full = on;
        store.full(on);
    }

    @Override
    public void hang(Runnable newStop) {
        stop = newStop;
    }

    @Override
    public String vanish() {
        away = true;
        return "the store";
    }

    @Override
    public void comeBack() {
        away = false;
    }

    @Override
    public void occupy(byte[] foreign) {
        store.occupy(foreign);
    }

    @Override
    public void loseSpilled() {
        store.loseSpilled();
    }

    @Override
    public void leaveUnsure(boolean on) {
        store.unsure(on);
    }

    @Override
    public List<LeftoverDamage> damages() {
        return List.of(
                damage("cut short", LeftoverDamage.Outcome.SET_ASIDE, bytes -> Arrays.copyOf(bytes, bytes.length - 1)),
                damage("emptied", LeftoverDamage.Outcome.SET_ASIDE, bytes -> new byte[0]),
                damage(
                        "with garbage behind",
                        LeftoverDamage.Outcome.RECOVERED,
                        bytes -> Arrays.copyOf(bytes, bytes.length + 9)));
    }

    private LeftoverDamage damage(String name, LeftoverDamage.Outcome outcome, UnaryOperator<byte[]> damage) {
        return new LeftoverDamage(name, outcome, () -> store.damageLeftovers(damage));
    }

    @Override
    public Map<String, byte[]> setAside() {
        return contents(store.quarantined());
    }

    @Override
    public void close() {}

    private static Map<String, byte[]> contents(List<MemoryFile> files) {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        files.forEach(file -> contents.put(file.name(), file.bytes()));
        return contents;
    }

    private void checkHere() throws IOException {
        if (away) {
            throw new IOException("the store is away; bring it back");
        }
    }

    /** A target on this place: what happens to the place happens before the target is asked. */
    private final class Placed extends ForwardingTarget {
        Placed(FlushTarget target) {
            super(target);
        }

        @Override
        public Recovery recover() throws IOException {
            checkHere();
            return super.recover();
        }

        @Override
        protected Segment wrap(Segment segment, SegmentSpec spec) {
            return new ForwardingSegment(segment) {
                @Override
                public void spill(int end) throws IOException {
                    meet();
                    super.spill(end);
                }

                @Override
                public Published publish() throws IOException {
                    meet();
                    return super.publish();
                }
            };
        }

        private void meet() throws IOException {
            checkHere();
            stop.run();
        }
    }
}
