package io.forebay.testkit.model;

import static io.forebay.testkit.model.Instance.require;

import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.testkit.Offer;
import io.forebay.testkit.SinkSettings;
import io.forebay.testkit.Told;
import io.forebay.testkit.model.Tally.Event;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Those who write to one sink. What each is told, and after how much time, is held against what the model says of it.
 *
 * <p>Used by the driver.
 */
final class Callers {
    private final int number;
    private final SinkSettings settings;
    private final SimulatedTime time;
    private final Health health;
    private final Told told;
    private final RecordSink sink;
    private final Tally tally;
    /** Sources that keep a lane until time passes. */
    private final Set<Offer> slow = new HashSet<>();

    private int serial;

    /**
     * @param number of the sink
     * @param told is added to, as is the tally
     */
    Callers(
            int number,
            SinkSettings settings,
            SimulatedTime time,
            Health health,
            Told told,
            RecordSink sink,
            Tally tally) {
        this.number = number;
        this.settings = settings;
        this.time = time;
        this.health = health;
        this.told = told;
        this.sink = sink;
        this.tally = tally;
    }

    /** Sources that were accepted and not done with. */
    long unread() {
        return told.count(offer -> offer.accepted() && !offer.read());
    }

    /** Of these, those that do not end before time passes. */
    long slow() {
        return told.count(offer -> offer.accepted() && !offer.read() && slow.contains(offer));
    }

    /** One caller writes to a sink that is closed. */
    void writeToClosed(Writing writing) {
        long before = time.passed();
        Offer offer = offer(writing);
        require(
                offer.outcome() == Outcome.CLOSED && time.passed() == before,
                "%s, and the sink was closed",
                what(writing, offer, before));
    }

    /** One caller writes; time moves on where it has to wait. */
    void write(Writing writing) {
        long before = time.passed();
        boolean calm = health.calm();
        long unread = unread();
        Offer offer = offer(writing);
        long waited = time.passed() - before;
        if (waited > 0) {
            tally.count(Event.CALLER_WAITED);
        }
        String what = what(writing, offer, before);
        boolean source = offer.source() != null;
        boolean large = !source && offer.length() > settings.size();
        long timeout = settings.timeout().toNanos();
        boolean mayWait = source ? unread >= settings.queue() : !calm;
        boolean mayDrop = mayWait || (large && (timeout == 0 || writing.interrupted()));
        require(offer.outcome() != Outcome.CLOSED, "%s, and the sink was open", what);
        require(waited <= timeout, "promise 7: %s, later than its timeout of %s", what, settings.timeout());
        require(waited == 0 || mayWait, "%s, and there was room at once", what);
        require(waited == 0 || !writing.interrupted(), "%s, and was interrupted", what);
        if (offer.outcome() == Outcome.TIMED_OUT) {
            require(mayDrop, "%s, and there was room", what);
            require(
                    waited == timeout || writing.interrupted(),
                    "%s, before its timeout of %s",
                    what,
                    settings.timeout());
        }
    }

    private Offer offer(Writing writing) {
        Offer offer = writing.offer(to(0));
        told.add(offer);
        tally.count(writing.kind());
        tally.count(offer.outcome());
        if (writing.kind().slow()) {
            slow.add(offer);
        }
        return offer;
    }

    private String what(Writing writing, Offer offer, long before) {
        return writing + " was " + offer.outcome() + " after " + Duration.ofNanos(time.passed() - before);
    }

    /** Several threads write at once; time moves on where all of them wait. */
    void burst(List<List<Writing>> writings, ThreadGroup group) {
        boolean mayDrop = !health.calm() || settings.timeout().isZero() || unread() > 0;
        long before = time.passed();
        Burst burst = new Burst(writings, thread -> to(1 + thread));
        burst.run(time, group);
        Duration waited = Duration.ofNanos(time.passed() - before);
        require(mayDrop || waited.isZero(), "writers had to wait for %s, and nothing was in their way", waited);
        for (Offer offer : burst.offers()) {
            told.add(offer);
            require(
                    offer.accepted() || offer.outcome() == Outcome.TOO_LARGE || offer.outcome() == Outcome.TIMED_OUT,
                    "%s, and the sink was open",
                    offer);
            require(offer.outcome() != Outcome.TIMED_OUT || mayDrop, "%s, and there was room", offer);
        }
    }

    /** Records of one thread are in order among themselves: each thread has a number of its own at each sink. */
    private Writing.To to(int thread) {
        return new Writing.To(
                sink, time, settings.maxRecordBytes(), settings.size(), number * Burst.MOST + thread, serial++);
    }
}
