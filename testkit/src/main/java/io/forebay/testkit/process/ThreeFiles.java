package io.forebay.testkit.process;

import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetOpener;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.Records;
import io.forebay.testkit.process.Report.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A life of a target, the same each time: it publishes a file in one go, a record larger than a buffer, and a file that was spilled;
 * takes one such record back, and leaves a spilled file and half a record behind. All calls are made by one thread, and reported.
 *
 * <p>Most is unpublished when the last of the three is about to be renamed.
 */
final class ThreeFiles {
    private static final int CAPACITY = 4096;

    private final FlushTarget target;
    private final Consumer<Report> reports;
    private int producers;

    private ThreeFiles(FlushTarget target, Consumer<Report> reports) {
        this.target = target;
        this.reports = reports;
    }

    static void run(TargetOpener opener, Consumer<Report> reports) throws IOException {
        try (FlushTarget target = opener.open(new TargetSpec(2, 6, CAPACITY))) {
            target.recover();
            new ThreeFiles(target, reports).run();
        }
    }

    private void run() throws IOException {
        Filled whole = open(SegmentSpec.ordinary(0, CAPACITY));
        whole.records(3);
        whole.publish();

        Filled large = open(SegmentSpec.oversize(1, CAPACITY, -1));
        large.part();
        large.part();
        large.lastPart();
        large.publish();

        Filled takenBack = open(SegmentSpec.oversize(0, CAPACITY, -1));
        takenBack.part();
        takenBack.discard();

        Filled halfRecord = open(SegmentSpec.oversize(0, CAPACITY, -1));
        halfRecord.part();

        Filled spilled = open(SegmentSpec.ordinary(0, CAPACITY));
        spilled.records(3);
        spilled.spill();
        spilled.records(2);
        spilled.spill();

        Filled first = open(SegmentSpec.ordinary(1, CAPACITY));
        first.records(3);
        first.spill();
        Filled second = open(SegmentSpec.ordinary(1, CAPACITY));
        second.records(2);
        second.publish();

        spilled.records(1);
        spilled.segment.abandon();
    }

    private Filled open(SegmentSpec spec) throws IOException {
        return new Filled(target.open(spec), producers++);
    }

    /** A segment, and what is in it; its records are of a producer of their own. */
    private final class Filled {
        private final Segment segment;
        private final int producer;
        private final List<Report> buffered = new ArrayList<>();
        private byte[] large = {};
        private int serial;
        private int end;
        private int taken;

        Filled(Segment segment, int producer) {
            this.segment = segment;
            this.producer = producer;
        }

        void records(int count) {
            for (int i = 0; i < count; i++) {
                byte[] record = Records.record(producer, serial, 700 + 13 * serial);
                tell(Event.OFFERED, record.length);
                segment.buffer().put(end, record);
                end += record.length;
                Report accepted = new Report(Event.ACCEPTED, producer, serial, record.length);
                commit(record.length);
                reports.accept(accepted);
            }
        }

        /** Spills a buffer full of a record of two and a half. */
        void part() throws IOException {
            if (large.length == 0) {
                large = Records.record(producer, serial, CAPACITY * 5 / 2);
                tell(Event.OFFERED, large.length);
            }
            segment.buffer().put(0, large, taken, CAPACITY);
            segment.spill(CAPACITY);
            taken += CAPACITY;
        }

        /** Nobody is told that it is accepted: a kill before it is published may cost a record whose first part was spilled. */
        void lastPart() {
            end = large.length - taken;
            segment.buffer().put(0, large, taken, end);
            commit(large.length);
        }

        private void commit(int length) {
            segment.commit(end);
            buffered.add(new Report(Event.SAFE, producer, serial, length));
            serial++;
        }

        void spill() throws IOException {
            segment.spill(end);
            end = 0;
            tellSafe();
        }

        void publish() throws IOException {
            segment.publish();
            tellSafe();
        }

        void discard() {
            segment.discard();
            tell(Event.DISCARDED, large.length);
        }

        private void tellSafe() {
            buffered.forEach(reports);
            buffered.clear();
        }

        private void tell(Event event, int length) {
            reports.accept(new Report(event, producer, serial, length));
        }
    }
}
