package io.forebay.testkit.sweep;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.FlushReport;
import io.forebay.api.FlushReport.Status;
import io.forebay.api.Ledger;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.Recovery;
import io.forebay.testkit.SinkPromises;
import io.forebay.testkit.SinkSettings;
import io.forebay.testkit.Sources;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.assertj.core.util.Throwables;
import org.jspecify.annotations.Nullable;

/**
 * One run: a sink opens, takes records of all kinds, spills, rolls by size and by age, flushes, takes more, and closes; and at each step
 * it is held against its promises. Which records it is given does not depend on the fault.
 */
final class SweepRun<P extends Place> {
    static final int SIZE = 512;
    private static final Duration ROLL_AGE = Duration.ofHours(6);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LONG = Duration.ofHours(3);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int STEPS_OF_A_WHILE = 3;
    private static final SinkSettings SETTINGS =
            new SinkSettings(2, SIZE, PATIENCE, 8, 4 * SIZE, 3 * SIZE, ROLL_AGE, DAY);

    private final SinkPromises.Opener opener;
    private final Schedule<P> schedule;
    private final P place;
    private final Stage stage;
    private final SweepVerdict verdict;

    private SweepRun(SinkPromises.Opener opener, Schedule<P> schedule, P place) {
        this.opener = opener;
        this.schedule = schedule;
        this.place = place;
        this.stage = new Stage(place::calls, place.jam().hung());
        this.verdict = new SweepVerdict(schedule, place);
    }

    /**
     * What came of a run.
     *
     * @param struck whether the fault struck
     * @param problems what is wrong, one sentence for each
     */
    record Result(boolean struck, List<String> problems) {}

    /** Goes through with it; what the place has seen can be asked of it while it is open. */
    static <P extends Place> Result go(SinkPromises.Opener opener, Schedule<P> schedule) throws Exception {
        return go(opener, schedule, place -> {});
    }

    /** As the other one, and shows the place at the end. */
    static <P extends Place> Result go(
            SinkPromises.Opener opener, Schedule<P> schedule, java.util.function.Consumer<P> end) throws Exception {
        try (P place = schedule.place().make()) {
            SweepRun<P> run = new SweepRun<>(opener, schedule, place);
            schedule.arm().accept(place, run.stage.time());
            try {
                run.play();
            } catch (Exception | Error e) {
                run.verdict.problem(Throwables.getStackTrace(e));
            } finally {
                place.heal();
                run.stage.awaitEnd(true, 5_000);
            }
            end.accept(place);
            return new Result(place.struck(), run.verdict.problems());
        }
    }

    private void play() throws IOException {
        RecordSink sink = open();
        if (sink == null) {
            return;
        }
        Offers offers = new Offers(sink);
        // What is written at a time fits into a worker's two buffers: where it goes does not depend on how fast they
        // are emptied.
        fillBoth(offers, 5);
        fillBoth(offers, 2);
        act("large", () -> offers.bytes(1, 2 * SIZE, false));
        act("sources", () -> sources(offers));
        stage.settle();
        flush(sink, offers);
        anotherRecovers();
        act("more", () -> fill(offers, 1, 2));
        rollByAge(sink);
        act("much more", () -> fill(offers, 2, 4));
        boolean over = endFault(sink, offers);
        if (!over) {
            fillBoth(offers, 3);
            act("large again", () -> offers.bytes(2, SIZE + 1, false));
        }
        act("last", () -> fill(offers, 1, 3));
        if (!over) {
            endFault(sink, offers);
        }
        new HarmedCallers(stage, offers, SIZE + 1).write();
        close(sink, offers);
    }

    private @Nullable RecordSink open() throws IOException {
        Stage.Act<RecordSink> opening = openOnce();
        Throwable refused = opening.thrown();
        if (refused == null) {
            return opening.result();
        }
        if (schedule.harmless() || schedule.hangs()) {
            verdict.problem("the sink did not open: " + refused);
        }
        verdict.nothingIsLeft(stage, "after the sink did not open");
        if (schedule.lasting() != Lasting.ONCE) {
            place.heal();
        }
        if (schedule.lasting() == Lasting.ALWAYS) {
            place.recover();
            verdict.nothingIsThere("the sink did not open");
            return null;
        }
        return openOnce().result();
    }

    /** Nobody promises that a hung disk can be opened: it hangs for a while only. */
    private Stage.Act<RecordSink> openOnce() {
        return stage.start("open", () -> opener.open(place.opener(), SETTINGS, stage.time()))
                .await(STEPS_OF_A_WHILE, place.jam()::release);
    }

    private void fillBoth(Offers offers, int records) {
        Stage.Act<?> other = stage.start("producer 2", 0, () -> fill(offers, 2, records));
        stage.start("producer 1", 1, () -> fill(offers, 1, records)).await().result();
        other.await().result();
        stage.settle();
    }

    private <T> T act(String what, Callable<T> action) {
        return stage.start(what, action).await().result();
    }

    private static boolean fill(Offers offers, int producer, int records) {
        int refused = 0;
        for (int i = 0; i < records && refused < 2; i++) {
            refused += offers.bytes(producer, 90 + 70 * (i % 4), true) == Outcome.ACCEPTED ? 0 : 1;
        }
        return true;
    }

    private static boolean sources(Offers offers) {
        offers.source(3, 200, true, Sources::whole);
        offers.source(3, SIZE + 300, true, record -> Sources.chunked(record, 111));
        offers.source(
                3, SIZE + 200, false, record -> Sources.failing(record, () -> new IOException("the source breaks")));
        return true;
    }

    private void flush(RecordSink sink, Offers offers) throws IOException {
        Amount failed = sink.ledger().failed();
        FlushReport report = act("flush", () -> sink.flush(PATIENCE.multipliedBy(3)));
        verdict.ship();
        if (report.ok()) {
            verdict.flushed(offers, sink.ledger(), report);
        }
        boolean over = schedule.harmless() || (schedule.lasting() == Lasting.ONCE && !schedule.hangs());
        // The source that breaks may do so only now.
        boolean mayBeIncomplete = schedule.damages() || !sink.ledger().failed().equals(failed);
        if (over && !report.ok() && !(mayBeIncomplete && report.status() == Status.INCOMPLETE)) {
            String what = "promise 12: a flush came to " + report + ", though the fault was over; " + sink.ledger();
            verdict.problem(stage.stuck(what).toString());
        }
        verdict.look(sink.ledger());
    }

    /** The sink rests: neither it nor the recovery has any business with the files of the other. */
    private void anotherRecovers() throws IOException {
        stage.settle();
        List<String> before = unpublished();
        Recovery recovery = place.recover();
        boolean untouched = recovery.recovered().stream().allMatch(file -> place.isLeftover(file.name()))
                && recovery.quarantined().stream().allMatch(file -> place.isLeftover(file.name()));
        if (!untouched) {
            verdict.problem("promise 13: the recovery of a live owner came to " + recovery);
        }
        if (recovery.live() < 1) {
            verdict.problem("promise 13: a live owner was not seen");
        }
        if (!unpublished().equals(before)) {
            verdict.problem("promise 13: recovery changed " + before + " to " + place.residue());
        }
    }

    private List<String> unpublished() throws IOException {
        return place.residue().stream().filter(name -> !place.isLeftover(name)).toList();
    }

    private void rollByAge(RecordSink sink) throws IOException {
        stage.time().advance(ROLL_AGE);
        stage.settle();
        // What is refused once is tried again; and once more if that finds that the target can not vouch for something.
        for (int attempts = 0; attempts < 3; attempts++) {
            stage.time().advance(Stage.LONGEST_BACKOFF);
            stage.settle();
        }
        Ledger ledger = sink.ledger();
        boolean over = schedule.harmless() || (schedule.lasting() == Lasting.ONCE && !schedule.hangs());
        if (over && ledger.buffered().records() != 0) {
            verdict.problem("promise 12: what is old is not published, though the fault was over: " + ledger);
        }
        verdict.ship();
        verdict.look(ledger);
    }

    /**
     * The fault stops, if it has struck; from then on the longest back-off is all that the sink may take to be of service again.
     *
     * @return whether it has stopped
     */
    private boolean endFault(RecordSink sink, Offers offers) throws IOException {
        if (schedule.lasting() == Lasting.ALWAYS || !place.struck()) {
            return false;
        }
        place.heal();
        stage.settle();
        stage.time().advance(Stage.LONGEST_BACKOFF);
        Stage.Act<?> other = stage.start("producer 2 after the fault", 0, () -> serve(offers, 2));
        stage.start("producer 1 after the fault", 1, () -> serve(offers, 1))
                .awaitAtOnce()
                .result();
        other.awaitAtOnce().result();
        Ledger before = sink.ledger();
        FlushReport report = flushAfterFault(sink);
        Ledger after = sink.ledger();
        boolean sourceFailed =
                !after.failed().equals(before.failed()) && after.lost().equals(before.lost());
        if (report.status() == Status.INCOMPLETE && sourceFailed) {
            // The source that breaks did so only now, which a flush must tell; the next one has nothing to tell.
            report = flushAfterFault(sink);
        }
        verdict.ship();
        if (report.ok()) {
            verdict.flushed(offers, sink.ledger(), report);
        } else if (!(schedule.damages() && report.status() == Status.INCOMPLETE)) {
            verdict.problem(
                    "promise 12: a flush after the fault came to " + report + " from " + before + " to " + after);
        }
        return true;
    }

    private FlushReport flushAfterFault(RecordSink sink) throws IOException {
        return stage.start("a flush after the fault", () -> sink.flush(PATIENCE))
                .awaitAtOnce()
                .result();
    }

    private boolean serve(Offers offers, int producer) {
        for (int i = 0; i < 3; i++) {
            Outcome outcome = offers.bytes(producer, 300, true);
            if (outcome != Outcome.ACCEPTED) {
                verdict.problem("promise 12: a record after the fault was " + outcome);
            }
        }
        if (offers.bytes(producer, SIZE + 1, false) != Outcome.ACCEPTED) {
            verdict.problem("promise 12: a large record after the fault was not accepted");
        }
        return true;
    }

    private void close(RecordSink sink, Offers offers) throws IOException {
        boolean ends = schedule.ends();
        Stage.Act<CloseReport> closing = stage.start("close", () -> sink.close(ends ? LONG : PATIENCE.multipliedBy(2)));
        // A fault may strike only now, and it does not last.
        CloseReport report = (ends ? closing.await(STEPS_OF_A_WHILE, place::heal) : closing.await()).result();
        if (report.leftovers().isEmpty()) {
            verdict.nothingIsLeft(stage, "after close, which reported no leftovers");
        }
        place.heal();
        if (!stage.awaitEnd(true, 10_000)) {
            throw stage.stuck("promise 11: threads run on after the fault is over");
        }
        verdict.closed(sink, report, offers);
    }
}
