package io.forebay.cli;

import io.forebay.api.CloseReport;
import io.forebay.api.RecordSink;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/**
 * The end of one run: closes the sink and tells the result exactly once, whoever comes first, the main thread at the end of its work
 * or the JVM's shutdown hook after a signal.
 *
 * <p>Without a signal there is no deadline: what was accepted is waited for, so that a full disk costs time and no record. After a
 * signal it all has a deadline. A second signal changes nothing, as the JVM is stopping already.
 */
final class GracefulStop {
    /** How long the sink may take to close after a signal; {@link #GRACE} later the run has ended. */
    static final Duration DEADLINE = Duration.ofSeconds(10);

    /** As good as for ever, and still a number of nanoseconds. */
    static final Duration FOREVER = Duration.ofDays(100_000);

    /** Beyond the deadline: the sink has given up, and something that has no bound must be holding the process. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    /** Tells the result. */
    @FunctionalInterface
    interface Result {
        /**
         * Called once, after the sink was closed.
         *
         * @param signalled whether a signal has ended the run
         * @return the exit code
         */
        int tell(CloseReport report, boolean signalled);
    }

    private final RecordSink sink;
    private final Gate gate;
    private final Result result;
    private final Duration deadline;
    private final IntConsumer halt;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onSignal, "forebay-stop");
    private volatile int exitCode = RunResult.NOT_ALL_PUBLISHED;
    private volatile boolean failed;
    private volatile boolean signalled;

    /**
     * Prepares the end of a run.
     *
     * @param gate that those who offer records to the sink go through
     * @param deadline how long it may take to end after a signal
     * @param halt ends the JVM at once with an exit code
     */
    GracefulStop(RecordSink sink, Gate gate, Result result, Duration deadline, IntConsumer halt) {
        this.sink = sink;
        this.gate = gate;
        this.result = result;
        this.deadline = deadline;
        this.halt = halt;
    }

    /** Lets signals end the run from now on. */
    void arm() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Leaves signals to the JVM again, unless one has come. */
    void disarm() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            await(FOREVER); // the hook is at work, and ends the JVM
        }
    }

    /** Notes that something else than the sink has failed, so that the exit code can not be 0. */
    void fail() {
        failed = true;
    }

    /**
     * Ends the run when all records are offered; a signal still cuts it short.
     *
     * @return the exit code
     */
    int onEndOfWork() {
        sink.flush(FOREVER);
        end(deadline);
        return exitCode();
    }

    /** Ends the run after a signal, or finds it ended, and then the JVM: by itself it would exit with the signal's number. */
    void onSignal() {
        long start = System.nanoTime();
        Thread guard = new Thread(this::haltLate, "forebay-stop-guard");
        guard.setDaemon(true);
        guard.start();
        // Before the gate: those who find it shut may come to the end of the run first.
        signalled = true;
        gate.shut();
        // On a full disk a record under way does not end by itself; then the sink is closed over it.
        gate.awaitEmpty(deadline.multipliedBy(2).dividedBy(5));
        end(deadline.minusNanos(System.nanoTime() - start));
        halt.accept(exitCode());
    }

    private int exitCode() {
        return failed ? RunResult.NOT_ALL_PUBLISHED : exitCode;
    }

    private void end(Duration longest) {
        if (!ending.compareAndSet(false, true)) {
            await(FOREVER);
            return;
        }
        try {
            CloseReport report = sink.close(longest);
            // Whoever waited inside was told by now that the sink is closed, and the rest of its chunk is still to be
            // counted.
            gate.shut();
            gate.awaitEmpty(Duration.ofSeconds(1));
            exitCode = result.tell(new CloseReport(sink.ledger(), report.leftovers()), signalled);
        } finally {
            ended.countDown();
        }
    }

    private void haltLate() {
        if (!await(deadline.plus(GRACE))) {
            halt.accept(exitCode());
        }
    }

    private boolean await(Duration longest) {
        try {
            return ended.await(TimeUnit.NANOSECONDS.convert(longest), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
