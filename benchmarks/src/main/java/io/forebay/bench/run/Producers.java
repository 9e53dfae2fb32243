package io.forebay.bench.run;

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

    private final Session session;
    private final RunSpec spec;
    private final byte[] sample;
    private final Work work;
    private final AtomicLong allocated = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** Set before {@link #start} lets anybody go. */
    private long begin;

    private final CountDownLatch start = new CountDownLatch(1);

    Producers(Session session, RunSpec spec, byte[] sample, Work work) {
        this.session = session;
        this.spec = spec;
        this.sample = sample;
        this.work = work;
    }

    /** Writes so many records in all, closes the session, and tells what it took. */
    Timed run(long records) throws IOException, InterruptedException {
        int count = spec.entrant().producers();
        CountDownLatch ready = new CountDownLatch(count);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long share = records / count + (i < records % count ? 1 : 0);
            threads.add(Threads.start(spec.entrant().virtual(), () -> produce(share, ready)));
        }
        ready.await();
        double all = Cpu.all();
        double own = Cpu.own();
        double compiled = Compiler.seconds();
        begin = System.nanoTime();
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        close();
        double seconds = (System.nanoTime() - begin) / 1e9;
        own = Cpu.own() - own;
        return new Timed(
                records,
                seconds,
                own,
                all < 0 ? -1 : Math.max(0, Cpu.all() - all - own),
                Compiler.seconds() - compiled,
                spec.entrant().virtual() ? -1 : (double) allocated.get() / records,
                PeakMemory.mib());
    }

    /** Whatever a close says of a producer that failed, the failure came first. */
    private void close() throws IOException {
        Throwable thrown = failure.get();
        try {
            session.close();
        } catch (IOException | RuntimeException e) {
            if (thrown == null) {
                throw e;
            }
            thrown.addSuppressed(e);
        }
        if (thrown != null) {
            throw new IOException("a producer failed: " + thrown, thrown);
        }
    }

    private void produce(long share, CountDownLatch ready) {
        try {
            Writer writer;
            try {
                writer = session.writer();
            } finally {
                ready.countDown();
            }
            start.await();
            long before = allocatedByThisThread();
            work.write(writer, sample, share, begin);
            allocated.addAndGet(allocatedByThisThread() - before);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        }
    }

    /** Zero on a virtual thread: the JVM does not know it there. */
    private long allocatedByThisThread() {
        return spec.entrant().virtual() ? 0 : THREADS.getCurrentThreadAllocatedBytes();
    }

    /** What a producer does with its share. */
    @FunctionalInterface
    interface Work {
        /** Writes so many records, the first of them due when all producers begin. */
        void write(Writer writer, byte[] sample, long records, long begin) throws IOException;
    }
}
