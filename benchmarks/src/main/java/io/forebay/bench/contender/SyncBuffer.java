package io.forebay.bench.contender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The simplest thing that works: one buffer behind one lock; whoever fills it writes the file. */
record SyncBuffer(int size) implements Contender {
    @Override
    public Session open(Path directory, byte[] sample) {
        return new Locked(new PublishedFile(directory, "sync"), ByteBuffer.allocateDirect(size));
    }

    @Override
    public Found count(Path directory, byte[] sample) throws IOException {
        return WrittenFiles.count(directory, sample);
    }

    private record Locked(PublishedFile files, ByteBuffer buffer) implements Session {
        @Override
        public Writer writer() {
            return this::write;
        }

        private synchronized void write(byte[] record) throws IOException {
            if (buffer.remaining() < record.length) {
                flush();
            }
            buffer.put(record);
        }

        private void flush() throws IOException {
            buffer.flip();
            if (buffer.hasRemaining()) {
                files.publish(buffer, 1);
            }
            buffer.clear();
        }

        @Override
        public synchronized void close() throws IOException {
            flush();
        }
    }
}
