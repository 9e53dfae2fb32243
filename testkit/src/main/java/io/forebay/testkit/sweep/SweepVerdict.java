package io.forebay.testkit.sweep;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.FlushReport;
import io.forebay.api.Ledger;
import io.forebay.api.LossReason;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.Recovery;
import io.forebay.testkit.RecordChecker;
import io.forebay.testkit.sweep.Offers.Offer;
import io.forebay.testkit.sweep.Place.Seen;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds what became of a run against the promises. Threads: {@link #problem} any, the rest one. */
final class SweepVerdict {
    private static final Pattern SEQUENCE = Pattern.compile("_(\\d+)(\\.[^._]*)?$");

    /** A file takes one more buffer as long as it is smaller than it is to be; a larger record has its own. */
    private static final long LARGEST_FILE = 4 * SweepRun.SIZE;

    private final Schedule<?> schedule;
    private final Place place;
    private final List<Seen> shipped = new ArrayList<>();
    private final List<Seen> recovered = new ArrayList<>();
    private final List<Seen> leftovers = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    SweepVerdict(Schedule<?> schedule, Place place) {
        this.schedule = schedule;
        this.place = place;
    }

    synchronized void problem(String problem) {
        problems.add(problem);
    }

    synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    void ship() throws IOException {
        for (Seen file : place.ship()) {
            (file.leftover() ? leftovers : shipped).add(file);
        }
    }

    /** The books at any moment. */
    void look(Ledger ledger) {
        if (ledger.buffered().records() < 0 || ledger.buffered().bytes() < 0) {
            problem("promise 1: less than nothing is buffered: " + ledger);
        }
    }

    /** What a flush that said OK stands for; nobody writes meanwhile. */
    void flushed(Offers offers, Ledger ledger, FlushReport report) {
        RecordChecker checker = checker(offers, ledger);
        shipped.forEach(file -> checker.read(file.name(), file.worker(), file.bytes()));
        checker.problems().forEach(wrong -> problem("promise 10: after " + report + ", " + wrong));
        check("promise 10: records published", ledger.published().records(), checker.found());
        if (!ledger.buffered().equals(Amount.ZERO)) {
            problem("promise 10: after " + report + " something is buffered: " + ledger);
        }
        place.unforced().forEach(name -> problem("promise 10: after " + report + ", " + name + " is not forced"));
    }

    /** No thread, no handle and no target. */
    void nothingIsLeft(Stage stage, String when) {
        if (!stage.awaitEnd(false, 2_000)) {
            problem("promise 11: " + stage.stuck("threads run " + when).getMessage());
        }
        place.held().forEach(what -> problem("promise 11: " + what + " " + when));
    }

    /** No instance lives, and all was recovered. */
    void nothingIsThere(String when) throws IOException {
        if (!place.residue().isEmpty()) {
            problem("promise 11: " + when + ", and after recovery there is still " + place.residue());
        }
        ship();
        if (!shipped.isEmpty()) {
            problem("something was published, though " + when);
        }
        checkLeftovers();
    }

    /** The sink is closed, the fault is over, and no thread runs. */
    void closed(RecordSink sink, CloseReport report, Offers offers) throws IOException {
        ship();
        Ledger ledger = sink.ledger();
        look(ledger);
        checkReport(sink, report, ledger);
        checkWhatCallersWereTold(ledger, offers.all());
        long unconfirmed = checkNames(ledger);
        checkRecovery(ledger);
        checkRecords(ledger, offers, unconfirmed);
        for (Offer offer : offers.all()) {
            if (offer.source() != null && offer.source().closes() != 1) {
                problem("promise 6: " + offer.source() + " was " + offer.outcome());
            }
        }
        place.held().forEach(what -> problem("promise 11: " + what + " at the end"));
        offers.problems().forEach(this::problem);
        place.misdeeds().forEach(this::problem);
    }

    private void checkReport(RecordSink sink, CloseReport report, Ledger ledger) {
        if (sink.write(new byte[] {1}) != Outcome.CLOSED) {
            problem("a record was not refused after close");
        }
        if (!sink.close(Duration.ZERO).equals(report)) {
            problem("a second close returns another report than the first: " + report);
        }
        if (ledger.losses().containsKey(LossReason.UNANSWERED)) {
            problem("promise 1: the target has answered, and yet the ledger says: " + ledger);
        }
        if (report.ledger().buffered().records() != 0) {
            problem("promise 1: something is buffered in " + report);
        }
        for (LossReason reason : ledger.losses().keySet()) {
            boolean allowed = !schedule.ends() || (schedule.damages() && reason == LossReason.DAMAGED);
            if (!allowed) {
                problem("promise 12: " + reason + " losses, though the fault was over: " + ledger);
            }
        }
    }

    private void checkWhatCallersWereTold(Ledger ledger, List<Offer> offers) {
        check(
                "promise 1: accepted",
                count(offers, Outcome.ACCEPTED),
                ledger.accepted().records());
        check(
                "promise 1: dropped",
                count(offers, Outcome.TIMED_OUT),
                ledger.dropped().records());
        // One more was offered to see that the sink is closed; it is in no snapshot taken before.
        check(
                "promise 1: rejected",
                count(offers, Outcome.CLOSED),
                ledger.rejected().records());
        check(
                "promise 1: dropped bytes",
                bytes(offers, Outcome.TIMED_OUT),
                ledger.dropped().bytes());
        if (!ledger.buffered().equals(Amount.ZERO)) {
            problem("promise 1: " + ledger.buffered() + " is still buffered after close: " + ledger);
        }
        long bad = offers.stream()
                .filter(offer -> offer.outcome() == Outcome.ACCEPTED && !offer.good())
                .count();
        long unread =
                ledger.losses().getOrDefault(LossReason.UNREAD, Amount.ZERO).records();
        if (ledger.failed().records() > bad || ledger.failed().records() + unread < bad) {
            problem("promise 1: " + bad + " sources were bad, and the ledger says " + ledger);
        }
        List<Offer> refused = offers.stream()
                .filter(offer -> offer.outcome() != Outcome.ACCEPTED && !offer.interrupted())
                .toList();
        if (schedule.harmless() && !refused.isEmpty()) {
            problem("a record was refused, though nothing failed: " + refused);
        }
    }

    /** Returns the bytes that are visible, and not in the ledger as published. */
    private long checkNames(Ledger ledger) {
        Map<Integer, Long> last = new HashMap<>();
        for (Seen file : shipped) {
            Matcher sequence = SEQUENCE.matcher(file.name());
            if (!sequence.find()) {
                problem("promise 5: " + file.name() + " has no sequence");
                continue;
            }
            long number = Long.parseLong(sequence.group(1));
            Long before = last.put(file.worker(), number);
            if (number != (before == null ? 1 : before + 1)) {
                problem("promise 5: " + file.name() + " comes after " + before);
            }
        }
        long visible = shipped.stream().mapToLong(file -> file.bytes().length).sum();
        if (!ledger.losses().containsKey(LossReason.RECOVERABLE)) {
            check("promise 1: files", shipped.size(), ledger.files());
            check("promise 1: bytes published", visible, ledger.published().bytes());
        }
        return visible - ledger.published().bytes();
    }

    private void checkRecovery(Ledger ledger) throws IOException {
        Recovery recovery = place.recover();
        check("promise 11: live instances", 0, recovery.live());
        for (Seen file : place.ship()) {
            (file.leftover() ? leftovers : recovered).add(file);
        }
        checkLeftovers();
        if (!place.residue().isEmpty()) {
            problem("promise 11: after recovery there is still " + place.residue());
        }
        boolean nothingLost = ledger.lost().equals(Amount.ZERO);
        if (nothingLost && schedule.ends() && !recovery.quarantined().isEmpty()) {
            problem("nothing was lost, and recovery set aside " + recovery.quarantined());
        }
        Recovery again = place.recover();
        if (!again.recovered().isEmpty() || !again.quarantined().isEmpty()) {
            problem("promise 3: a second recovery found " + again);
        }
    }

    /** What an instance has left that died before the run is there once, whoever met it first. */
    private void checkLeftovers() {
        RecordChecker checker = new RecordChecker();
        // It may have lost its bytes while it was recovered, and is set aside then.
        Leftover.mention(checker, !schedule.damages());
        leftovers.forEach(file -> checker.read(file.name(), file.worker(), file.bytes()));
        checker.problems().forEach(wrong -> problem("promises 3 and 9: of what was left before, " + wrong));
    }

    private void checkRecords(Ledger ledger, Offers offers, long unconfirmed) {
        RecordChecker checker = checker(offers, ledger);
        shipped.forEach(file -> checker.read(file.name(), file.worker(), file.bytes()));
        // Their names sort before those of the others, whatever came first.
        recovered.forEach(file -> checker.read(file.name(), file.worker() + 1_000, file.bytes()));
        checker.problems().forEach(wrong -> problem("promises 2 and 3: " + wrong));
        Amount promised = ledger.losses().getOrDefault(LossReason.RECOVERABLE, Amount.ZERO);
        long bytes = unconfirmed
                + recovered.stream().mapToLong(file -> file.bytes().length).sum();
        check("promise 1: bytes that are recoverable", promised.bytes(), bytes);
        check(
                "promise 1: records published or recoverable",
                ledger.published().plus(promised).records(),
                checker.found());
        checkMissing(ledger, offers, checker);
    }

    /** The books do not tell which records are lost, but how many bytes: those of sources only once these were read. */
    private void checkMissing(Ledger ledger, Offers offers, RecordChecker found) {
        long bytes = 0;
        long fromSources = 0;
        for (Offer offer : offers.all()) {
            boolean missing = offer.outcome() == Outcome.ACCEPTED
                    && offer.good()
                    && !found.found(offer.producer(), offer.serial());
            if (missing && offer.source() == null) {
                bytes += offer.length();
            } else if (missing) {
                fromSources += offer.length();
            }
        }
        Amount recoverable = ledger.losses().getOrDefault(LossReason.RECOVERABLE, Amount.ZERO);
        long lost = ledger.lost().minus(recoverable).bytes();
        if (lost < bytes || lost > bytes + fromSources) {
            problem("promise 1: " + bytes + " bytes are missing, and " + fromSources + " of sources, but " + lost
                    + " bytes are lost, says " + ledger);
        }
        // A fault that strikes once spoils one file.
        if (schedule.lasting() == Lasting.ONCE && lost > LARGEST_FILE) {
            problem("promise 12: one fault, and more is lost than one file holds: " + ledger);
        }
    }

    private static RecordChecker checker(Offers offers, Ledger ledger) {
        RecordChecker checker = new RecordChecker();
        Set<LossReason> losses = ledger.losses().keySet();
        boolean inOrder = losses.isEmpty();
        // What is recoverable is there by the time that this looks.
        boolean bytesLost = losses.contains(LossReason.DEADLINE) || losses.contains(LossReason.DAMAGED);
        boolean sourcesLost = bytesLost || losses.contains(LossReason.UNREAD);
        for (Offer offer : offers.all()) {
            if (offer.outcome() != Outcome.ACCEPTED || !offer.good()) {
                continue;
            }
            if (offer.source() == null ? !bytesLost : !sourcesLost) {
                checker.expect(offer.producer(), offer.serial(), offer.length(), inOrder && offer.inOrder());
            } else {
                checker.allow(offer.producer(), offer.serial(), offer.length());
            }
        }
        return checker;
    }

    private static long count(List<Offer> offers, Outcome outcome) {
        return offers.stream().filter(offer -> offer.outcome() == outcome).count();
    }

    private static long bytes(List<Offer> offers, Outcome outcome) {
        Predicate<Offer> known = offer -> offer.outcome() == outcome && offer.source() == null;
        return offers.stream().filter(known).mapToLong(Offer::length).sum();
    }

    private void check(String what, long expected, long actual) {
        if (expected != actual) {
            problem(what + " should be " + expected + " and is " + actual);
        }
    }
}
