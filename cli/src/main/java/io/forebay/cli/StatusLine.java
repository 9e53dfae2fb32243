package io.forebay.cli;

import io.forebay.api.Ledger;
import io.forebay.api.RecordSink;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * A line on standard error that follows a sink while it runs: rate, accepted, dropped, files.
 *
 * <p>Refreshed four times a second by a thread of its own. Exists only where standard error is a terminal.
 */
final class StatusLine {
    private static final long REFRESH_MILLIS = 250;
    /** The rate is that of the last second. */
    private static final int RATE_OVER = 4;

    private final RecordSink sink;
    private final StatusStream stream;
    private final IntSupplier width;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "forebay-status");
    private final long[] counts = new long[RATE_OVER];
    private final long[] times = new long[RATE_OVER];

    private StatusLine(RecordSink sink, StatusStream stream, IntSupplier width) {
        this.sink = sink;
        this.stream = stream;
        this.width = width;
        thread.setDaemon(true);
    }

    /** Starts to follow a sink, if standard error is a terminal; the result ends and erases the line. */
    static Runnable follow(RecordSink sink) {
        if (!Boolean.getBoolean(Main.TERMINAL_PROPERTY)) {
            return () -> {};
        }
        PrintStream plain = System.err;
        StatusStream stream = new StatusStream(new FileOutputStream(FileDescriptor.err));
        // Whatever else is written to standard error must not end up in the middle of the line.
        System.setErr(new PrintStream(stream, true));
        StatusLine line = new StatusLine(sink, stream, new TerminalWidth());
        line.thread.start();
        return () -> {
            line.end();
            System.setErr(plain);
        };
    }

    private void end() {
        stop.countDown();
        try {
            // Not for ever: a terminal can be stopped with ^S.
            thread.join(2 * REFRESH_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long start = System.nanoTime();
        Arrays.fill(times, start);
        try {
            for (int tick = 0; !stop.await(REFRESH_MILLIS, TimeUnit.MILLISECONDS); tick++) {
                stream.show(sample(tick % RATE_OVER).fit(width.getAsInt()));
            }
            stream.show("");
        } catch (IOException e) {
            return; // the terminal is gone, and with it whoever looked at the line
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private StatusText sample(int slot) {
        Ledger ledger = sink.ledger();
        long now = System.nanoTime();
        long accepted = ledger.accepted().records();
        double seconds = (now - times[slot]) / 1e9;
        long rate = Math.round((accepted - counts[slot]) / seconds);
        counts[slot] = accepted;
        times[slot] = now;
        return new StatusText(rate, accepted, ledger.dropped().records(), ledger.files());
    }
}
