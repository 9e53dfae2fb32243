package io.forebay.api;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the bytes of whole records, many at a time: the simplest {@link FlushTarget}. */
@FunctionalInterface
public interface BatchConsumer {

    /**
     * Takes all of a batch, or none of it. When it returns, the records count as published.
     *
     * <p><b>Threads.</b> Threads of the sink call it, for different workers at once.
     *
     * @param batch whole records, from position to limit; read-only, and valid only during the call
     * @throws IOException if nothing of the batch was taken; the sink keeps it and calls again with the same bytes, after a back-off
     */
    void accept(ByteBuffer batch) throws IOException;
}
