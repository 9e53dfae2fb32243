package io.forebay.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.forebay.api.Amount;
import io.forebay.api.Published;
import io.forebay.api.Segment;
import java.io.IOException;

/** A segment together with how far it is filled, as a sink keeps it; not safe for use by several threads. */
final class FilledSegment {
    private final Segment segment;
    private int end;

    FilledSegment(Segment segment) {
        this.segment = segment;
    }

    Segment segment() {
        return segment;
    }

    int end() {
        return end;
    }

    /** Adds a whole record. */
    FilledSegment add(String record) {
        return add(record.getBytes(UTF_8));
    }

    FilledSegment add(byte[] record) {
        put(record);
        segment.commit(end);
        return this;
    }

    /** Adds bytes that are not the end of a record. */
    FilledSegment put(byte[] bytes) {
        segment.buffer().put(end, bytes);
        end += bytes.length;
        return this;
    }

    /** Forgets what was put behind an index, and not committed. */
    void cutBack(int index) {
        end = index;
    }

    FilledSegment spill() throws IOException {
        segment.spill(end);
        end = 0;
        return this;
    }

    Published publish() throws IOException {
        return segment.publish();
    }

    void discard() {
        segment.discard();
    }

    Amount abandon() {
        return segment.abandon();
    }
}
