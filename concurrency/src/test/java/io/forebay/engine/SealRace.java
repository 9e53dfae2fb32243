package io.forebay.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** A writer copies and commits while the flush thread seals the buffer and reads it. The record is long, so that the copy takes a while. */
@JCStressTest
@Outcome(id = "a, 1, a\\|R\\|", expect = ACCEPTABLE, desc = "sealed first: the record went into the other buffer")
@Outcome(id = "aR, 2, aR\\|", expect = ACCEPTABLE, desc = "written first: the record was sealed with the buffer, whole")
@Outcome(
        id = "a, 2, .*",
        expect = FORBIDDEN,
        desc = "the flush thread does not see a record that is in the count of its buffer")
@Outcome(id = "aR, 1, .*", expect = FORBIDDEN, desc = "the flush thread sees a record that came after the seal")
@Outcome(expect = FORBIDDEN, desc = "the flush thread sees a part of a record, or it is lost or doubled")
@State
public class SealRace {
    private static final String RECORD = "r".repeat(4_096);

    private final Rig rig = new Rig(RECORD.length() + 1);

    /** There is something to seal. */
    public SealRace() {
        rig.offer("a");
    }

    @Actor
    public void writer() {
        rig.offer(RECORD);
    }

    @Actor
    public void flushThread(LLL_Result result) {
        rig.worker.requestFlush();
        rig.worker.next(new Pause(), new Pause());
        result.r1 = brief(rig.first.content());
        result.r2 = rig.worker.sealed().records;
    }

    @Arbiter
    public void end(LLL_Result result) {
        result.r3 = brief(rig.flushed());
    }

    private static String brief(String content) {
        return content.replace(RECORD, "R");
    }
}
