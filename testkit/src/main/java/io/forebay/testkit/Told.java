package io.forebay.testkit;

import io.forebay.api.Amount;
import io.forebay.api.Ledger;
import io.forebay.api.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/**
 * What callers of one sink were told: the part of the model that a ledger, sources and files are held against.
 *
 * <p><b>Threads.</b> One at a time.
 */
public final class Told {
    private final SinkSettings settings;
    private final List<Offer> offers = new ArrayList<>();

    /**
     * Nothing was offered yet.
     *
     * @param settings of the sink
     */
    public Told(SinkSettings settings) {
        this.settings = settings;
    }

    /**
     * Adds an offer.
     *
     * @param offer with what was said to it
     */
    public void add(Offer offer) {
        offers.add(offer);
    }

    /**
     * Returns all offers, in the order in which they were added.
     *
     * @return not to be changed; shows later ones too
     */
    public List<Offer> offers() {
        return Collections.unmodifiableList(offers);
    }

    /**
     * Counts offers.
     *
     * @param kind which of them
     * @return how many there are
     */
    public long count(Predicate<Offer> kind) {
        return amount(kind).records();
    }

    /**
     * Adds up offers.
     *
     * @param kind which of them
     * @return how many there are, and the sum of their lengths
     */
    public Amount amount(Predicate<Offer> kind) {
        long records = 0;
        long bytes = 0;
        for (Offer offer : offers) {
            if (kind.test(offer)) {
                records++;
                bytes += offer.length();
            }
        }
        return new Amount(records, bytes);
    }

    /**
     * Holds the books of the sink against what was said, while nobody is writing. That the two equations of {@link Ledger} hold needs no
     * check, since what they leave over is called buffered or offered: but what is buffered can not be negative.
     *
     * @param ledger its books
     * @return one sentence for each thing that is wrong
     */
    public List<String> problems(Ledger ledger) {
        List<String> problems = new ArrayList<>();
        long accepted = 0;
        Amount dropped = Amount.ZERO;
        Amount rejected = Amount.ZERO;
        for (Offer offer : offers) {
            switch (offer.outcome()) {
                case ACCEPTED -> accepted++;
                case TIMED_OUT -> dropped = dropped.plus(new Amount(1, offer.refusedBytes()));
                case TOO_LARGE, CLOSED -> rejected = rejected.plus(new Amount(1, offer.refusedBytes()));
            }
            boolean tooLarge = offer.length() > settings.maxRecordBytes();
            if (offer.source() == null && (tooLarge ? offer.accepted() : offer.outcome() == Outcome.TOO_LARGE)) {
                problems.add("a record of " + offer.length() + " bytes was " + offer.outcome() + ", and the largest is "
                        + settings.maxRecordBytes());
            }
        }
        if (ledger.accepted().records() != accepted) {
            problems.add("promise 1: accepted records should be " + accepted + " and are "
                    + ledger.accepted().records());
        }
        compare(problems, "dropped", dropped, ledger.dropped());
        compare(problems, "rejected", rejected, ledger.rejected());
        if (ledger.buffered().records() < 0 || ledger.buffered().bytes() < 0) {
            problems.add("promise 1: less than nothing is buffered: " + ledger.buffered());
        }
        return problems;
    }

    private static void compare(List<String> problems, String what, Amount expected, Amount actual) {
        if (!expected.equals(actual)) {
            problems.add("promise 1: " + what + " should be " + expected + " and is " + actual);
        }
    }

    /**
     * Counts how often each source was closed.
     *
     * @param ended whether all must have been closed by now, and not only those that were refused
     * @return one sentence for each source that was closed too often, or not yet
     */
    public List<String> sources(boolean ended) {
        List<String> problems = new ArrayList<>();
        for (Offer offer : offers) {
            CountedSource source = offer.source();
            int least = ended || !offer.accepted() ? 1 : 0;
            if (source != null && (source.closes() < least || source.closes() > 1)) {
                problems.add("promise 6: " + source + " was " + offer.outcome());
            }
        }
        return problems;
    }

    /**
     * Tells a checker what the files may hold: what was accepted and has nothing wrong with it.
     *
     * @param checker reads the files
     * @param must which of these records must be there
     */
    public void tell(RecordChecker checker, Predicate<Offer> must) {
        for (Offer offer : offers) {
            if (!offer.good()) {
                continue;
            }
            if (must.test(offer)) {
                checker.expect(offer.producer(), offer.serial(), offer.length(), offer.inOrder());
            } else {
                checker.allow(offer.producer(), offer.serial(), offer.length());
            }
        }
    }
}
