package io.forebay.testkit.process;

import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.TimeSource;
import io.forebay.testkit.Records;
import io.forebay.testkit.SinkSettings;
import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.process.Report.Event;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Opens a sink, which recovers what was left before, and writes to it from many threads until it is killed. */
final class BusyChild {
    private static final Duration LONG = Duration.ofMinutes(1);

    /** The last serial that each thread has acknowledged. */
    private final AtomicIntegerArray acknowledged = new AtomicIntegerArray(BusyLife.THREADS);

    private final CountDownLatch stopped = new CountDownLatch(BusyLife.THREADS - 1);
    private volatile boolean stopping;

    private final int firstProducer;
    private final BusyLife life;
    private final RecordSink sink;
    private final FileOutputStream pipe;

    private BusyChild(int firstProducer, BusyLife life, RecordSink sink, FileOutputStream pipe) {
        this.firstProducer = firstProducer;
        this.life = life;
        this.sink = sink;
        this.pipe = pipe;
        for (int thread = 0; thread < BusyLife.THREADS; thread++) {
            acknowledged.set(thread, -1);
        }
    }

    @SuppressWarnings({"SystemExitOutsideMain", "resource"}) // it is made to be killed, and to end with its parent
    public static void main(String[] arguments) throws IOException {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            // To standard error: the parent quotes it when a child ends by itself.
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
        StorageUnderTest storage = ChildJvm.storage(arguments[0]);
        Path directory = Path.of(arguments[1]);
        int firstProducer = Integer.parseInt(arguments[2]);
        BusyLife life = new BusyLife(Long.parseLong(arguments[3]));
        SinkSettings settings = life.settings();
        FileOutputStream pipe = new FileOutputStream(FileDescriptor.out);
        Report.of(Event.READY).to(pipe);
        RecordSink sink = storage.open(storage.in(directory, life.forced()), settings, TimeSource.system());
        Report.of(Event.OPEN).to(pipe);
        BusyChild child = new BusyChild(firstProducer, life, sink, pipe);
        for (int thread = 0; thread < BusyLife.THREADS; thread++) {
            int number = thread;
            new Thread(() -> child.write(number), "writer-" + (firstProducer + number)).start();
        }
    }

    private void write(int thread) {
        int producer = firstProducer + thread;
        int flushes = 0;
        for (int serial = 0; ; serial++) {
            if (stopping) {
                stopped.countDown();
                awaitKill();
            }
            int length = life.length(producer, serial);
            Outcome outcome = sink.write(Records.record(producer, serial, length));
            if (outcome != Outcome.ACCEPTED) {
                throw new IllegalStateException("record " + serial + " of " + producer + ": " + outcome);
            }
            new Report(Event.ACCEPTED, producer, serial, length).to(pipe);
            // After its report, so that the parent hears of the record before it hears that it is safe.
            acknowledged.set(thread, serial);
            if (thread < BusyLife.FLUSHING && serial % BusyLife.RECORDS_TO_A_FLUSH == 0) {
                if (thread == 0 && ++flushes == life.lastFlush()) {
                    stopOthers();
                    if (!flush()) {
                        throw new IllegalStateException("nobody writes, and a flush does not end well");
                    }
                    Report.of(Event.DONE).to(pipe);
                    awaitKill();
                }
                flush();
            }
        }
    }

    private void stopOthers() {
        stopping = true;
        await(stopped);
    }

    private static void awaitKill() {
        await(new CountDownLatch(1));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a writer", e);
        }
    }

    /** What any thread has had accepted before a flush begins is safe when that has ended well. */
    private boolean flush() {
        int[] before = new int[BusyLife.THREADS];
        Arrays.setAll(before, acknowledged::get);
        boolean ok = sink.flush(LONG).ok();
        if (ok) {
            for (int thread = 0; thread < before.length; thread++) {
                int producer = firstProducer + thread;
                if (before[thread] >= 0) {
                    new Report(Event.SAFE, producer, before[thread], life.length(producer, before[thread])).to(pipe);
                }
            }
        }
        return ok;
    }
}
