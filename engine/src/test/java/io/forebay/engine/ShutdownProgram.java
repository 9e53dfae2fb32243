package io.forebay.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.forebay.api.Outcome;
import io.forebay.api.Published;
import io.forebay.api.RecordSink;
import io.forebay.api.RecordSource;
import io.forebay.api.SinkListener;
import io.forebay.api.TargetOpener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A program that writes records and exits without closing its sink, in the way that its first argument names. */
final class ShutdownProgram {
    static final int RECORDS = 1_000;
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final CountDownLatch WRITTEN = new CountDownLatch(1);

    private ShutdownProgram() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "exit" -> {
                writeAll(settings(file).open());
                System.exit(0);
            }
            case "return" -> writeAll(settings(file).open());
            case "listener" -> {
                writeAll(settings(file).listener(new Exiting()).open());
                new CountDownLatch(1).await();
            }
            case "source" -> {
                RecordSink sink = settings(file).open();
                writeAll(sink);
                sink.write(new ExitingSource());
                new CountDownLatch(1).await();
            }
            case "late" -> {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> openLate(file)));
                System.exit(0);
            }
            case "closed" -> {
                RecordSink sink =
                        settings(file).closeAtShutdown(Duration.ofDays(1)).open();
                writeAll(sink);
                sink.close(DEADLINE);
                System.exit(0);
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static Forebay settings(Path file) {
        return Forebay.to(TargetOpener.of(batch -> append(file, batch)))
                .size(4_096)
                .timeout(Duration.ofSeconds(30))
                .rollAge(Duration.ZERO)
                .closeAtShutdown(DEADLINE);
    }

    private static synchronized void append(Path file, ByteBuffer batch) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            while (batch.hasRemaining()) {
                channel.write(batch);
            }
        }
    }

    private static void writeAll(RecordSink sink) {
        for (int i = 0; i < RECORDS; i++) {
            Outcome outcome = sink.write(("record " + i + "\n").getBytes(UTF_8));
            if (outcome != Outcome.ACCEPTED) {
                throw new IllegalStateException("record " + i + " was " + outcome);
            }
        }
        WRITTEN.countDown();
    }

    /** Writes down whether a sink that opens during the shutdown is refused, and whether its threads are gone. */
    private static void openLate(Path file) {
        String answer;
        try {
            settings(file).open();
            answer = "opened";
        } catch (IOException e) {
            boolean gone = Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("forebay-"));
            answer = e.getMessage() + (gone ? "" : ", but threads remain");
        }
        try {
            Files.writeString(file, answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Exits from the sink's own thread, but not while records are still being written: those that come later are refused. */
    private static final class Exiting implements SinkListener {
        @Override
        public void published(Published published) {
            try {
                WRITTEN.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
            }
            System.exit(0);
        }
    }

    private static final class ExitingSource implements RecordSource {
        @Override
        public int read(ByteBuffer target) {
            System.exit(0);
            return -1;
        }

        @Override
        public void close() {}
    }
}
