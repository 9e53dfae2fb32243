package io.forebay.engine;

import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.testkit.ForwardingSegment;
import io.forebay.testkit.ForwardingTarget;
import java.io.IOException;

/** A target that passes everything on, but for one flaw. */
final class FlawedTarget extends ForwardingTarget {
    /** What is wrong with it. */
    enum Flaw {
        TELLS_ONE_NAME_FOR_ALL_FILES,
        TELLS_A_FILE_THAT_IS_NOT_THERE,
        RECOVERS_NOTHING,
        STAYS_OPEN,
        TAKES_A_LIVE_OWNER_FOR_A_DEAD_ONE
    }

    private final Flaw flaw;

    FlawedTarget(FlushTarget target, Flaw flaw) {
        super(target);
        this.flaw = flaw;
    }

    @Override
    protected Segment wrap(Segment segment, SegmentSpec spec) {
        return new ForwardingSegment(segment) {
            @Override
            public Published publish() throws IOException {
                return flawed(super.publish());
            }
        };
    }

    private Published flawed(Published file) {
        return switch (flaw) {
            case TELLS_ONE_NAME_FOR_ALL_FILES -> new Published(file.worker(), "same", file.bytes(), file.records());
            case TELLS_A_FILE_THAT_IS_NOT_THERE ->
                new Published(file.worker(), file.name() + "~", file.bytes(), file.records());
            default -> file;
        };
    }

    @Override
    public Recovery recover() throws IOException {
        if (flaw == Flaw.RECOVERS_NOTHING) {
            return Recovery.NONE;
        }
        Recovery recovery = super.recover();
        return flaw == Flaw.TAKES_A_LIVE_OWNER_FOR_A_DEAD_ONE
                ? new Recovery(recovery.recovered(), recovery.quarantined(), Math.max(0, recovery.live() - 1))
                : recovery;
    }

    @Override
    public void close() throws IOException {
        if (flaw != Flaw.STAYS_OPEN) {
            super.close();
        }
    }
}
