package io.forebay.cli;

import io.forebay.api.Recovery;
import io.forebay.api.SinkListener;

/** Tells on standard error what the sink does beside its work. */
final class Events implements SinkListener {
    @Override
    public void recovered(Recovery recovery) {
        if (!recovery.recovered().isEmpty()) {
            System.err.println("forebay: published " + recovery.recovered().size()
                    + " files that dead writers had left, " + recovery.bytes() + " bytes");
        }
        quarantined(recovery);
    }

    /** Names each file that was set aside, with the reason. */
    static void quarantined(Recovery recovery) {
        for (Recovery.Quarantined file : recovery.quarantined()) {
            System.err.println("forebay: set aside " + Text.oneLine(file.name()) + " (" + file.bytes() + " bytes): "
                    + Text.oneLine(file.reason()));
        }
    }
}
