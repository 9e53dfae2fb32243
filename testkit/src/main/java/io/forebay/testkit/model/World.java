package io.forebay.testkit.model;

import io.forebay.api.Amount;
import io.forebay.api.Recovery;
import io.forebay.testkit.SinkPromises;
import io.forebay.testkit.SinkSettings;
import io.forebay.testkit.model.Tally.Deed;
import io.forebay.testkit.model.Tally.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One place, the sinks that publish there, their time, and the model of what must have come of all that was done so far.
 *
 * <p>Each action ends with everybody at rest, and with a look at all that can be seen: the books of each sink against what callers were
 * told and what came to its target, the files against what the targets have published. The content of the files is
 * read where it says most: after a flush, a wait, a death, a recovery, and at the end.
 *
 * <p>Used by the driver.
 */
final class World {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final SinkPromises.Opener opener;
    private final ThreadGroup threads;
    private final SimulatedTime time;
    private final WallClock wall = new WallClock();
    private final Place place;
    private final List<Instance> instances = new ArrayList<>();
    private final Shelf shelf;
    private final Tally tally = new Tally();
    /** What the next recovery must find. */
    private Amount left = Amount.ZERO;

    private int actions;

    World(SinkModel model) {
        opener = model.opener();
        threads = model.threads();
        time = new SimulatedTime(threads);
        place = model.place(wall);
        shelf = new Shelf(place, instances);
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Does something, and looks at what came of it. */
    private void act(Deed deed, Step step) {
        tally.count(deed);
        actions++;
        act(step);
    }

    private void act(Step step) {
        try {
            step.run();
            time.cancelEvent();
            time.rest();
            look();
        } catch (IOException e) {
            throw new AssertionError("the place itself failed: " + e, e);
        }
    }

    // ---- preconditions

    List<Instance> open() {
        return instances.stream().filter(Instance::isOpen).toList();
    }

    boolean anyOpen() {
        return !open().isEmpty();
    }

    boolean anyClosed() {
        return instances.stream().anyMatch(instance -> !instance.isOpen() && !instance.isDead());
    }

    boolean anyTroubled() {
        return instances.stream().anyMatch(instance -> instance.trouble().felt());
    }

    /** Whether no target hangs. */
    boolean mayClose() {
        return instances.stream().noneMatch(instance -> instance.trouble().hangs());
    }

    boolean anyFile() {
        return !shelf.isEmpty();
    }

    // ---- actions

    void openSink(SinkSettings settings) {
        act(anyOpen() ? Deed.OPEN_SECOND : Deed.OPEN, () -> {
            int live = live();
            Instance instance = Instance.open(instances.size(), settings, time, place, opener, threads, tally);
            instances.add(instance);
            checkRecovery(instance.port().recovery(), live);
            shelf.read();
        });
    }

    /** A sink whose target can not recover: it does not open, and nothing changes. */
    void openInVain(SinkSettings settings) {
        act(Deed.OPEN_IN_VAIN, () -> {
            Opening.inVain(settings, time, place, opener, threads);
            shelf.read();
        });
    }

    void write(int which, Writing writing) {
        act(
                writing.interrupted() ? Deed.WRITE_INTERRUPTED : Deed.WRITE,
                () -> pick(open(), which).callers().write(writing));
    }

    void writeToClosed(int which, Writing writing) {
        act(
                Deed.WRITE_TO_CLOSED,
                () -> pick(
                                instances.stream()
                                        .filter(instance -> !instance.isOpen() && !instance.isDead())
                                        .toList(),
                                which)
                        .callers()
                        .writeToClosed(writing));
    }

    void burst(int which, List<List<Writing>> writings) {
        act(Deed.BURST, () -> pick(open(), which).callers().burst(writings, threads));
    }

    void pass(Duration duration) {
        act(Deed.PASS, () -> {
            time.pass(duration);
            if (shelf.news() || instances.stream().anyMatch(Instance::holdsSomething)) {
                shelf.read();
            }
        });
    }

    void flush(int which, Duration deadline) {
        act(Deed.FLUSH, () -> {
            pick(open(), which).flush(deadline);
            shelf.read();
        });
    }

    void close(int which, Duration deadline) {
        act(Deed.CLOSE, () -> {
            Instance instance = pick(open(), which);
            instance.close(deadline);
            leave(instance);
            shelf.read();
        });
    }

    void kill(int which) {
        act(Deed.KILL, () -> {
            Instance instance = pick(open(), which);
            left = left.plus(instance.kill());
            shelf.read();
        });
    }

    void jump(Duration duration) {
        act(Deed.JUMP, () -> {
            instances.forEach(instance -> instance.clockJumps(duration));
            time.jump(duration);
        });
    }

    void jumpOnTheWall(Duration duration) {
        act(Deed.JUMP_ON_THE_WALL, () -> wall.jump(duration));
    }

    void trouble(int which, Mishap mishap) {
        tally.count(mishap);
        act(Deed.TROUBLE, () -> mishap.befall(pick(open(), which).trouble()));
    }

    void heal() {
        act(Deed.HEAL, this::healAll);
    }

    /** All is well again as soon as a caller waits for it. */
    void healWhileWriting(int which, Writing writing) {
        act(Deed.HEAL_WHILE_WRITING, () -> {
            time.whenDriverWaits(() -> instances.forEach(Instance::heal));
            pick(open(), which).callers().write(writing);
            time.cancelEvent();
            healAll();
        });
    }

    void recover() {
        act(Deed.RECOVER, () -> {
            checkRecovery(place.recover(), live());
            shelf.read();
        });
    }

    void ship() {
        act(Deed.SHIP, () -> {
            shelf.read();
            shelf.takeAll();
        });
    }

    private void healAll() {
        instances.forEach(Instance::heal);
        time.rest();
        instances.forEach(this::leave);
    }

    private static Instance pick(List<Instance> from, int which) {
        return from.get(which % from.size());
    }

    private int live() {
        return (int) instances.stream().filter(Instance::lives).count();
    }

    // ---- what must hold

    /** A sink that is closed has left for recovery what its target holds; once, as soon as the target is closed. */
    private void leave(Instance instance) {
        left = left.plus(instance.takeLeft());
    }

    private void checkRecovery(Recovery recovery, int live) {
        Amount found = new Amount(recovery.records().orElse(-1), recovery.bytes());
        Instance.require(
                found.equals(left), "promise 9: recovery found %s and should have found %s: %s", found, left, recovery);
        Instance.require(
                recovery.live() == live, "promise 13: recovery saw %d live instances of %d", recovery.live(), live);
        Instance.require(
                recovery.quarantined().isEmpty() || instances.stream().anyMatch(Instance::lostSomething),
                "nobody has lost anything, and recovery set aside %s",
                recovery);
        left = Amount.ZERO;
        shelf.add(recovery, found);
        if (!recovery.recovered().isEmpty()) {
            tally.count(Event.RECOVERED);
        }
    }

    private void look() throws IOException {
        List<String> problems = new ArrayList<>();
        for (Instance instance : instances) {
            problems.addAll(instance.problems());
        }
        if (shelf.news()) {
            problems.addAll(shelf.look());
        }
        Instance.require(problems.isEmpty(), "%s", String.join("\n - ", problems));
    }

    /** Brings everything to its end: all sinks close cleanly, and nothing is left but files. */
    void end() {
        act(() -> {
            healAll();
            for (Instance instance : open()) {
                instance.close(LONG);
                leave(instance);
            }
            checkRecovery(place.recover(), 0);
            shelf.read();
            Instance.require(place.remains().isEmpty(), "promise 11: left behind are %s", place.remains());
            shelf.readAgain();
        });
    }

    Tally tally() {
        return tally;
    }

    /**
     * Ends all threads, whatever state they are in, and removes the place.
     *
     * @throws AssertionError with all that went wrong
     */
    void dispose() {
        AssertionError failure = new AssertionError("a sequence could not be cleared away");
        for (Instance instance : instances) {
            try {
                instance.abandon();
            } catch (RuntimeException | Error e) {
                failure.addSuppressed(e);
            }
        }
        try {
            place.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    @Override
    public String toString() {
        return actions + " actions, " + instances.size() + " sinks, " + shelf.size() + " files, " + time + ", " + wall;
    }
}
