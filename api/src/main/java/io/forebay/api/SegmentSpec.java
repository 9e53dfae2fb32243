package io.forebay.api;

/**
 * What a segment is opened for.
 *
 * @param worker the number of the worker whose records it takes, from 0
 * @param capacity of its buffer, in bytes
 * @param kind whether its bytes share a file with those of the worker's other segments
 * @param length for {@link Kind#OVERSIZE}, the length of the record in bytes if that is known ahead, else -1; else 0
 */
public record SegmentSpec(int worker, int capacity, Kind kind, long length) {

    /** Who else writes to the file of a segment. */
    public enum Kind {
        /** The worker's segments take turns: what one of them spills stands before what the next one spills. */
        ORDINARY,
        /** The segment has a file of its own, for one record that is larger than a buffer. */
        OVERSIZE
    }

    /**
     * Checks the ranges.
     *
     * @param worker at least 0
     * @param capacity at least 1
     * @param kind ordinary or oversize
     * @param length at least -1
     */
    public SegmentSpec {
        if (worker < 0 || capacity < 1 || length < -1) {
            throw new IllegalArgumentException("worker " + worker + " must be at least 0, capacity " + capacity
                    + " at least 1, length " + length + " at least -1");
        }
    }

    /**
     * Describes one of the segments that a worker fills in turn.
     *
     * @param worker number of the worker
     * @param capacity bytes of the buffer
     * @return the description
     */
    public static SegmentSpec ordinary(int worker, int capacity) {
        return new SegmentSpec(worker, capacity, Kind.ORDINARY, 0);
    }

    /**
     * Describes a segment for one record that is larger than a buffer.
     *
     * @param worker number of the worker under which it is published
     * @param capacity bytes of the buffer
     * @param length of the record in bytes, or -1 if it is not known
     * @return the description
     */
    public static SegmentSpec oversize(int worker, int capacity, long length) {
        return new SegmentSpec(worker, capacity, Kind.OVERSIZE, length);
    }
}
