package io.forebay.engine;

import io.forebay.api.FlushReport;
import io.forebay.api.FlushReport.Status;
import io.forebay.api.Ledger;

/** One flush: what had been accepted when it began, and the wait for that. Used by one thread. */
final class Barrier {
    private final Engine engine;
    private final long[] entered;
    private long queuedUpTo;

    Barrier(Engine engine) {
        this.engine = engine;
        entered = new long[engine.workers.size()];
    }

    FlushReport await(Deadline deadline) {
        Ledger before = engine.ledger();
        queuedUpTo = engine.intake.lastSequence();
        // The buffers need not wait for the sources; what those add to the buffers is asked for once they are read.
        requestFlush();
        engine.intake.hurry();
        boolean settled;
        try {
            settled = engine.progress.await(this::queueSettled, deadline);
            requestFlush();
            settled = settled && engine.progress.await(this::workersSettled, deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            settled = queueSettled();
            // Sources that were read while this waited stand in the buffers now.
            requestFlush();
            settled = settled && workersSettled();
        }
        if (!settled) {
            return new FlushReport(Status.TIMED_OUT, pending());
        }
        Ledger after = engine.ledger();
        boolean complete = after.lost().equals(before.lost()) && after.failed().equals(before.failed());
        return new FlushReport(complete ? Status.OK : Status.INCOMPLETE, 0);
    }

    private void requestFlush() {
        for (int i = 0; i < entered.length; i++) {
            entered[i] = engine.workers.get(i).requestFlush();
        }
    }

    private boolean queueSettled() {
        return engine.intake.pendingUpTo(queuedUpTo) == 0;
    }

    private boolean workersSettled() {
        for (int i = 0; i < entered.length; i++) {
            if (engine.workers.get(i).settled() < entered[i]) {
                return false;
            }
        }
        return true;
    }

    /** An upper bound: a lane enters a record into a worker before it is done with it, and so the queue is looked at first. */
    private long pending() {
        long pending = engine.intake.pendingUpTo(queuedUpTo);
        for (Worker worker : engine.workers) {
            pending += worker.unsettled();
        }
        return pending;
    }
}
