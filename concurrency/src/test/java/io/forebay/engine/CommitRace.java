package io.forebay.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A writer copies and commits, and the process is killed at that moment: what does recovery find in a mapped file? The record is long, so
 * that the copy takes a while.
 */
@JCStressTest
@Outcome(id = "nothing", expect = ACCEPTABLE, desc = "killed before the commit")
@Outcome(id = "whole", expect = ACCEPTABLE, desc = "killed after the commit")
@Outcome(
        expect = FORBIDDEN,
        desc = "the segment says that the record is whole, and it is not: it was committed before it was copied")
@State
public class CommitRace {
    private static final String RECORD = "r".repeat(4_096);

    private final Rig rig = new Rig(RECORD.length());

    @Actor
    public void writer() {
        rig.offer(RECORD);
    }

    @Actor
    public void kill(L_Result result) {
        String found = rig.first.found();
        result.r1 = found.isEmpty() ? "nothing" : found.equals(RECORD) ? "whole" : "torn";
    }
}
