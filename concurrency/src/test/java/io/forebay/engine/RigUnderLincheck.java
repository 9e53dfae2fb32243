package io.forebay.engine;

import io.forebay.api.Ledger;
import java.util.concurrent.locks.ReentrantLock;
import org.jetbrains.lincheck.datastructures.Operation;

/**
 * The parts of a sink, for model checking: whoever flushes or closes plays the flush thread, one at a time. There is room for all records that
 * a scenario writes, so what a sink says does not depend on how far the flush thread has come.
 */
public final class RigUnderLincheck {
    private final Rig rig = new Rig(32, 32, null, new UntimedTime());
    private final ReentrantLock flushThread = new ReentrantLock();
    private boolean ended;
    /** Buffers that were published and must be opened again, or there might be no room after the next flush. */
    private int spares;

    public RigUnderLincheck() {}

    @Operation
    public String write() {
        return rig.write("x");
    }

    @Operation
    public String flush() {
        if (rig.admission.refusesCallers()) {
            return "CLOSED";
        }
        Ledger before = rig.ledger();
        long entered = rig.worker.requestFlush();
        flushThread.lock();
        try {
            while (!ended && (spares > 0 || rig.worker.settled() < entered)) {
                step();
            }
        } finally {
            flushThread.unlock();
        }
        check(rig.ledger().published().records() >= before.accepted().records(), "flush has not published all");
        return "OK";
    }

    @Operation
    public String close() {
        rig.admission.refuseCallers();
        rig.worker.close(rig.never());
        flushThread.lock();
        try {
            while (!ended) {
                step();
            }
        } finally {
            flushThread.unlock();
        }
        return rig.publishedOfAccepted();
    }

    @Operation
    public int ledger() {
        Ledger ledger = rig.ledger();
        check(ledger.buffered().records() >= 0 && ledger.buffered().bytes() >= 0, "buffered is negative");
        return (int) ledger.accepted().records();
    }

    private void step() {
        String before = rig.target.published;
        ended = rig.flusher.step();
        spares += rig.target.published.equals(before) ? -1 : 1;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
