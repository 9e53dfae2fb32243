package io.forebay.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The flush thread is about to sleep when there is something for it to do. */
public final class WakeRace {
    private WakeRace() {}

    /** A writer seals a full buffer. */
    @JCStressTest
    @Outcome(id = "aa\\|", expect = ACCEPTABLE, desc = "seen at once, or woken")
    @Outcome(id = "overslept", expect = FORBIDDEN, desc = "the writer has sealed, and has not woken the flush thread")
    @Outcome(expect = FORBIDDEN, desc = "the buffer was published twice, or with what is not in it")
    @State
    public static class Sealed {
        private final Rig rig = new Rig(2);

        /** One buffer is full, and the next record seals it. */
        public Sealed() {
            rig.offer("aa");
        }

        @Actor
        public void writer() {
            rig.offer("b");
        }

        @Actor
        public void flushThread(L_Result result) {
            result.r1 = rig.step();
        }
    }

    /** A flush is asked for. */
    @JCStressTest
    @Outcome(id = "a\\|", expect = ACCEPTABLE, desc = "seen at once, or woken")
    @Outcome(
            id = "overslept",
            expect = FORBIDDEN,
            desc = "a flush has been asked for, and the flush thread was not woken")
    @Outcome(expect = FORBIDDEN, desc = "the buffer was published twice, or with what is not in it")
    @State
    public static class Flush {
        private final Rig rig = new Rig(2);

        /** One buffer is half full. */
        public Flush() {
            rig.offer("a");
        }

        @Actor
        public void caller() {
            rig.worker.requestFlush();
        }

        @Actor
        public void flushThread(L_Result result) {
            result.r1 = rig.step();
        }
    }
}
