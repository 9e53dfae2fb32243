package io.forebay.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Two writers claim room in one buffer. */
public final class ClaimRace {
    private ClaimRace() {}

    /** There is room for both, and each waits for the lock. */
    @JCStressTest
    @Outcome(id = "aabbb\\|, 2 of 2, 5 B", expect = ACCEPTABLE, desc = "the first came first")
    @Outcome(id = "bbbaa\\|, 2 of 2, 5 B", expect = ACCEPTABLE, desc = "the second came first")
    @Outcome(expect = FORBIDDEN, desc = "both claimed the same room, or a count was lost: one of them had no lock")
    @State
    public static class Waiting {
        private final Rig rig = new Rig(8);

        @Actor
        public void first() {
            rig.offer("aa");
        }

        @Actor
        public void second() {
            rig.offer("bbb");
        }

        @Arbiter
        public void end(LLL_Result result) {
            result.r1 = rig.flushed();
            result.r2 = rig.publishedOfAccepted();
            result.r3 = rig.ledger().published().bytes() + " B";
        }
    }

    /** There is room for both, and each tries the lock only. */
    @JCStressTest
    @Outcome(id = "taken, taken, (aabbb|bbbaa)\\|", expect = ACCEPTABLE, desc = "one after the other")
    @Outcome(id = "taken, busy, aa\\|", expect = ACCEPTABLE, desc = "the second met the first and left no trace")
    @Outcome(id = "busy, taken, bbb\\|", expect = ACCEPTABLE, desc = "the first met the second and left no trace")
    @Outcome(
            expect = FORBIDDEN,
            desc = "one that was told \"busy\" has written, or one that was told \"taken\" has not")
    @State
    public static class Trying {
        private final Rig rig = new Rig(8);

        @Actor
        public void first(LLL_Result result) {
            result.r1 = rig.offer("aa", false);
        }

        @Actor
        public void second(LLL_Result result) {
            result.r2 = rig.offer("bbb", false);
        }

        @Arbiter
        public void end(LLL_Result result) {
            result.r3 = rig.flushed();
        }
    }

    /** There is room for one. */
    @JCStressTest
    @Outcome(id = "taken, full, zz\\|aa\\|", expect = ACCEPTABLE, desc = "the first came first")
    @Outcome(id = "full, taken, zz\\|bb\\|", expect = ACCEPTABLE, desc = "the second came first")
    @Outcome(expect = FORBIDDEN, desc = "the last room was given out twice, or to nobody")
    @State
    public static class LastRoom {
        private final Rig rig = new Rig(2);

        /** One buffer is full, the other one is empty. */
        public LastRoom() {
            rig.offer("zz");
        }

        @Actor
        public void first(LLL_Result result) {
            result.r1 = rig.offer("aa");
        }

        @Actor
        public void second(LLL_Result result) {
            result.r2 = rig.offer("bb");
        }

        @Arbiter
        public void end(LLL_Result result) {
            result.r3 = rig.flushed();
        }
    }
}
