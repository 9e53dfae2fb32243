package io.forebay.api;

/**
 * A count of records together with the bytes they hold.
 *
 * @param records count of records, 0 or more
 * @param bytes sum of their lengths in bytes, 0 or more
 */
public record Amount(long records, long bytes) {
    /** Nothing. */
    public static final Amount ZERO = new Amount(0, 0);

    /**
     * Adds two amounts.
     *
     * @param other the amount to add
     * @return the sum
     */
    public Amount plus(Amount other) {
        return new Amount(records + other.records, bytes + other.bytes);
    }

    /**
     * Subtracts an amount.
     *
     * @param other the amount to subtract
     * @return the difference
     */
    public Amount minus(Amount other) {
        return new Amount(records - other.records, bytes - other.bytes);
    }
}
