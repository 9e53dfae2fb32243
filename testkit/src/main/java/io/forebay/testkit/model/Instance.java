package io.forebay.testkit.model;

import static java.util.Objects.requireNonNull;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.FlushReport;
import io.forebay.api.Ledger;
import io.forebay.api.LossReason;
import io.forebay.api.RecordSink;
import io.forebay.testkit.FaultyTarget;
import io.forebay.testkit.Offer;
import io.forebay.testkit.RecordChecker;
import io.forebay.testkit.SinkPromises;
import io.forebay.testkit.SinkSettings;
import io.forebay.testkit.Told;
import io.forebay.testkit.model.Tally.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One sink under test, with what the model knows of it. Each thing that is done to it is held against what the model says of it: what is
 * answered, and after how much time.
 *
 * <p>Used by the driver.
 */
final class Instance {
    /** Enough for all sources that can be queued to stall, one after the other. */
    private static final Duration LONG = Duration.ofSeconds(60);

    private final int number;
    private final SinkSettings settings;
    private final SimulatedTime time;
    private final Place.Life life;
    private final Tally tally;
    private final Trouble trouble;
    private final Health health;
    private final Told told;
    private final RecordSink sink;
    private final Due due;
    private final Callers callers;
    private @Nullable Port port;
    private @Nullable CloseReport report;
    private boolean dead;
    private boolean leftTaken;

    private Instance(
            int number,
            SinkSettings settings,
            SimulatedTime time,
            Place.Life life,
            SinkPromises.Opener opener,
            boolean keepsCommitted,
            Tally tally)
            throws IOException {
        this.number = number;
        this.settings = settings;
        this.time = time;
        this.life = life;
        this.tally = tally;
        trouble = new Trouble(time);
        health = new Health(time, trouble);
        told = new Told(settings);
        due = new Due(settings, time, health, told);
        sink = opener.open(
                FaultyTarget.over(
                        spec -> {
                            Port opened = new Port(life.opener().open(spec), keepsCommitted);
                            port = opened;
                            return opened;
                        },
                        trouble),
                settings,
                time);
        callers = new Callers(number, settings, time, health, told, sink, tally);
    }

    /** Opens a sink on a thread of the group, so that all its threads belong there. */
    static Instance open(
            int number,
            SinkSettings settings,
            SimulatedTime time,
            Place place,
            SinkPromises.Opener opener,
            ThreadGroup group,
            Tally tally) {
        try {
            Instance instance = Opening.on(
                    group,
                    () -> new Instance(number, settings, time, place.life(), opener, place.keepsCommitted(), tally));
            time.rest();
            return instance;
        } catch (ExecutionException e) {
            throw new AssertionError("a sink could not be opened though its target is well: " + e.getCause(), e);
        }
    }

    boolean isOpen() {
        return !dead && report == null;
    }

    boolean isDead() {
        return dead;
    }

    /** Whether its target is alive: recovery must leave it alone. */
    boolean lives() {
        return !dead && !port().closed();
    }

    /** Whether it may have left half a record behind. */
    boolean lostSomething() {
        return dead || (report != null && sink.ledger().lost().records() > 0);
    }

    Port port() {
        return requireNonNull(port);
    }

    Trouble trouble() {
        return trouble;
    }

    void heal() {
        health.heal();
    }

    void clockJumps(Duration duration) {
        health.jumps(duration);
        due.clockJumps();
    }

    boolean holdsSomething() {
        return isOpen() && !sink.ledger().buffered().equals(Amount.ZERO);
    }

    Callers callers() {
        return callers;
    }

    // ---- what its owner does

    void flush(Duration deadline) {
        long before = time.passed();
        boolean mayWait = trouble.felt() || deadline.isZero() || callers.slow() > 0;
        long unread = callers.unread();
        FlushReport flush = sink.flush(deadline);
        tally.count(flush.status());
        Duration waited = Duration.ofNanos(time.passed() - before);
        time.rest();
        Amount buffered = sink.ledger().buffered();
        String what = "flush gave " + flush + " after " + waited;
        require(waited.compareTo(deadline) <= 0, "%s, later than its deadline", what);
        switch (flush.status()) {
            case OK, INCOMPLETE -> {
                require(
                        buffered.equals(Amount.ZERO),
                        "promise 10: %s, and %s is buffered though it was accepted before",
                        what,
                        buffered);
                require(flush.ok() || unread > 0, "%s, and no source was being read that could fail", what);
                due.flushed();
            }
            case TIMED_OUT -> {
                require(mayWait, "promises 10 and 12: %s, and there was nothing to wait for", what);
                require(waited.equals(deadline), "%s, before its deadline", what);
                require(flush.pending() >= buffered.records(), "%s, and %s is buffered", what, buffered);
            }
            case CLOSED -> throw new AssertionError(what + ", and the sink is open");
        }
    }

    void close(Duration deadline) {
        long before = time.passed();
        boolean well = !trouble.felt();
        boolean inTime =
                well && (callers.slow() == 0 ? !deadline.isZero() : deadline.compareTo(LONG) >= 0 && !health.behind());
        Amount held = sink.ledger().buffered();
        CloseReport closed = sink.close(deadline);
        report = closed;
        Duration waited = Duration.ofNanos(time.passed() - before);
        time.rest();
        // With its deadline used up, close waits by the clock of the machine, and names a thread that comes late.
        boolean mayName = waited.equals(deadline);
        // What that thread does then is in the sink's own ledger only.
        Ledger ledger = mayName ? sink.ledger() : closed.ledger();
        ledger.failures().keySet().forEach(tally::count);
        if (ledger.lost().records() > 0) {
            tally.count(Event.LOST_AT_CLOSE);
        }
        String what = "close gave " + closed + " after " + waited;
        require(ledger.buffered().equals(Amount.ZERO), "promise 1: %s, and something is still buffered", what);
        require(ledger.lost().records() <= held.records(), "%s, and lost more than the %s that it held", what, held);
        require(!inTime || closed.clean(), "promise 12: %s, and there was time to publish everything", what);
        Amount kept = ledger.losses().getOrDefault(LossReason.RECOVERABLE, Amount.ZERO);
        require(waited.compareTo(deadline) <= 0, "%s, later than its deadline of %s", what, deadline);
        require(
                (mayName || closed.leftovers().size() == (trouble.closeRefused() ? 1 : 0)) && port().closed(),
                "promise 11: %s, and left something open, or did not tell what its target did",
                what);
        require(kept.equals(port().inFiles()), "%s, and the target has kept %s for recovery", what, port().inFiles());
        require(sink.close(Duration.ZERO).equals(closed), "%s, and a second one something else", what);
        require(
                sink.flush(Duration.ZERO).status() == FlushReport.Status.CLOSED,
                "%s, and a flush does not say so",
                what);
    }

    /** What its target has left for recovery; once, and only when the target is closed. */
    Amount takeLeft() {
        if (isOpen() || dead || leftTaken || !port().closed()) {
            return Amount.ZERO;
        }
        leftTaken = true;
        return port().inFiles();
    }

    /** Dies as its process would; returns what it must leave behind for recovery. */
    Amount kill() throws IOException {
        Amount kept = port().die();
        life.kill();
        dead = true;
        // Only its threads are left; they must not be able to do anything any more.
        trouble.end();
        sink.close(Duration.ZERO);
        time.rest();
        return kept;
    }

    /** Ends its threads, whatever state it is in, after the sequence has failed or come to its end. */
    void abandon() {
        trouble.end();
        if (isOpen()) {
            sink.close(Duration.ZERO);
        }
        time.rest();
    }

    // ---- what must hold at rest

    List<String> problems() {
        if (dead) {
            return told.sources(true);
        }
        due.stamp();
        Audit audit = new Audit(told, port(), sink.ledger(), isOpen(), health.calm(), due.doubtful(), settings.size());
        List<String> problems = audit.problems();
        problems.addAll(told.sources(!lives()));
        problems.replaceAll(problem -> "sink " + number + ": " + problem);
        return problems;
    }

    /** Tells a checker what the files of this sink hold, and must hold. */
    void tell(RecordChecker checker) {
        told.tell(checker, must());
    }

    private Predicate<Offer> must() {
        CloseReport closed = report;
        if (closed == null && !dead) {
            return due.now();
        }
        return lostSomething() ? due.whateverHappens() : due.atTheEnd();
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is not on this module's path
    static void require(boolean condition, String message, Object... arguments) {
        if (!condition) {
            throw new AssertionError(String.format(message, arguments));
        }
    }
}
