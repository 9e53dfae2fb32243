package io.forebay.engine;

import io.forebay.api.CloseReport;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.TargetOpener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A program whose heap is full at the moment when a buffer is sealed and the flush thread is woken for the first time. */
final class FullHeapProgram {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int[] SIZES = {1_000_000, 10_000, 100, 1};

    private FullHeapProgram() {}

    public static void main(String[] arguments) throws Exception {
        byte[] record = new byte[10];
        CountDownLatch published = new CountDownLatch(1);
        RecordSink sink = Forebay.to(TargetOpener.of(bytes -> published.countDown()))
                .workers(1)
                .size(record.length)
                .timeout(LONG)
                .rollAge(Duration.ZERO)
                .open();
        List<Thread> flushThreads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("forebay-flush"))
                .toList();
        for (Thread thread : flushThreads) {
            while (thread.getState() != Thread.State.TIMED_WAITING && thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
        Object[] hoard = hoard();
        Outcome first = sink.write(record);
        Outcome second = sink.write(record);
        hoard[0] = null;
        check(first == Outcome.ACCEPTED && second == Outcome.ACCEPTED, first + " and " + second);
        check(published.await(LONG.toSeconds(), TimeUnit.SECONDS), "nothing is published: the flush thread sleeps");
        check(sink.write(record) == Outcome.ACCEPTED, "the third record is not accepted");
        CloseReport report = sink.close(LONG);
        check(report.clean() && report.ledger().published().records() == 3, report.toString());
    }

    /** All the heap, down to the last few words, in a chain that begins at the one element. */
    private static Object[] hoard() {
        Object[] first = new Object[1];
        Object[] last = first;
        for (int size : SIZES) {
            try {
                while (true) {
                    Object[] next = new Object[size];
                    last[0] = next;
                    last = next;
                }
            } catch (OutOfMemoryError e) {
                // So much for this size.
            }
        }
        return first;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
