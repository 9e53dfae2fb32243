package io.forebay.bench.contender;

import java.io.IOException;

/** One producer's way in. Used by one thread. */
@FunctionalInterface
public interface Writer {
    /** Writes one record, which ends with a newline. One that is dropped is an error. */
    void write(byte[] record) throws IOException;

    /** Writes the same record many times. */
    default void writeMany(byte[] record, long times) throws IOException {
        for (long i = 0; i < times; i++) {
            write(record);
        }
    }
}
