package io.forebay.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.forebay.api.LossReason;
import io.forebay.api.RecordSource;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** The close takes the lease of a lane that hangs in its source, and closes the target, when the lane comes out after all. */
@JCStressTest
@Outcome(id = "(reads on|discards), open, 1", expect = ACCEPTABLE, desc = "the lane was out, and has closed the target")
@Outcome(id = "keeps off, .*, 1", expect = ACCEPTABLE, desc = "its lease was taken, and it leaves the target alone")
@Outcome(id = ".*, closed, 1", expect = FORBIDDEN, desc = "the lane uses a target that is closed")
@Outcome(expect = FORBIDDEN, desc = "the target was closed twice, or not at all")
@State
public class HungLaneRace {
    private final Rig rig = new Rig(8);
    private final TargetLease lease = new TargetLease(rig.target, 1, rig.progress);
    private final SourceReader reader = new SourceReader(rig.config);
    private final Handoff handoff = new Handoff(new RecordSource() {
        @Override
        public int read(ByteBuffer target) {
            return -1;
        }

        @Override
        public void close() {}
    });

    @Actor
    public void lane(LL_Result result) {
        reader.begin(handoff);
        reader.beginLease();
        try {
            reader.fill(handoff, ByteBuffer.allocate(8), 0);
            result.r1 = "reads on";
        } catch (SourceFailure e) {
            result.r1 = reader.leased() ? "discards" : "keeps off";
        }
        result.r1 += rig.target.closes == 0 ? ", open" : ", closed";
        if (reader.endLease()) {
            lease.release();
        }
    }

    @Actor
    public void close() {
        handoff.settleLost(rig.books, LossReason.UNREAD);
        if (reader.takeLease()) {
            lease.release();
        }
    }

    @Arbiter
    public void end(LL_Result result) {
        result.r2 = rig.target.closes;
    }
}
