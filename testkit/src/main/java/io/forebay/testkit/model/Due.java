package io.forebay.testkit.model;

import io.forebay.testkit.Offer;
import io.forebay.testkit.SinkSettings;
import io.forebay.testkit.Told;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which records of a sink must be published by now: those that were flushed, those that have files of their own, and those that have become
 * too old.
 *
 * <p>Used by the driver.
 */
final class Due {
    private final SinkSettings settings;
    private final SimulatedTime time;
    private final Health health;
    private final Told told;
    /** Until when each record may stay unpublished, by the clock. */
    private final Map<Offer, Long> latest = new HashMap<>();
    /** Offers that were made before a flush that published everything. */
    private final Set<Offer> flushed = new HashSet<>();
    /** Sources that were being read while the clock jumped: they may have run out of time. */
    private final Set<Offer> doubtful = new HashSet<>();

    Due(SinkSettings settings, SimulatedTime time, Health health, Told told) {
        this.settings = settings;
        this.time = time;
        this.health = health;
        this.told = told;
    }

    /** A flush has published everything. */
    void flushed() {
        flushed.addAll(told.offers());
    }

    void clockJumps() {
        told.offers().stream()
                .filter(offer -> offer.accepted() && !offer.read())
                .forEach(doubtful::add);
    }

    /** Sources that may have failed though nothing is wrong with them. Not to be changed. */
    Set<Offer> doubtful() {
        return doubtful;
    }

    /** Writes down until when each record may stay unpublished: while the target is not well, for ever. */
    void stamp() {
        if (!health.calm()) {
            latest.clear();
            return;
        }
        long end = health.latestClock() + settings.rollAge().toNanos();
        for (Offer offer : told.offers()) {
            if (offer.good() && offer.read()) {
                latest.putIfAbsent(offer, end);
            }
        }
    }

    /** What must be published while the sink is open. */
    Predicate<Offer> now() {
        boolean calm = health.calm();
        boolean ages = calm && !settings.rollAge().isZero() && health.settled(settings.rollAge());
        long now = time.nanoTime();
        return offer -> !doubtful.contains(offer)
                && (flushed.contains(offer)
                        || (calm && offer.length() > settings.size() && offer.read())
                        || (ages && latest.getOrDefault(offer, Long.MAX_VALUE) <= now));
    }

    /** What must be published though the process has died, or the sink has lost records when it closed. */
    Predicate<Offer> whateverHappens() {
        return offer -> !doubtful.contains(offer) && flushed.contains(offer);
    }

    /** What must be published once the sink has closed without any loss. */
    Predicate<Offer> atTheEnd() {
        return offer -> !doubtful.contains(offer);
    }
}
