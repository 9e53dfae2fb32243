package io.forebay.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.forebay.api.Amount;
import io.forebay.api.RecordSource;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Somebody reads the ledger while a record goes through it. */
public final class LedgerRace {
    private LedgerRace() {}

    /** A caller's record enters a worker and is published. */
    @JCStressTest
    @Outcome(id = "0 of 0, 0 of 1", expect = ACCEPTABLE, desc = "read before it was accepted, and after")
    @Outcome(id = "(0|1) of 1, (0|1) of 1", expect = ACCEPTABLE, desc = "read twice after it was accepted")
    @Outcome(id = "0 of 0, (0 of 0|1 of 1)", expect = ACCEPTABLE, desc = "read twice before, or before and after all")
    @Outcome(id = ".*1 of 0.*", expect = FORBIDDEN, desc = "published before it is accepted: buffered would be -1")
    @Outcome(expect = FORBIDDEN, desc = "a count went back, or was lost")
    @State
    public static class OfCaller {
        private final Rig rig = new Rig(2);

        @Actor
        public void record() {
            rig.offer("a");
            rig.flushed();
        }

        @Actor
        public void reader(LL_Result result) {
            result.r1 = rig.publishedOfAccepted();
            result.r2 = rig.publishedOfAccepted();
        }
    }

    /** A source is queued, read by a lane, passed to a worker and published: three sets of counts know of it. */
    @JCStressTest
    @Outcome(id = "(0 of 0|0 of 1|1 of 1)", expect = ACCEPTABLE, desc = "not yet accepted, buffered, published")
    @Outcome(id = "1 of 0", expect = FORBIDDEN, desc = "what was accepted was read first: buffered would be -1")
    @Outcome(expect = FORBIDDEN, desc = "counted more than once")
    @State
    public static class OfSource {
        private final Rig rig = new Rig(2);
        private final Intake intake = rig.intake();
        private final Handoff handoff = new Handoff(RecordSource.of(InputStream.nullInputStream()));

        /** As the caller, a lane, and the flush thread do it one after the other. */
        @Actor
        public void record() {
            intake.enqueue(handoff, rig.never());
            intake.take();
            handoff.claim(0, 0, rig.books);
            rig.admission.admitQueued(ByteBuffer.wrap(Rig.bytes("a")), 1);
            handoff.finish(rig.books);
            intake.done(handoff);
            rig.flushed();
        }

        @Actor
        public void reader(L_Result result) {
            result.r1 = rig.publishedOfAccepted();
        }
    }

    /** A record is dropped. */
    @JCStressTest
    @Outcome(id = "0 \\(0 B\\)", expect = ACCEPTABLE, desc = "read before")
    @Outcome(id = "0 \\(5 B\\)", expect = ACCEPTABLE, desc = "read in between: its bytes come first")
    @Outcome(id = "1 \\(5 B\\)", expect = ACCEPTABLE, desc = "read after")
    @Outcome(id = "1 \\(0 B\\)", expect = FORBIDDEN, desc = "a record without its bytes")
    @Outcome(expect = FORBIDDEN, desc = "counted more than once")
    @State
    public static class OfDrop {
        private final Books books = new Books();

        @Actor
        public void caller() {
            books.dropped(5);
        }

        @Actor
        public void reader(L_Result result) {
            Amount dropped = books.dropped();
            result.r1 = dropped.records() + " (" + dropped.bytes() + " B)";
        }
    }
}
