package io.forebay.bench.overload;

import io.forebay.api.CloseReport;
import io.forebay.api.Ledger;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.TargetOpener;
import io.forebay.bench.run.Latencies;
import io.forebay.engine.Forebay;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Callers that offer records at an even pace, all together more than the target takes.
 *
 * @param callers how many threads write
 * @param recordBytes of each record
 * @param recordsPerSecond what all callers offer together, as long as they need not wait
 * @param share how much of that the target takes, 1 for all
 * @param timeout of the sink
 * @param seconds how long each caller offers, at least one record
 */
public record Overload(
        int callers, int recordBytes, double recordsPerSecond, double share, Duration timeout, double seconds) {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** What one caller has seen. */
    private record Caller(long offered, long accepted, double cpuSeconds, Histogram late) {}

    /** Opens a sink, overloads it, closes it, and tells what came of it. */
    public OverloadResult run() throws IOException, InterruptedException, ExecutionException {
        Throttle throttle = new Throttle(recordsPerSecond * recordBytes * share);
        RecordSink sink = Forebay.to(TargetOpener.of(throttle)).timeout(timeout).open();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            Callable<Caller> caller = () -> offer(sink);
            List<Caller> done = new ArrayList<>();
            for (Future<Caller> future : threads.invokeAll(Collections.nCopies(callers, caller))) {
                done.add(future.get());
            }
            throttle.lift();
            CloseReport report = sink.close(Duration.ofMinutes(1));
            return result(done, sink.ledger(), throttle.taken(), report.clean());
        } finally {
            threads.shutdown();
            throttle.lift();
            sink.close();
        }
    }

    /** Lasts as long as it should from its own first record, however late the thread has started. */
    private Caller offer(RecordSink sink) {
        byte[] record = new byte[recordBytes];
        long nanos = (long) (seconds * 1e9);
        double nanosPerRecord = callers * 1e9 / recordsPerSecond;
        Histogram late = Latencies.empty();
        long offered = 0;
        long accepted = 0;
        long cpu = THREADS.getCurrentThreadCpuTime();
        long begin = System.nanoTime();
        for (long now = begin; now - begin < nanos; offered++) {
            if (sink.write(record) == Outcome.ACCEPTED) {
                accepted++;
            }
            long returned = System.nanoTime();
            late.recordValue(Math.max(0, returned - now - timeout.toNanos()));
            now = awaitTurn(begin + (long) ((offered + 1) * nanosPerRecord), returned);
        }
        return new Caller(offered, accepted, (THREADS.getCurrentThreadCpuTime() - cpu) / 1e9, late);
    }

    /** Sleeps until the next record is due, if that is not over yet. */
    private static long awaitTurn(long due, long now) {
        long time = now;
        while (due - time > 0) {
            LockSupport.parkNanos(due - time);
            time = System.nanoTime();
        }
        return time;
    }

    private OverloadResult result(List<Caller> done, Ledger ledger, long taken, boolean clean) {
        Histogram late = Latencies.empty();
        done.forEach(caller -> late.add(caller.late()));
        long offered = done.stream().mapToLong(Caller::offered).sum();
        long accepted = done.stream().mapToLong(Caller::accepted).sum();
        boolean exact = clean
                && ledger.offered().records() == offered
                && ledger.accepted().records() == accepted
                && ledger.dropped().records() == offered - accepted
                && ledger.published().records() == accepted
                && taken == accepted * recordBytes;
        return new OverloadResult(
                timeout.toMillis(),
                offered / seconds,
                1 - (double) accepted / offered,
                done.stream().mapToLong(Caller::accepted).min().orElse(0) * (double) callers / Math.max(1, accepted),
                done.stream().mapToLong(Caller::accepted).max().orElse(0) * (double) callers / Math.max(1, accepted),
                late.getValueAtPercentile(99.9) / 1e6,
                late.getMaxValue() / 1e6,
                done.stream().mapToDouble(Caller::cpuSeconds).sum() / seconds,
                exact);
    }
}
