package io.forebay.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A flush is about to wait when the flush thread makes the progress that it waits for. */
@JCStressTest
@Outcome(id = "told, a\\|", expect = ACCEPTABLE, desc = "seen at once, or woken")
@Outcome(
        id = "overslept, .*",
        expect = FORBIDDEN,
        desc = "a lost signal: it was given before the count had changed, or before the waiter had entered")
@Outcome(expect = FORBIDDEN, desc = "the waiter was told of something that has not happened")
@State
public class ProgressRace {
    private final Rig rig = new Rig(2);
    private final long entered;

    /** There is something to publish. */
    public ProgressRace() {
        rig.offer("a");
        entered = rig.worker.requestFlush();
    }

    @Actor
    public void flush(LL_Result result) {
        result.r1 = Rig.awake(
                () -> rig.progress.await(() -> rig.worker.settled() >= entered, rig.never()) ? "told" : "timed out");
        result.r2 = rig.target.published;
    }

    @Actor
    public void flushThread() {
        rig.step();
    }
}
