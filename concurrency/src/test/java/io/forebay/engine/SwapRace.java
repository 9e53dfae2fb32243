package io.forebay.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A writer finds the active buffer full, seals it, and takes the standby in its place. */
public final class SwapRace {
    private SwapRace() {}

    /** Two writers find it full. */
    @JCStressTest
    @Outcome(id = "zzzz\\|aabb\\|, 3 of 3", expect = ACCEPTABLE, desc = "the first has swapped")
    @Outcome(id = "zzzz\\|bbaa\\|, 3 of 3", expect = ACCEPTABLE, desc = "the second has swapped")
    @Outcome(expect = FORBIDDEN, desc = "both have swapped: a buffer is lost, or published twice")
    @State
    public static class TwoWriters {
        private final Rig rig = new Rig(4);

        /** One buffer is full. */
        public TwoWriters() {
            rig.offer("zzzz");
        }

        @Actor
        public void first() {
            rig.offer("aa");
        }

        @Actor
        public void second() {
            rig.offer("bb");
        }

        @Arbiter
        public void end(LL_Result result) {
            result.r1 = rig.flushed();
            result.r2 = rig.publishedOfAccepted();
        }
    }

    /** The flush thread seals it at that moment, because a flush was asked for, and publishes it. */
    @JCStressTest
    @Outcome(id = "z\\|, z\\|aa\\|, 2 of 2", expect = ACCEPTABLE, desc = "either has swapped")
    @Outcome(
            expect = FORBIDDEN,
            desc = "both have swapped: a buffer is lost, published twice, or published while it is written")
    @State
    public static class WriterAndFlushThread {
        private final Rig rig = new Rig(2);

        /** One buffer has no room for two more bytes. */
        public WriterAndFlushThread() {
            rig.offer("z");
        }

        @Actor
        public void writer() {
            rig.offer("aa");
        }

        @Actor
        public void flushThread(LLL_Result result) {
            rig.worker.requestFlush();
            result.r1 = rig.step();
        }

        @Arbiter
        public void end(LLL_Result result) {
            result.r2 = rig.flushed();
            result.r3 = rig.publishedOfAccepted();
        }
    }
}
