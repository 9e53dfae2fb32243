package io.forebay.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** The flush thread gives a slot back while a writer looks for room. */
public final class RefillRace {
    private RefillRace() {}

    /** The slot gets a new segment. */
    @JCStressTest
    @Outcome(id = "full, aa\\|bb\\|, 2 of 2", expect = ACCEPTABLE, desc = "the writer was too early")
    @Outcome(id = "taken, aa\\|bb\\|cc\\|, 3 of 3", expect = ACCEPTABLE, desc = "the writer used the new segment")
    @Outcome(expect = FORBIDDEN, desc = "the writer used the old segment, or a new one that it did not see whole")
    @State
    public static class NewSegment {
        private final Rig rig = Rig.full(2, 2);

        /** One buffer is full, the other one was published. */
        public NewSegment() {
            rig.step();
        }

        @Actor
        public void writer(LLL_Result result) {
            result.r1 = rig.offer("cc");
        }

        @Actor
        public void flushThread() {
            rig.step();
        }

        @Arbiter
        public void end(LLL_Result result) {
            result.r2 = rig.flushed();
            result.r3 = rig.publishedOfAccepted();
        }
    }

    /** The segment stays, and is emptied into a file that grows. */
    @JCStressTest
    @Outcome(id = "full, aabb\\|, 2 of 2", expect = ACCEPTABLE, desc = "the writer was too early")
    @Outcome(id = "taken, aabb\\|cc\\|, 3 of 3", expect = ACCEPTABLE, desc = "the writer used the emptied buffer")
    @Outcome(expect = FORBIDDEN, desc = "the writer wrote into the buffer before it was emptied")
    @State
    public static class Spilled {
        private final Rig rig = Rig.full(2, 100);

        @Actor
        public void writer(LLL_Result result) {
            result.r1 = rig.offer("cc");
        }

        @Actor
        public void flushThread() {
            rig.step();
        }

        @Arbiter
        public void end(LLL_Result result) {
            result.r2 = rig.flushed();
            result.r3 = rig.publishedOfAccepted();
        }
    }
}
