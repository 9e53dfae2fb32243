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
    /** Of a processor's cache, as a rule; another size costs speed only. */
    private static final int LINE = 64;
    /** How far records are prepared for: few enough lines to stay in the nearest cache. */
    private static final int AHEAD = 64 * LINE;

    Segment segment;
    ByteBuffer buffer;
    int end;
    /** Up to where the buffer's lines are this processor's. */
    private int fetched;

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

    /**
     * Has the processor fetch the cache lines that the next records go to, by a store to each; called before a record of this length is
     * copied. Another processor had them last, the flush thread's. To fetch one takes longer than all else that a short record costs, and whoever wants the lock
     * next waits for the stores of that record; to fetch many at a time takes hardly longer than one.
     */
    void fetchAhead(int length) {
        int next = end + length;
        if (next <= fetched || length > AHEAD) {
            // A longer record is many lines at a time by itself.
            return;
        }
        int until = Math.min(next + AHEAD, buffer.limit());
        for (int at = Math.max(end, fetched); at < until; at += LINE) {
            buffer.put(at, (byte) 0);
        }
        fetched = until;
    }

    /** The segment is empty again. */
    void clear() {
        end = 0;
        fetched = 0;
        records = 0;
        publishing = false;
    }
}
