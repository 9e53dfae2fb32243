package io.forebay.bench.contender;

import java.io.IOException;

/** One producer's way in. Used by one thread. */
@FunctionalInterface
public interface Writer {
    /** Writes one record, which ends with a newline. Returns false if it was dropped. */
    boolean write(byte[] record) throws IOException;

    /** Writes the same record many times. Returns how many were not dropped. */
    default long writeMany(byte[] record, long times) throws IOException {
        long accepted = 0;
        for (long i = 0; i < times; i++) {
            if (write(record)) {
                accepted++;
            }
        }
        return accepted;
    }
}
