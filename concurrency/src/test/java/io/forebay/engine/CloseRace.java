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
import org.openjdk.jcstress.infra.results.L_Result;

/** The workers close while a record comes. */
public final class CloseRace {
    private CloseRace() {}

    /** A writer, and whoever closes, who is the flush thread too. */
    @JCStressTest
    @Outcome(
            id = "taken, aa\\|b\\|, 2 of 2",
            expect = ACCEPTABLE,
            desc = "accepted before the close, and published by it")
    @Outcome(id = "closed, aa\\|, 1 of 1", expect = ACCEPTABLE, desc = "refused, and counted nowhere here")
    @Outcome(id = "taken, .*, 1 of 2", expect = FORBIDDEN, desc = "accepted, and then forgotten by the close")
    @Outcome(expect = FORBIDDEN, desc = "the writer was told one thing, and another has happened")
    @State
    public static class WriterAndCloser {
        private final Rig rig = new Rig(2);

        /** One buffer is full. */
        public WriterAndCloser() {
            rig.offer("aa");
        }

        @Actor
        public void writer(LLL_Result result) {
            result.r1 = rig.offer("b");
        }

        @Actor
        public void closer(LLL_Result result) {
            rig.worker.close(rig.never());
            result.r2 = rig.runToEnd();
        }

        @Arbiter
        public void end(LLL_Result result) {
            result.r3 = rig.publishedOfAccepted();
        }
    }

    /** One who writes and closes, and the flush thread, which has nothing to do and is about to sleep. */
    @JCStressTest
    @Outcome(id = "a\\|, 1 of 1", expect = ACCEPTABLE, desc = "it has published the record and ended")
    @Outcome(
            id = "overslept, .*",
            expect = FORBIDDEN,
            desc = "it looked whether the worker was closed without its lock, and missed the call")
    @Outcome(expect = FORBIDDEN, desc = "it has ended though a record was held")
    @State
    public static class FlushThread {
        private final Rig rig = new Rig(2);

        @Actor
        public void caller() {
            rig.offer("a");
            rig.worker.close(rig.never());
        }

        @Actor
        public void flushThread(LL_Result result) {
            result.r1 = rig.runToEnd();
        }

        @Arbiter
        public void end(LL_Result result) {
            result.r2 = rig.publishedOfAccepted();
        }
    }

    /** The same with no record: nothing but the close itself can wake the flush thread. */
    @JCStressTest
    @Outcome(id = "ended ", expect = ACCEPTABLE, desc = "seen at once, or woken")
    @Outcome(
            id = "ended overslept",
            expect = FORBIDDEN,
            desc = "it looked whether the worker was closed without its lock, and missed the call")
    @Outcome(expect = FORBIDDEN, desc = "it has published something that nobody has written")
    @State
    public static class NothingHeld {
        private final Rig rig = new Rig(2);

        @Actor
        public void closer() {
            rig.worker.close(rig.never());
        }

        @Actor
        public void flushThread(L_Result result) {
            result.r1 = "ended " + rig.runToEnd();
        }
    }
}
