package io.forebay.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.forebay.api.Amount;
import io.forebay.api.SinkListener;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A record is dropped while the events thread tells of the one before. */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "told together, or one after the other")
@Outcome(
        id = "1",
        expect = FORBIDDEN,
        desc =
                "the note was cleared after the count was read: the second drop is told of when the next one comes, or never")
@Outcome(expect = FORBIDDEN, desc = "a drop was told twice")
@State
public class DropNoteRace implements SinkListener {
    private final Rig rig = new Rig(8, 8, this, new BoundedTime());
    private long told;

    /** One record was dropped. */
    public DropNoteRace() {
        drop();
    }

    private void drop() {
        rig.books.dropped(1);
        rig.events.noteDrop();
    }

    @Override
    public void dropped(Amount dropped) {
        told += dropped.records();
    }

    @Actor
    public void caller() {
        drop();
    }

    @Actor
    public void eventsThread() {
        rig.events.step();
    }

    @Arbiter
    public void end(L_Result result) {
        rig.events.end();
        boolean ended = false;
        while (!ended) {
            ended = rig.events.step();
        }
        result.r1 = told;
    }
}
