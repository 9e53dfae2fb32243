package io.forebay.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** A thread that writes numbered lines to a child or a pipe until it may stop, or nobody reads any more. */
final class Feeder implements AutoCloseable {
    private final OutputStream input;
    private final LongFunction<String> line;
    private final AtomicLong written = new AtomicLong();
    private final Thread thread = new Thread(this::run, "feeder");
    private volatile boolean stop;

    private Feeder(OutputStream input, LongFunction<String> line) {
        this.input = input;
        this.line = line;
    }

    /** Starts to write line 0, 1, 2 and so on. */
    static Feeder start(Child child, LongFunction<String> line) {
        return start(child.input(), line);
    }

    /** Starts to write to a pipe, which it closes in the end. */
    static Feeder start(OutputStream input, LongFunction<String> line) {
        Feeder feeder = new Feeder(input, line);
        feeder.thread.setDaemon(true);
        feeder.thread.start();
        return feeder;
    }

    private void run() {
        try {
            for (long number = 0; !stop; number++) {
                input.write(line.apply(number).getBytes(StandardCharsets.US_ASCII));
                written.incrementAndGet();
            }
            input.close();
        } catch (IOException e) {
            return; // the child has gone, as it should
        }
    }

    /** Lines that the pipe has taken; it still holds the last ones. */
    long written() {
        return written.get();
    }

    /** Ends the input after a whole line, once there is room in the pipe. */
    void finish() {
        stop = true;
    }

    @Override
    public void close() {
        stop = true;
    }
}
