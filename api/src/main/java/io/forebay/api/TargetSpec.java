package io.forebay.api;

/**
 * What a sink will ask of its target at most.
 *
 * @param workers workers are numbered from 0 to {@code workers - 1}
 * @param segments the most segments that will be open at a time, those for oversize records included
 * @param capacity of each segment's buffer, in bytes
 */
public record TargetSpec(int workers, int segments, int capacity) {

    /**
     * Checks the ranges.
     *
     * @param workers at least 1
     * @param segments at least 1
     * @param capacity at least 1
     */
    public TargetSpec {
        if (workers < 1 || segments < 1 || capacity < 1) {
            throw new IllegalArgumentException("workers " + workers + ", segments " + segments + " and capacity "
                    + capacity + " must be at least 1");
        }
    }
}
