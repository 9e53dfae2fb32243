package io.forebay.api;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * A snapshot of a sink's books, in records and in bytes.
 *
 * <p>Two equations hold in each snapshot: {@code offered = accepted + dropped + rejected}, and
 * {@code accepted = published + buffered + failed + lost}. The derived terms, {@link #offered()} and {@link #buffered()},
 * are computed from the counted ones.
 *
 * <p>The bytes of a {@link RecordSource} are unknown until it has been read whole: a source that is queued, dropped,
 * rejected or failed counts as one record of 0 bytes.
 *
 * @param accepted taken by the sink
 * @param published visible under a final name
 * @param dropped answered with {@link Outcome#TIMED_OUT}: no memory became free in time, the caller was interrupted while it
 *     waited, or the target lost what it had taken of a record larger than a buffer
 * @param rejected too large, or written after close
 * @param failures records whose source failed, by reason; no entry is 0
 * @param losses accepted, but given up, by reason; no entry is zero
 * @param files count of published files
 */
public record Ledger(
        Amount accepted,
        Amount published,
        Amount dropped,
        Amount rejected,
        Map<FailReason, Long> failures,
        Map<LossReason, Amount> losses,
        long files) {

    /**
     * Copies the maps.
     *
     * @param accepted taken by the sink
     * @param published visible under a final name
     * @param dropped answered with {@link Outcome#TIMED_OUT}
     * @param rejected too large, or written after close
     * @param failures records whose source failed, by reason
     * @param losses accepted, but given up, by reason
     * @param files count of published files
     */
    public Ledger {
        failures = copy(FailReason.class, failures);
        losses = copy(LossReason.class, losses);
    }

    private static <K extends Enum<K>, V> Map<K, V> copy(Class<K> keys, Map<K, V> map) {
        EnumMap<K, V> copy = new EnumMap<>(keys);
        copy.putAll(map);
        return Collections.unmodifiableMap(copy);
    }

    /**
     * Everything that callers have offered and been answered for.
     *
     * @return accepted, dropped and rejected together
     */
    public Amount offered() {
        return accepted.plus(dropped).plus(rejected);
    }

    /**
     * What is held: in buffers, in the queue, and in files that are not published yet.
     *
     * @return accepted less published, failed and lost
     */
    public Amount buffered() {
        return accepted.minus(published).minus(failed()).minus(lost());
    }

    /**
     * Records whose source threw, stalled, never ended or lied.
     *
     * @return the sum over {@link #failures()}
     */
    public Amount failed() {
        return new Amount(failures.values().stream().mapToLong(Long::longValue).sum(), 0);
    }

    /**
     * Records that were accepted and given up.
     *
     * @return the sum over {@link #losses()}
     */
    public Amount lost() {
        return losses.values().stream().reduce(Amount.ZERO, Amount::plus);
    }
}
