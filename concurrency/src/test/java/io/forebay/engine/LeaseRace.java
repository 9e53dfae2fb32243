package io.forebay.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A lane takes a lease of the target while the last flush thread gives its own back. */
@JCStressTest
@Outcome(id = "open, 1", expect = ACCEPTABLE, desc = "the lane was first, and has closed the target")
@Outcome(id = "refused, 1", expect = ACCEPTABLE, desc = "the flush thread was first, and has closed the target")
@Outcome(id = "closed, .*", expect = FORBIDDEN, desc = "the lane has a lease of a target that is closed")
@Outcome(expect = FORBIDDEN, desc = "the target was closed twice, or not at all")
@State
public class LeaseRace {
    private final Rig rig = new Rig(8);
    private final TargetLease lease = new TargetLease(rig.target, 1, rig.progress);

    @Actor
    public void flushThread() {
        lease.release();
    }

    @Actor
    public void lane(LL_Result result) {
        if (!lease.acquire()) {
            result.r1 = "refused";
            return;
        }
        result.r1 = rig.target.closes == 0 ? "open" : "closed";
        lease.release();
    }

    @Arbiter
    public void end(LL_Result result) {
        result.r2 = rig.target.closes;
    }
}
