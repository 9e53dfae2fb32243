package io.forebay.mmap;

import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.engine.Forebay;
import io.forebay.mmap.Mapper.Mapping;
import io.forebay.testkit.disk.ProcSelf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;

/** Maps and unmaps files, in a JVM whose standard error is looked at and whose options are the test's. */
final class UnmapChild {
    static final int FILE_BYTES = 1 << 20;

    private UnmapChild() {}

    /** Takes the way to go and a directory; fails with an exception. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "arena" -> mapAndUnmap(Objects.requireNonNull(ArenaMapper.find(), "no arena"), directory);
            case "cleaner" -> mapAndUnmap(Objects.requireNonNull(CleanerMapper.find(), "no cleaner"), directory);
            case "sink" -> writeToSink(directory);
            case "sink again and again" -> {
                checkRefused(directory);
                checkRefused(directory);
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Checks that a file is mapped until it is unmapped, and no longer. */
    static void mapAndUnmap(Mapper mapper, Path directory) throws IOException {
        Path file = directory.resolve("mapped");
        Files.write(file, new byte[FILE_BYTES]);
        Mapping mapping;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            mapping = mapper.map(channel, FILE_BYTES);
        }
        check(ProcSelf.maps(directory).size() == 1, "it is not mapped");
        ByteBuffer buffer = mapping.buffer();
        check(buffer.isDirect() && !buffer.isReadOnly() && buffer.capacity() == FILE_BYTES, buffer.toString());
        buffer.put(FILE_BYTES - 1, (byte) 7);
        mapping.unmap();
        check(ProcSelf.maps(directory).isEmpty(), "it is still mapped");
        check(Files.readAllBytes(file)[FILE_BYTES - 1] == 7, "what was put into the map is not in the file");
        Files.delete(file);
    }

    private static void writeToSink(Path directory) throws IOException {
        try (RecordSink sink = Forebay.to(MmapTarget.in(directory).segmentSize(4096))
                .timeout(Duration.ofSeconds(30))
                .open()) {
            for (int i = 0; i < 100; i++) {
                check(sink.write(new byte[500]) == Outcome.ACCEPTED, "a record was not accepted");
            }
        }
        check(ProcSelf.maps(directory).isEmpty(), "a file is still mapped");
    }

    private static void checkRefused(Path directory) throws IOException {
        try {
            writeToSink(directory);
        } catch (IOException e) {
            check(e.getMessage().contains("raise -XX:MaxDirectMemorySize"), e.toString());
            return;
        }
        check(false, "it was not refused");
    }

    private static void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }
}
