package io.forebay.bench.run;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.forebay.bench.contender.Session;
import io.forebay.bench.contender.Writer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Threads that begin at once, each with its share of the records, and are timed until the session is closed. */
final class Producers {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Session session;
    private final RunSpec spec;
    private final byte[] sample;
    private final Work work;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong allocated = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Producers(Session session, RunSpec spec, byte[] sample, Work work) {
        this.session = session;
        this.spec = spec;
        this.sample = sample;
        this.work = work;
    }

    /** Writes so many records in all, closes the session, and tells what it took. */
    Timed run(long records) throws IOException, InterruptedException {
        CountDownLatch ready = new CountDownLatch(spec.producers());
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < spec.producers(); i++) {
            long share = records / spec.producers() + (i < records % spec.producers() ? 1 : 0);
            threads.add(Threads.start(spec.virtual(), () -> produce(share, ready, start)));
        }
        ready.await();
        long cpu = SYSTEM.getProcessCpuTime();
        double compiled = Compiler.seconds();
        long begin = System.nanoTime();
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        session.close();
        long nanos = System.nanoTime() - begin;
        long cpuNanos = SYSTEM.getProcessCpuTime() - cpu;
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IOException("a producer failed", thrown);
        }
        return new Timed(
                records, accepted.get(), nanos / 1e9, cpuNanos / 1e9, Compiler.seconds() - compiled, allocated.get());
    }

    /** What this JVM has used since its start. */
    static double processCpuSeconds() {
        return SYSTEM.getProcessCpuTime() / 1e9;
    }

    private void produce(long share, CountDownLatch ready, CountDownLatch start) {
        boolean arrived = false;
        try {
            Writer writer = session.writer();
            ready.countDown();
            arrived = true;
            start.await();
            long before = allocatedByThisThread();
            long taken = work.write(writer, sample, share);
            allocated.addAndGet(allocatedByThisThread() - before);
            accepted.addAndGet(taken);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            if (!arrived) {
                ready.countDown();
            }
        }
    }

    /** Zero on a virtual thread: the JVM does not know it there. */
    private long allocatedByThisThread() {
        return spec.virtual() ? 0 : THREADS.getCurrentThreadAllocatedBytes();
    }

    /** What a producer does with its share. */
    @FunctionalInterface
    interface Work {
        /** Writes so many records, and returns how many were not dropped. */
        long write(Writer writer, byte[] sample, long records) throws IOException;
    }

    /** What a part of a run took. */
    record Timed(
            long records, long accepted, double seconds, double cpuSeconds, double compiledSeconds, long allocated) {
        double rate() {
            return records / seconds;
        }
    }
}
