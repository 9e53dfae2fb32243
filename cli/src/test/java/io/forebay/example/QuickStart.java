package io.forebay.example;

import io.forebay.api.RecordSink;
import io.forebay.engine.Forebay;
import io.forebay.nio.NioTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** The README's ten lines. */
final class QuickStart {
    private QuickStart() {}

    public static void main(String[] args) throws IOException {
        try (RecordSink sink = Forebay.to(
                        NioTarget.in(Path.of("spool")).createDirectories().prefix("hits_"))
                .timeout(Duration.ofMillis(100))
                .closeAtShutdown(Duration.ofSeconds(10))
                .open()) {
            for (int i = 0; i < 1_000_000; i++) {
                byte[] hit = ("session-" + i % 1_000 + " /page/" + i + "\n").getBytes(StandardCharsets.UTF_8);
                switch (sink.write(hit)) {
                    case ACCEPTED -> {} // the sink answers for it now; the array is yours again
                    case TIMED_OUT -> {} // dropped and counted: the disk can not keep up
                    case TOO_LARGE, CLOSED -> throw new IllegalStateException("do not retry");
                }
            }
            System.out.println(sink.ledger());
        }
    }
}
