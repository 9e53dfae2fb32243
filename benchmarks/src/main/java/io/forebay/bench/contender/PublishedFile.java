package io.forebay.bench.contender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The least that makes a whole file visible at once: write under a hidden name, then rename. */
final class PublishedFile {
    private final Path directory;
    private final String name;
    private long count;

    /** Files of one thread; the name tells them from those of others. */
    PublishedFile(Path directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    /** Publishes what remains in the buffer, so many times over. */
    void publish(ByteBuffer buffer, int times) throws IOException {
        Path hidden = directory.resolve("." + name + "-" + count + ".tmp");
        int begin = buffer.position();
        try (FileChannel channel = FileChannel.open(hidden, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            for (int i = 0; i < times; i++) {
                buffer.position(begin);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        }
        Files.move(hidden, directory.resolve(name + "-" + count + ".log"), StandardCopyOption.ATOMIC_MOVE);
        count++;
    }
}
