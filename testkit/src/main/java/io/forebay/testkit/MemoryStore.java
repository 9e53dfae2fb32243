package io.forebay.testkit;

import io.forebay.api.Recovery;
import io.forebay.api.TargetOpener;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A place in memory that files are published to, and that outlives the targets that are opened on it: a disk for tests.
 *
 * <p>It is the opener of {@link MemoryTarget}s, so a test hands it to whatever takes a target:
 *
 * <pre>{@code
 * MemoryStore store = new MemoryStore();
 * // open a sink on the store, write, close
 * assertThat(store.files()).hasSize(1);
 * }</pre>
 *
 * <p>What was spilled survives {@link #kill}, what was only in a buffer does not; the next target that is opened here can
 * recover the rest.
 *
 * <p><b>Threads.</b> All methods may be called by any thread. One lock guards the store; only copies in memory are made while
 * it is held.
 */
public final class MemoryStore implements TargetOpener {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<MemoryFile> files = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final List<MemoryFile> quarantined = new ArrayList<>();
    private final Set<Unpublished> unpublished = new LinkedHashSet<>();
    private final Set<MemoryTarget> live = new HashSet<>();
    private long instances;
    private boolean full;
    private boolean unsure;
    private byte @Nullable [] occupant;

    /** Makes an empty store. */
    public MemoryStore() {}

    /**
     * Opens a target here, beside all others that are open.
     *
     * @param spec how many buffers of what size to allocate
     * @return an open target, which belongs to the caller
     */
    @Override
    public MemoryTarget open(TargetSpec spec) {
        lock.lock();
        try {
            instances++;
            MemoryTarget target = new MemoryTarget(this, Long.toString(instances), spec);
            live.add(target);
            return target;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns all that is visible, in the order in which it was published.
     *
     * @return a copy of the list
     */
    public List<MemoryFile> files() {
        lock.lock();
        try {
            return List.copyOf(files);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns what recovery has set aside.
     *
     * @return a copy of the list
     */
    public List<MemoryFile> quarantined() {
        lock.lock();
        try {
            return List.copyOf(quarantined);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns how many unpublished files there are, of live and of dead targets.
     *
     * @return count of files
     */
    public int unpublishedFiles() {
        lock.lock();
        try {
            return unpublished.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns how many targets are open here.
     *
     * @return count of targets that were neither closed nor killed
     */
    public int liveTargets() {
        lock.lock();
        try {
            return live.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Fills the place up, or makes room again: while it is full, each spill and each publication is refused with an {@link
     * IOException} and changes nothing.
     *
     * @param isFull whether it is full from now on
     */
    public void full(boolean isFull) {
        lock.lock();
        try {
            full = isFull;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes publications unsure, or sure again: while they are, each fails with an {@link IOException} when its file is visible.
     *
     * @param isUnsure whether they are from now on
     */
    public void unsure(boolean isUnsure) {
        lock.lock();
        try {
            unsure = isUnsure;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Loses what was spilled here and is not published yet: targets notice when they next use it, set it aside and throw {@link
     * io.forebay.api.SpilledDataLostException}.
     */
    public void loseSpilled() {
        lock.lock();
        try {
            unpublished.forEach(Unpublished::lose);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts a file of somebody else's under the next name that is given out here, just before.
     *
     * @param foreign what it holds
     */
    public void occupy(byte[] foreign) {
        lock.lock();
        try {
            occupant = foreign.clone();
        } finally {
            lock.unlock();
        }
    }

    /** Kills all targets that are open here, as {@link MemoryTarget#kill} does. */
    public void kill() {
        lock.lock();
        try {
            List.copyOf(live).forEach(MemoryTarget::kill);
        } finally {
            lock.unlock();
        }
    }

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    void checkRoom() throws IOException {
        if (full) {
            throw new IOException("the store is full; call full(false) to make room");
        }
    }

    /** Makes a name known as taken by an unpublished file, so that recovery sees it once its owner is dead. */
    void add(Unpublished file) {
        unpublished.add(file);
    }

    void remove(Unpublished file) {
        unpublished.remove(file);
    }

    void publish(MemoryFile file) throws IOException {
        byte[] foreign = occupant;
        if (foreign != null) {
            occupant = null;
            names.add(file.name());
            files.add(new MemoryFile(file.name(), file.worker(), file.sequence(), foreign, 0));
        }
        if (!names.add(file.name())) {
            throw new IOException("the name " + file.name() + " is taken; no file is ever replaced");
        }
        files.add(file);
    }

    void died(MemoryTarget target) {
        live.remove(target);
    }

    boolean unsure() {
        return unsure;
    }

    MemoryFile setAside(Unpublished file) {
        MemoryFile aside = file.whole();
        unpublished.remove(file);
        quarantined.add(aside);
        return aside;
    }

    /** Puts a file in the place of the one that has its name, as no target may; for targets that are broken on purpose. */
    void replace(MemoryFile file) {
        lock.lock();
        try {
            files.replaceAll(old -> old.name().equals(file.name()) ? file : old);
        } finally {
            lock.unlock();
        }
    }

    /** Deletes what was set aside, as no target may; for targets that are broken on purpose. */
    void deleteSetAside() {
        lock.lock();
        try {
            quarantined.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Damages what dead targets have left, behind the back of recovery. */
    void damageLeftovers(UnaryOperator<byte[]> damage) {
        lock.lock();
        try {
            unpublished.stream().filter(file -> !live.contains(file.owner())).forEach(file -> file.damage(damage));
        } finally {
            lock.unlock();
        }
    }

    Recovery recover(MemoryTarget recoverer) {
        List<Recovery.Recovered> recovered = new ArrayList<>();
        List<Recovery.Quarantined> setAside = new ArrayList<>();
        for (Unpublished leftover : List.copyOf(unpublished)) {
            if (!live.contains(leftover.owner())) {
                settle(leftover, recovered, setAside);
            }
        }
        int others = live.contains(recoverer) ? live.size() - 1 : live.size();
        return new Recovery(recovered, setAside, others);
    }

    private void settle(
            Unpublished leftover, List<Recovery.Recovered> recovered, List<Recovery.Quarantined> quarantinedNow) {
        String reason = leftover.reasonToSetAside();
        if (reason == null) {
            MemoryFile file = leftover.cut();
            try {
                publish(file);
                unpublished.remove(leftover);
                recovered.add(new Recovery.Recovered(file.name(), file.length(), OptionalLong.of(file.records())));
                return;
            } catch (IOException taken) {
                reason = taken.toString();
            }
        }
        MemoryFile file = setAside(leftover);
        quarantinedNow.add(new Recovery.Quarantined(file.name(), file.length(), reason));
    }
}
