package io.forebay.bench.overload;

/**
 * What an overload came to.
 *
 * @param timeoutMillis of the sink
 * @param offered records a second
 * @param dropped share of them, from 0 to 1
 * @param leastShare records that the caller with the fewest got in, as a part of what is fair; 1 if all got the same
 * @param mostShare the same of the caller with the most
 * @param lateMillis how much longer than the timeout a write took, of a thousand writes all but one; in milliseconds
 * @param latestMillis the same of the slowest write
 * @param cpu seconds of CPU time that all callers used in a second
 * @param exact whether the ledger, the target and the callers have counted the same
 */
public record OverloadResult(
        long timeoutMillis,
        double offered,
        double dropped,
        double leastShare,
        double mostShare,
        double lateMillis,
        double latestMillis,
        double cpu,
        boolean exact) {}
