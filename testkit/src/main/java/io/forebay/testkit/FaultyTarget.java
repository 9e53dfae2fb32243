package io.forebay.testkit;

import static java.util.Objects.requireNonNull;

import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetOpener;
import java.io.IOException;

/**
 * A target that refuses, fails or hangs as a {@link Fault} says, and passes on to another one what the fault lets go on.
 *
 * <p>It keeps the contract where the fault throws an {@link IOException}: an operation that fails has not been passed on.
 *
 * <p><b>Threads.</b> As safe as the target that it calls, with any fault made by {@link Fault}.
 */
public final class FaultyTarget extends ForwardingTarget {
    private final Fault fault;

    /**
     * Puts a fault before a target.
     *
     * @param target takes what the fault lets go on; closed when this target is closed
     * @param fault is asked before each operation
     */
    public FaultyTarget(FlushTarget target, Fault fault) {
        super(target);
        this.fault = requireNonNull(fault, "fault");
    }

    /**
     * Puts a fault before each target that an opener opens.
     *
     * @param opener opens the targets; the opening itself does not fail
     * @param fault is asked before each operation of all of them
     * @return an opener of faulty targets
     */
    public static TargetOpener over(TargetOpener opener, Fault fault) {
        return spec -> new FaultyTarget(opener.open(spec), fault);
    }

    @Override
    public Segment open(SegmentSpec spec) throws IOException {
        fault.strike(Fault.Operation.OPEN);
        return super.open(spec);
    }

    @Override
    protected Segment wrap(Segment segment, SegmentSpec spec) {
        return new ForwardingSegment(segment) {
            @Override
            public void spill(int end) throws IOException {
                fault.strike(Fault.Operation.SPILL);
                super.spill(end);
            }

            @Override
            public Published publish() throws IOException {
                fault.strike(Fault.Operation.PUBLISH);
                return super.publish();
            }
        };
    }

    @Override
    public Recovery recover() throws IOException {
        fault.strike(Fault.Operation.RECOVER);
        return super.recover();
    }

    @Override
    public void close() throws IOException {
        super.close();
        fault.strike(Fault.Operation.CLOSE);
    }

    @Override
    public String toString() {
        return super.toString() + " with " + fault;
    }
}
