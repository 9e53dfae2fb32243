package io.forebay.engine;

import io.forebay.api.Segment;
import java.nio.ByteBuffer;

/**
 * One of a worker's two places for a segment: the segment that is filled now, and how far.
 *
 * <p>Belongs to whoever holds it: guarded by the worker's lock while it is active or standby, used by the flush thread alone while
 * it is sealed or spare. Slots are reused, so that sealing a buffer allocates nothing.
 */
final class Slot {
    Segment segment;
    ByteBuffer buffer;
    int end;
    long records;
    /** When the first record came; says nothing while there are none. */
    long since;
    /** The target has been asked to publish the segment; whatever it answered, nothing else may be asked of it then. */
    boolean publishing;

    Slot(Segment segment) {
        this.segment = segment;
        this.buffer = segment.buffer();
    }

    /** Takes a new segment and its buffer, which was asked for before: the worker's lock is held here. */
    void refill(Segment next, ByteBuffer nextBuffer) {
        segment = next;
        buffer = nextBuffer;
        clear();
    }

    /** The segment is empty again. */
    void clear() {
        end = 0;
        records = 0;
        publishing = false;
    }
}
