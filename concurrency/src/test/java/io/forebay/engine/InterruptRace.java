package io.forebay.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.forebay.api.RecordSource;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The watchdog interrupts a lane that is just coming out of the source. */
@JCStressTest
@Outcome(id = "false", expect = ACCEPTABLE, desc = "the interrupt came into the source, or not at all")
@Outcome(
        id = "true",
        expect = FORBIDDEN,
        desc = "the interrupt outlives the source: it would end the next call of the target")
@Outcome(expect = FORBIDDEN, desc = "nobody has given the source up")
@State
public class InterruptRace {
    private final SourceReader reader = new SourceReader(new Rig(8).config);
    private final Handoff handoff = new Handoff(new RecordSource() {
        @Override
        public int read(ByteBuffer target) {
            return -1;
        }

        @Override
        public void close() {}
    });

    @Actor
    public void lane(L_Result result) {
        try {
            reader.begin(handoff);
            reader.fill(handoff, ByteBuffer.allocate(8), 0);
            result.r1 = Thread.interrupted();
        } catch (SourceFailure e) {
            result.r1 = e;
        }
    }

    @Actor
    public void watchdog() {
        reader.interrupt(handoff);
    }
}
