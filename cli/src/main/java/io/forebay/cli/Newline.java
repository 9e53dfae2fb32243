package io.forebay.cli;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds the next newline, eight bytes at a time. */
final class Newline {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x01_01_01_01_01_01_01_01L;
    private static final long HIGH_BITS = ONES << 7;
    private static final long NEWLINES = '\n' * ONES;

    private Newline() {}

    /**
     * Returns the index of the first newline, or {@code end} if there is none.
     *
     * <p>What differs from a newline in no bit borrows when one is taken away, which sets its high bit. The borrow may set others above it, but
     * none below: the lowest one is right (Alan Mycroft, 1987; Henry S. Warren, "Hacker's Delight", Find First 0-Byte).
     */
    static int find(byte[] bytes, int start, int end) {
        int at = start;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long differences = (long) WORD.get(bytes, at) ^ NEWLINES;
            long found = (differences - ONES) & ~differences & HIGH_BITS;
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (at < end && bytes[at] != '\n') {
            at++;
        }
        return at;
    }
}
