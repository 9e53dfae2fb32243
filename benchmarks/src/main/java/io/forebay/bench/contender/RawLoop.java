package io.forebay.bench.contender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** The limit: each producer writes files full of the same bytes, renames them, and does nothing else. No record is ever copied. */
record RawLoop(int writeBytes, int writesPerFile) implements Contender {
    @Override
    public Session open(Path directory, byte[] sample) {
        AtomicInteger producers = new AtomicInteger();
        return new Session() {
            @Override
            public Writer writer() {
                return new RawWriter(new PublishedFile(directory, "raw-" + producers.getAndIncrement()));
            }

            @Override
            public void close() {
                // each writer has published all it wrote
            }
        };
    }

    @Override
    public Found count(Path directory, byte[] sample) throws IOException {
        return WrittenFiles.countBytes(directory);
    }

    private final class RawWriter implements Writer {
        private final PublishedFile files;
        private final ByteBuffer full = ByteBuffer.allocateDirect(writeBytes);

        RawWriter(PublishedFile files) {
            this.files = files;
            while (full.hasRemaining()) {
                full.put((byte) 'x');
            }
        }

        @Override
        public void write(byte[] record) {
            throw new UnsupportedOperationException("the raw loop takes no single record; leave it out of this suite");
        }

        @Override
        public void writeMany(byte[] record, long times) throws IOException {
            long left = record.length * times;
            long file = (long) writeBytes * writesPerFile;
            for (; left >= file; left -= file) {
                files.publish(full.clear(), writesPerFile);
            }
            if (left >= writeBytes) {
                files.publish(full.clear(), (int) (left / writeBytes));
                left %= writeBytes;
            }
            if (left > 0) {
                files.publish(full.clear().limit((int) left), 1);
            }
        }
    }
}
