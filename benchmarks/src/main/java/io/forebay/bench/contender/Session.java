package io.forebay.bench.contender;

import java.io.IOException;

/** A contender that is open. */
public interface Session extends AutoCloseable {
    /** Makes what one producer writes with. Called by the producer's own thread, before the clock starts. */
    Writer writer() throws IOException;

    /** Returns when all that was accepted can be seen in the directory. Inside the time that is measured. */
    @Override
    void close() throws IOException;
}
