package io.forebay.testkit;

import io.forebay.api.RecordSource;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A source that counts how often it was closed; the ready ones are in {@link Sources}.
 *
 * <p><b>Threads.</b> {@link #closes} may be called by any thread, the rest as {@link RecordSource} says.
 */
public abstract class CountedSource implements RecordSource {
    private final String kind;
    private final AtomicInteger closes = new AtomicInteger();

    /**
     * Makes a source that is not closed.
     *
     * @param kind what it does, for messages
     */
    protected CountedSource(String kind) {
        this.kind = kind;
    }

    /**
     * Returns how often it was closed: exactly 1 in the end, if all is well.
     *
     * @return count of calls of {@link #close}
     */
    public final int closes() {
        return closes.get();
    }

    /**
     * Counts, and then does what {@link #closed} does.
     *
     * @throws IOException as {@link #closed} does
     */
    @Override
    public final void close() throws IOException {
        closes.incrementAndGet();
        closed();
    }

    /**
     * Is called at each close; does nothing unless overridden.
     *
     * @throws IOException if closing is to fail
     */
    protected void closed() throws IOException {}

    @Override
    public String toString() {
        return kind + " (closed " + closes + " times)";
    }
}
