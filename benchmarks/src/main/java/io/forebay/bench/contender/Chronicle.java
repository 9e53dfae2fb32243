package io.forebay.bench.contender;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

/** Chronicle Queue, an appender for each producer. */
final class Chronicle implements Contender {
    @Override
    public List<String> jvmOptions() {
        return List.of(
                "-Dchronicle.analytics.disable=true",
                "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
                "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
                "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                "--add-opens=java.base/java.io=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    }

    @Override
    public Session open(Path directory, byte[] sample) {
        ChronicleQueue queue = SingleChronicleQueueBuilder.binary(directory).build();
        return new Session() {
            @Override
            public Writer writer() {
                ExcerptAppender appender = queue.createAppender();
                return record -> {
                    try (DocumentContext document = appender.writingDocument()) {
                        bytesOf(document).write(record);
                    }
                };
            }

            @Override
            public void close() {
                queue.close();
            }
        };
    }

    @Override
    public Found count(Path directory, byte[] sample) {
        byte[] record = new byte[sample.length];
        long records = 0;
        long bytes = 0;
        try (ChronicleQueue queue =
                        SingleChronicleQueueBuilder.binary(directory).build();
                ExcerptTailer tailer = queue.createTailer()) {
            while (true) {
                try (DocumentContext document = tailer.readingDocument()) {
                    if (!document.isPresent()) {
                        return new Found(records, bytes, 1);
                    }
                    Bytes<?> content = bytesOf(document);
                    long length = content.readRemaining();
                    bytes += length;
                    if (length == record.length && content.read(record) == length && Arrays.equals(record, sample)) {
                        records++;
                    }
                }
            }
        }
    }

    private static Bytes<?> bytesOf(DocumentContext document) {
        return requireNonNull(document.wire(), "an open document has a wire").bytes();
    }
}
