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

/** Opens a sink, which recovers what was left before, and writes to it from many threads until it is killed. */
final class BusyChild {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final BusyLife life;
    private final RecordSink sink;
    private final FileOutputStream pipe;

    private BusyChild(BusyLife life, RecordSink sink, FileOutputStream pipe) {
        this.life = life;
        this.sink = sink;
        this.pipe = pipe;
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
        BusyChild child = new BusyChild(life, sink, pipe);
        for (int thread = 0; thread < BusyLife.THREADS; thread++) {
            int producer = firstProducer + thread;
            boolean flushes = thread < BusyLife.FLUSHING;
            new Thread(() -> child.write(producer, flushes), "writer-" + producer).start();
        }
    }

    private void write(int producer, boolean flushes) {
        for (int serial = 0; ; serial++) {
            int length = life.length(producer, serial);
            Outcome outcome = sink.write(Records.record(producer, serial, length));
            if (outcome != Outcome.ACCEPTED) {
                throw new IllegalStateException("record " + serial + " of " + producer + ": " + outcome);
            }
            new Report(Event.ACCEPTED, producer, serial, length).to(pipe);
            if (flushes
                    && serial % BusyLife.RECORDS_TO_A_FLUSH == 0
                    && sink.flush(LONG).ok()) {
                new Report(Event.SAFE, producer, serial, length).to(pipe);
            }
        }
    }
}
