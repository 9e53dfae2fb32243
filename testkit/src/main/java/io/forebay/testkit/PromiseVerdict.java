package io.forebay.testkit;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.Ledger;
import io.forebay.api.LossReason;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.Recovery;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Holds a sink that was closed against what its callers were told and what its store holds. */
final class PromiseVerdict {
    private final MemoryStore store;
    private final boolean mustBeClean;
    private final Told told;
    private final List<String> problems = new ArrayList<>();

    /**
     * @param mustBeClean whether the target took everything by the end, so that nothing may be lost
     */
    PromiseVerdict(MemoryStore store, SinkSettings settings, boolean mustBeClean) {
        this.store = store;
        told = new Told(settings);
        this.mustBeClean = mustBeClean;
    }

    void add(PromiseProducer producer) {
        producer.offers().forEach(told::add);
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
        problems.addAll(told.sources(true));
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
        problems.addAll(told.problems(ledger));
        if (!ledger.buffered().equals(Amount.ZERO)) {
            problems.add("promise 1: " + ledger.buffered() + " is still buffered after close: " + ledger);
        }
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
        long most = least + told.count(offer -> offer.good() && offer.length() == 0);
        long published = ledger.published().records();
        if (published < least || published > most) {
            problems.add("promise 1: records published are " + published + " in the ledger, and " + least + " to "
                    + most + " in the files");
        }
        long bad = told.count(offer -> offer.accepted() && !offer.good());
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
        boolean onlyBadFailed = ledger.failed().records() == told.count(offer -> offer.accepted() && !offer.good());
        // A good source may have stalled for want of a processor, and then counts as failed.
        told.tell(checker, offer -> nothingLost && (offer.source() == null || onlyBadFailed));
        for (MemoryFile file : store.files()) {
            checker.read(file.name(), file.worker(), file.bytes());
        }
        checker.problems().forEach(problem -> problems.add("promises 2 and 3: " + problem));
        check(
                "promise 2: records that the files are said to hold",
                store.files().stream().mapToLong(MemoryFile::records).sum(),
                checker.found());
    }

    private void check(String what, long expected, long actual) {
        if (expected != actual) {
            problems.add(what + " should be " + expected + " and is " + actual);
        }
    }
}
