package io.forebay.testkit.model;

import io.forebay.api.Amount;
import io.forebay.api.FailReason;
import io.forebay.api.Ledger;
import io.forebay.testkit.Offer;
import io.forebay.testkit.Told;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds the books of one sink, at rest, against what its callers were told and what has come to its target.
 *
 * <p>Most of it has to agree to the record and the byte. There is room where a source is still being read, since nobody knows how far; and
 * for those that the clock may have cut short.
 *
 * @param told what callers were told
 * @param port what came to the target
 * @param ledger the books
 * @param open whether the sink is open
 * @param calm whether nothing waits for the target
 * @param doubtful sources that may have run out of time while the clock jumped
 * @param size of a buffer in bytes
 */
record Audit(Told told, Port port, Ledger ledger, boolean open, boolean calm, Set<Offer> doubtful, int size) {

    List<String> problems() {
        List<String> problems = new ArrayList<>(told.problems(ledger));
        long empty = 0;
        long knownBytes = 0;
        long readBytes = 0;
        long unreadBytes = 0;
        // Bytes of a source are not known before they stand at the target.
        Amount before = Amount.ZERO;
        Map<FailReason, Long> failed = new EnumMap<>(FailReason.class);
        for (Offer offer : told.offers()) {
            if (!offer.accepted()) {
                continue;
            }
            boolean certain = !doubtful.contains(offer);
            boolean source = offer.source() != null;
            if (source ? !calm || !offer.read() : !calm && offer.length() > size) {
                before = before.plus(new Amount(1, source ? 0 : offer.length()));
            }
            if (!offer.good()) {
                if (offer.read() && certain) {
                    failed.merge(offer.fails(), 1L, Long::sum);
                }
                continue;
            }
            empty += offer.length() == 0 ? 1 : 0;
            if (!source) {
                knownBytes += offer.length();
            } else if (open && calm && certain && offer.read()) {
                readBytes += offer.length();
            } else {
                unreadBytes += offer.length();
            }
        }
        checkPublished(problems, empty);
        checkHeld(problems, before.plus(new Amount(empty, 0)));
        checkFailures(problems, failed);
        long least = knownBytes + readBytes;
        long bytes = ledger.accepted().bytes();
        if (bytes < least || bytes > least + unreadBytes) {
            problems.add("promise 1: accepted bytes should be " + least + " to " + (least + unreadBytes) + " and are "
                    + bytes);
        }
        problems.addAll(port.problems());
        return problems;
    }

    /** Empty records count as published some time, and leave no trace. */
    private void checkPublished(List<String> problems, long empty) {
        Amount there = port.publishedAmount();
        Amount counted = ledger.published();
        boolean all = doubtful.isEmpty()
                && ledger.buffered().equals(Amount.ZERO)
                && ledger.lost().equals(Amount.ZERO);
        long least = there.records() + (all ? empty : 0);
        if (counted.bytes() != there.bytes()
                || counted.records() < least
                || counted.records() > there.records() + empty
                || ledger.files() != port.published().size()) {
            problems.add("promise 1: the target has published " + there + " in "
                    + port.published().size() + " files, and " + empty
                    + " records were empty, but the ledger says " + counted + " in " + ledger.files() + " files");
        }
    }

    /** @param mayBeBefore what may be held without standing whole in a buffer or a file */
    private void checkHeld(List<String> problems, Amount mayBeBefore) {
        Amount buffered = ledger.buffered();
        if (!open) {
            if (!buffered.equals(Amount.ZERO)) {
                problems.add("promise 1: " + buffered + " is buffered after close");
            }
            return;
        }
        Amount held = port.inBuffers().plus(port.inFiles());
        Amount most = held.plus(mayBeBefore);
        if (buffered.records() < held.records()
                || buffered.records() > most.records()
                || buffered.bytes() < held.bytes()
                || buffered.bytes() > most.bytes()) {
            problems.add("promise 1: the target holds " + held + " and " + mayBeBefore
                    + " may be empty or on their way, but buffered is " + buffered);
        }
        if (!ledger.lost().equals(Amount.ZERO)) {
            problems.add("promise 1: something is lost though the target never lost it: " + ledger.losses());
        }
    }

    private void checkFailures(List<String> problems, Map<FailReason, Long> failed) {
        for (FailReason reason : FailReason.values()) {
            long expected = failed.getOrDefault(reason, 0L);
            long least = open ? expected : 0;
            long most = expected + doubtful.size();
            long actual = ledger.failures().getOrDefault(reason, 0L);
            if (actual < least || actual > most) {
                problems.add(
                        "promise 1: " + reason + " sources should be " + least + " to " + most + " and are " + actual);
            }
        }
    }
}
