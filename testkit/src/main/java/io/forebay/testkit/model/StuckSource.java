package io.forebay.testkit.model;

import io.forebay.testkit.CountedSource;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;

/** A source whose every read blocks until it is closed or interrupted. */
final class StuckSource extends CountedSource {
    private final Gate gate;

    StuckSource(SimulatedTime time) {
        super("a source that blocks");
        gate = new Gate(time, true);
    }

    @Override
    public int read(ByteBuffer target) throws InterruptedIOException {
        try {
            gate.pass();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while blocked");
        }
        return -1;
    }

    @Override
    protected void closed() {
        gate.open();
    }
}
