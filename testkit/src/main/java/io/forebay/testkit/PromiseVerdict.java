package io.forebay.testkit;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.Ledger;
import io.forebay.api.LossReason;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.Recovery;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.PromiseProducer.Offer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Holds a sink that was closed against what its callers were told and what its store holds. */
final class PromiseVerdict {
    private final MemoryStore store;
    private final boolean mustBeClean;
    private final List<Offer> offers = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * @param mustBeClean whether the target took everything by the end, so that nothing may be lost
     */
    PromiseVerdict(MemoryStore store, boolean mustBeClean) {
        this.store = store;
        this.mustBeClean = mustBeClean;
    }

    void add(PromiseProducer producer) {
        offers.addAll(producer.offers());
        problems.addAll(producer.problems());
    }

    List<String> problems(RecordSink sink, CloseReport report) {
        Ledger ledger = sink.ledger();
        checkClosed(sink, report, ledger);
        // What was not answered may still appear while we look, so only what holds all the same is checked then.
        boolean settled = report.leftovers().isEmpty() && !ledger.losses().containsKey(LossReason.UNANSWERED);
        if (settled) {
            checkWhatCallersWereTold(ledger);
            checkFiles(ledger);
        }
        checkRecovery(ledger, settled);
        checkRecords(ledger);
        checkSources();
        return problems;
    }

    private void checkClosed(RecordSink sink, CloseReport report, Ledger ledger) {
        if (mustBeClean && !report.clean()) {
            problems.add("promise 12: the target took everything in the end, but close reports losses or leftovers: "
                    + report);
        }
        if (report.leftovers().isEmpty()) {
            check("promise 11: targets still open", 0, store.liveTargets());
        }
        byte[] late = {1};
        if (sink.write(late) != Outcome.CLOSED) {
            problems.add("a record was not refused after close");
        }
        check(
                "records rejected after close",
                1,
                sink.ledger().rejected().minus(ledger.rejected()).records());
        if (!sink.close(Duration.ZERO).equals(report)) {
            problems.add("a second close returns another report than the first: " + report);
        }
        // Writers that came too late were rejected after the report.
        check(
                "accepted after close",
                report.ledger().accepted().records(),
                ledger.accepted().records());
        check(
                "dropped after close",
                report.ledger().dropped().records(),
                ledger.dropped().records());
    }

    private void checkWhatCallersWereTold(Ledger ledger) {
        check("promise 1: accepted", count(Outcome.ACCEPTED), ledger.accepted().records());
        check("promise 1: dropped", count(Outcome.TIMED_OUT), ledger.dropped().records());
        check(
                "promise 1: dropped bytes",
                bytes(Outcome.TIMED_OUT),
                ledger.dropped().bytes());
        long rejected = count(Outcome.TOO_LARGE) + count(Outcome.CLOSED);
        check("promise 1: rejected", rejected, ledger.rejected().records());
        long rejectedBytes = bytes(Outcome.TOO_LARGE) + bytes(Outcome.CLOSED);
        check("promise 1: rejected bytes", rejectedBytes, ledger.rejected().bytes());
        if (!ledger.buffered().equals(Amount.ZERO)) {
            problems.add("promise 1: " + ledger.buffered() + " is still buffered after close: " + ledger);
        }
        for (Offer offer : offers) {
            if (offer.source() == null && offer.outcome() == Outcome.TOO_LARGE && !tooLarge(offer)) {
                problems.add(offer + " was refused as too large, and is not larger than others that were accepted");
            }
        }
    }

    private boolean tooLarge(Offer offer) {
        return offers.stream()
                .filter(other -> other.source() == null && other.outcome() == Outcome.ACCEPTED)
                .allMatch(other -> other.length() < offer.length());
    }

    private void checkFiles(Ledger ledger) {
        List<MemoryFile> files = store.files();
        check("promise 1: files", files.size(), ledger.files());
        check(
                "promise 1: bytes published",
                files.stream().mapToLong(MemoryFile::length).sum(),
                ledger.published().bytes());
        // An empty record counts, and leaves no trace.
        long least = files.stream().mapToLong(MemoryFile::records).sum();
        long most = least + accepted(offer -> offer.good() && offer.length() == 0);
        long published = ledger.published().records();
        if (published < least || published > most) {
            problems.add("promise 1: records published are " + published + " in the ledger, and " + least + " to "
                    + most + " in the files");
        }
        long bad = accepted(offer -> !offer.good());
        long settled = ledger.failed().plus(ledger.lost()).records();
        if (settled < bad) {
            problems.add("promise 1: " + bad + " sources were bad, but only " + settled
                    + " records failed or were lost: " + ledger);
        }
    }

    /** What was left for recovery comes out once, and nothing else does. */
    private void checkRecovery(Ledger ledger, boolean settled) {
        try (MemoryTarget successor = store.open(new TargetSpec(1, 1, 1))) {
            Recovery recovery = successor.recover();
            Amount promised = ledger.losses().getOrDefault(LossReason.RECOVERABLE, Amount.ZERO);
            Amount recovered = new Amount(recovery.records().orElse(-1), recovery.bytes());
            if (settled && !recovered.equals(promised)) {
                problems.add("promise 1: " + promised + " was to be recoverable, and recovered was " + recovered);
            }
        } catch (IOException e) {
            problems.add("the store can not be recovered: " + e);
        }
    }

    private void checkRecords(Ledger ledger) {
        RecordChecker checker = new RecordChecker();
        boolean nothingLost = ledger.lost().equals(Amount.ZERO);
        boolean onlyBadFailed = ledger.failed().records() == accepted(offer -> !offer.good());
        for (Offer offer : offers) {
            if (offer.outcome() != Outcome.ACCEPTED || !offer.good()) {
                continue;
            }
            // A good source may have stalled for want of a processor, and then counts as failed.
            if (nothingLost && (offer.source() == null || onlyBadFailed)) {
                checker.expect(offer.producer(), offer.serial(), offer.length(), offer.inOrder());
            } else {
                checker.allow(offer.producer(), offer.serial(), offer.length());
            }
        }
        for (MemoryFile file : store.files()) {
            checker.read(file.name(), file.worker(), file.bytes());
        }
        checker.problems().forEach(problem -> problems.add("promises 2 and 3: " + problem));
        check(
                "promise 2: records that the files are said to hold",
                store.files().stream().mapToLong(MemoryFile::records).sum(),
                checker.found());
    }

    private void checkSources() {
        for (Offer offer : offers) {
            CountedSource source = offer.source();
            if (source != null && source.closes() != 1) {
                problems.add("promise 6: " + source + " was " + offer.outcome());
            }
        }
    }

    private long count(Outcome outcome) {
        return offers.stream().filter(offer -> offer.outcome() == outcome).count();
    }

    /** Of those whose length is known without reading. */
    private long bytes(Outcome outcome) {
        return offers.stream()
                .filter(offer -> offer.outcome() == outcome && offer.source() == null)
                .mapToLong(Offer::length)
                .sum();
    }

    private long accepted(Predicate<Offer> kind) {
        return offers.stream()
                .filter(offer -> offer.outcome() == Outcome.ACCEPTED && kind.test(offer))
                .count();
    }

    private void check(String what, long expected, long actual) {
        if (expected != actual) {
            problems.add(what + " should be " + expected + " and is " + actual);
        }
    }
}
