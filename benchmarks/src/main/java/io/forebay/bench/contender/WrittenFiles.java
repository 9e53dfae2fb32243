package io.forebay.bench.contender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Counts the records in plain files, each of which must be a repetition of the sample and nothing else. */
final class WrittenFiles {
    private static final int CHUNK = 1 << 20;

    private WrittenFiles() {}

    /** Counts in all files of a directory that are not hidden. */
    static Found count(Path directory, byte[] sample) throws IOException {
        byte[] pattern = repeated(sample);
        Found found = new Found(0, 0, 0);
        for (Path file : visible(directory)) {
            found = found.plus(new Found(wholeRecords(file, pattern, sample.length), Files.size(file), 1));
        }
        return found;
    }

    /** Counts the bytes of all files of a directory that are not hidden. */
    static Found countBytes(Path directory) throws IOException {
        long bytes = 0;
        List<Path> files = visible(directory);
        for (Path file : files) {
            bytes += Files.size(file);
        }
        return new Found(-1, bytes, files.size());
    }

    private static List<Path> visible(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .toList();
        }
    }

    private static byte[] repeated(byte[] sample) {
        int times = Math.max(1, CHUNK / sample.length);
        byte[] pattern = new byte[times * sample.length];
        for (int i = 0; i < times; i++) {
            System.arraycopy(sample, 0, pattern, i * sample.length, sample.length);
        }
        return pattern;
    }

    /** How many records are whole before the first byte that is wrong: behind that, nothing counts. */
    private static long wholeRecords(Path file, byte[] pattern, int recordBytes) throws IOException {
        byte[] chunk = new byte[pattern.length];
        ByteBuffer buffer = ByteBuffer.wrap(chunk);
        long records = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (true) {
                buffer.clear();
                while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                    // reads on, until the chunk is full or the file ends
                }
                int length = buffer.position();
                int wrong = Arrays.mismatch(chunk, 0, length, pattern, 0, length);
                records += (wrong < 0 ? length : wrong) / recordBytes;
                if (wrong >= 0 || length < chunk.length) {
                    return records;
                }
            }
        }
    }
}
