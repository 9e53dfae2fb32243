package io.forebay.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A caller finds no room and is about to wait when the flush thread makes some. */
public final class RoomRace {
    private RoomRace() {}

    /** The flush thread opens a new segment. */
    @JCStressTest
    @Outcome(id = "ACCEPTED, aa\\|bb\\|cc\\|", expect = ACCEPTABLE, desc = "found at once, or woken")
    @Outcome(
            id = "overslept, .*",
            expect = FORBIDDEN,
            desc = "a lost signal: it was given before there was room, or before the caller had entered")
    @Outcome(expect = FORBIDDEN, desc = "no deadline passes, so the caller must be let in")
    @State
    public static class NewSegment {
        private final Rig rig = Rig.full(2, 2);

        /** One buffer is full, the other one was published. */
        public NewSegment() {
            rig.step();
        }

        @Actor
        public void caller(LL_Result result) {
            result.r1 = rig.write("cc");
        }

        @Actor
        public void flushThread() {
            rig.step();
        }

        @Arbiter
        public void end(LL_Result result) {
            result.r2 = rig.flushed();
        }
    }

    /** The flush thread empties a buffer into a file that grows. */
    @JCStressTest
    @Outcome(id = "ACCEPTED, aabb\\|cc\\|", expect = ACCEPTABLE, desc = "found at once, or woken")
    @Outcome(
            id = "overslept, .*",
            expect = FORBIDDEN,
            desc = "a lost signal: it was given before there was room, or before the caller had entered")
    @Outcome(expect = FORBIDDEN, desc = "no deadline passes, so the caller must be let in")
    @State
    public static class Spilled {
        private final Rig rig = Rig.full(2, 100);

        @Actor
        public void caller(LL_Result result) {
            result.r1 = rig.write("cc");
        }

        @Actor
        public void flushThread() {
            rig.step();
        }

        @Arbiter
        public void end(LL_Result result) {
            result.r2 = rig.flushed();
        }
    }

    /** The flush thread opens a new segment, and the record is small: if it did not fit, the full buffer is sealed without its writer. */
    @JCStressTest
    @Outcome(id = "ACCEPTED, aaaaaaaa\\|bbbbbbbb\\|c\\|", expect = ACCEPTABLE, desc = "found at once, or woken")
    @Outcome(id = "overslept, .*", expect = FORBIDDEN, desc = "a lost signal, though the new segment is the active one")
    @Outcome(expect = FORBIDDEN, desc = "no deadline passes, and nothing is sealed twice, or not at all")
    @State
    public static class NewSegmentForSmall {
        private final Rig rig = Rig.full(8, 8);

        /** One buffer is full, the other one was published. */
        public NewSegmentForSmall() {
            rig.step();
        }

        @Actor
        public void caller(LL_Result result) {
            result.r1 = rig.write("c");
        }

        @Actor
        public void flushThread() {
            rig.step();
        }

        @Arbiter
        public void end(LL_Result result) {
            result.r2 = rig.flushed();
        }
    }

    /** The flush thread empties a buffer into a file that grows, and the record is small. */
    @JCStressTest
    @Outcome(id = "ACCEPTED, aaaaaaaabbbbbbbb\\|c\\|", expect = ACCEPTABLE, desc = "found at once, or woken")
    @Outcome(
            id = "overslept, .*",
            expect = FORBIDDEN,
            desc = "a lost signal, though the emptied buffer is the active one")
    @Outcome(expect = FORBIDDEN, desc = "no deadline passes, and nothing is sealed twice, or not at all")
    @State
    public static class SpilledForSmall {
        private final Rig rig = Rig.full(8, 100);

        @Actor
        public void caller(LL_Result result) {
            result.r1 = rig.write("c");
        }

        @Actor
        public void flushThread() {
            rig.step();
        }

        @Arbiter
        public void end(LL_Result result) {
            result.r2 = rig.flushed();
        }
    }

    /** The sink closes. */
    @JCStressTest
    @Outcome(id = "CLOSED, aa\\|bb\\|", expect = ACCEPTABLE, desc = "turned away at once, or woken")
    @Outcome(id = "overslept, .*", expect = FORBIDDEN, desc = "nobody has told the caller that the sink closes")
    @Outcome(expect = FORBIDDEN, desc = "there is no room, and no deadline passes")
    @State
    public static class Closing {
        private final Rig rig = Rig.full(2, 2);

        @Actor
        public void caller(LL_Result result) {
            result.r1 = rig.write("cc");
        }

        @Actor
        public void closer() {
            rig.admission.refuseCallers();
        }

        @Arbiter
        public void end(LL_Result result) {
            result.r2 = rig.flushed();
        }
    }
}
