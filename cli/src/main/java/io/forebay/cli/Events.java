package io.forebay.cli;

import io.forebay.api.Recovery;
import io.forebay.api.SinkListener;

/** Tells on standard error what the sink does beside its work. */
final class Events implements SinkListener {
    @Override
    public void recovered(Recovery recovery) {
        if (!recovery.recovered().isEmpty() || !recovery.quarantined().isEmpty()) {
            System.err.println("forebay: of what dead writers had left, "
                    + recovery.recovered().size() + " files (" + recovery.bytes() + " bytes) are published now, and "
                    + recovery.quarantined().size() + " set aside");
        }
    }

    /** Names each file that was set aside, with the reason. */
    static void quarantined(Recovery recovery) {
        for (Recovery.Quarantined file : recovery.quarantined()) {
            System.err.println("forebay: set aside " + Text.oneLine(file.name()) + " (" + file.bytes() + " bytes): "
                    + Text.oneLine(file.reason()));
        }
    }
}
