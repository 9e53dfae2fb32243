package io.forebay.testkit.sweep;

import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetOpener;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.RecordChecker;
import io.forebay.testkit.Records;
import java.io.IOException;

/** What an instance that died before a run has spilled: two records of producer 0, which recovery has to publish once. */
final class Leftover {
    private static final int PRODUCER = 0;
    private static final int RECORDS = 2;
    private static final int LENGTH = 100;
    private static final int CAPACITY = 512;

    private Leftover() {}

    /** Spills it; the target is to die then, and not to be closed. */
    static void spill(TargetOpener opener) throws IOException {
        FlushTarget target = opener.open(new TargetSpec(1, 1, CAPACITY));
        Segment segment = target.open(SegmentSpec.ordinary(0, CAPACITY));
        for (int serial = 1; serial <= RECORDS; serial++) {
            segment.buffer().put((serial - 1) * LENGTH, Records.record(PRODUCER, serial, LENGTH));
            segment.commit(serial * LENGTH);
        }
        segment.spill(RECORDS * LENGTH);
    }

    /** Expects it, or allows it only. */
    static void mention(RecordChecker checker, boolean expect) {
        for (int serial = 1; serial <= RECORDS; serial++) {
            if (expect) {
                checker.expect(PRODUCER, serial, LENGTH, true);
            } else {
                checker.allow(PRODUCER, serial, LENGTH);
            }
        }
    }
}
