package io.forebay.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.forebay.api.FailReason;
import io.forebay.api.Ledger;
import io.forebay.api.RecordSource;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Who has the last word on a queued record: each is counted once, and its source is closed once. */
public final class LastWordRace {
    private LastWordRace() {}

    /** A source that counts how often it is closed. */
    private static final class Source implements RecordSource {
        private int closes;

        @Override
        public int read(ByteBuffer target) {
            return -1;
        }

        @Override
        public void close() {
            closes++;
        }
    }

    /** A record that is queued. */
    private static final class Queued {
        private final Rig rig = new Rig(8);
        private final Intake intake = rig.intake();
        private final Source source = new Source();
        private final Handoff handoff = new Handoff(source);

        Queued() {
            intake.enqueue(handoff, rig.never());
        }

        private boolean publish() {
            boolean claimed = handoff.claim(1, 5, rig.books);
            if (claimed) {
                handoff.finishPublished(rig.books);
            }
            return claimed;
        }

        private boolean fail() {
            return handoff.settleFailed(rig.books, FailReason.STALLED);
        }

        private void closeSource() {
            try {
                handoff.closeSource();
            } catch (Exception e) {
                throw new AssertionError("this source does not throw", e);
            }
        }

        private String books() {
            Ledger ledger = rig.ledger();
            return "published " + ledger.published().records() + ", failed "
                    + ledger.failed().records() + ", lost " + ledger.lost().records();
        }
    }

    /** The watchdog finds that the source has stalled when the lane has just read it whole. */
    @JCStressTest
    @Outcome(id = "true, false, published 1, failed 0, lost 0", expect = ACCEPTABLE, desc = "the lane's record")
    @Outcome(id = "false, true, published 0, failed 1, lost 0", expect = ACCEPTABLE, desc = "the watchdog's record")
    @Outcome(expect = FORBIDDEN, desc = "both had the last word, or nobody: the record is counted twice, or not at all")
    @State
    public static class LaneAndWatchdog {
        private final Queued queued = new Queued();

        @Actor
        public void lane(LLL_Result result) {
            result.r1 = queued.publish();
        }

        @Actor
        public void watchdog(LLL_Result result) {
            result.r2 = queued.fail();
        }

        @Arbiter
        public void end(LLL_Result result) {
            result.r3 = queued.books();
        }
    }

    /** The lane comes back from a source that the watchdog fails, and has a flush look at the books. */
    @JCStressTest
    @Outcome(id = "open, failed [01]", expect = ACCEPTABLE, desc = "the flush waits on")
    @Outcome(id = "done, failed 1", expect = ACCEPTABLE, desc = "the flush is told of the failure")
    @Outcome(expect = FORBIDDEN, desc = "done, and the failure is not in the books: the flush would say OK")
    @State
    public static class FailureAndFlush {
        private final Queued queued = new Queued();

        @Actor
        public void watchdog() {
            queued.fail();
        }

        @Actor
        public void lane(LL_Result result) {
            result.r1 = queued.handoff.done() ? "done" : "open";
            result.r2 = "failed " + queued.rig.ledger().failed().records();
        }
    }

    /** The watchdog gives up what the close gives up too. */
    @JCStressTest
    @Outcome(id = "0, published 0, failed 1, lost 0", expect = ACCEPTABLE, desc = "the watchdog's record")
    @Outcome(id = "1, published 0, failed 0, lost 1", expect = ACCEPTABLE, desc = "lost unread at the close")
    @Outcome(expect = FORBIDDEN, desc = "counted twice, or not at all")
    @State
    public static class WatchdogAndClose {
        private final Queued queued = new Queued();

        @Actor
        public void watchdog() {
            queued.fail();
        }

        @Actor
        public void close(LL_Result result) {
            result.r1 = queued.intake.end().size();
        }

        @Arbiter
        public void end(LL_Result result) {
            result.r2 = queued.books();
        }
    }

    /** The close deadline passes when the target answers a lane at last. */
    @JCStressTest
    @Outcome(id = "published 1, failed 0, lost 0", expect = ACCEPTABLE, desc = "not declared lost, or taken back")
    @Outcome(
            id = "published 1, failed 0, lost 1",
            expect = FORBIDDEN,
            desc = "declared lost after it was published, or not taken back")
    @Outcome(expect = FORBIDDEN, desc = "taken back more often than it was declared")
    @State
    public static class LaneAndDeadline {
        private final Queued queued = new Queued();

        /** The lane is in the target. */
        public LaneAndDeadline() {
            queued.handoff.claim(1, 5, queued.rig.books);
        }

        @Actor
        public void lane() {
            queued.handoff.finishPublished(queued.rig.books);
        }

        @Actor
        public void close() {
            queued.handoff.declareUnanswered(queued.rig.books);
        }

        @Arbiter
        public void end(L_Result result) {
            result.r1 = queued.books();
        }
    }

    /** A caller hands over a source while the sink closes. */
    @JCStressTest
    @Outcome(
            id = "ACCEPTED, published 0, failed 0, lost 1",
            expect = ACCEPTABLE,
            desc = "queued, and given up by the close")
    @Outcome(id = "CLOSED, published 0, failed 0, lost 0", expect = ACCEPTABLE, desc = "refused")
    @Outcome(expect = FORBIDDEN, desc = "queued and forgotten, or counted though it was refused")
    @State
    public static class CallerAndClose {
        private final Rig rig = new Rig(8);
        private final Intake intake = rig.intake();
        private final Handoff handoff = new Handoff(new Source());

        @Actor
        public void caller(LL_Result result) {
            result.r1 = intake.enqueue(handoff, rig.never());
        }

        @Actor
        public void close() {
            intake.refuse(rig.never());
            intake.end();
        }

        @Arbiter
        public void end(LL_Result result) {
            Ledger ledger = rig.ledger();
            result.r2 = "published 0, failed 0, lost " + ledger.lost().records();
        }
    }

    /** The lane closes a source that the watchdog has closed too. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "once, and both see it closed")
    @Outcome(expect = FORBIDDEN, desc = "closed twice, or the lane goes on before it is closed")
    @State
    public static class SourceClosed {
        private final Queued queued = new Queued();

        @Actor
        public void lane(L_Result result) {
            queued.closeSource();
            queued.handoff.awaitSourceClosed();
            result.r1 = queued.source.closes;
        }

        @Actor
        public void watchdog() {
            queued.closeSource();
        }
    }
}
