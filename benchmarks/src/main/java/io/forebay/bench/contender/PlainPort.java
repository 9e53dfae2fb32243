package io.forebay.bench.contender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What one would write without much thought: a queue of records, and workers that each fill a buffer and write a file of it. */
record PlainPort(int workers, int queue, int size) implements Contender {
    private static final byte[] END = {};

    @Override
    public Session open(Path directory, byte[] sample) {
        BlockingQueue<byte[]> records = new ArrayBlockingQueue<>(queue);
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            PublishedFile files = new PublishedFile(directory, "port-" + i);
            running.add(CompletableFuture.runAsync(() -> work(records, files), task -> new Thread(task).start()));
        }
        return new Queued(records, running);
    }

    @Override
    public Found count(Path directory, byte[] sample) throws IOException {
        return WrittenFiles.count(directory, sample);
    }

    private void work(BlockingQueue<byte[]> records, PublishedFile files) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(size);
        try {
            byte[] record = records.take();
            while (record != END) {
                if (buffer.remaining() < record.length) {
                    files.publish(buffer.flip(), 1);
                    buffer.clear();
                }
                buffer.put(record);
                record = records.take();
            }
            if (buffer.flip().hasRemaining()) {
                files.publish(buffer, 1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a worker", e);
        }
    }

    private record Queued(BlockingQueue<byte[]> records, List<CompletableFuture<Void>> running) implements Session {
        @Override
        public Writer writer() {
            return this::offer;
        }

        private void offer(byte[] record) throws IOException {
            try {
                if (!records.offer(record, 1, TimeUnit.MINUTES)) {
                    running.stream()
                            .filter(CompletableFuture::isCompletedExceptionally)
                            .forEach(CompletableFuture::join);
                    throw new IOException("no worker took a record within a minute");
                }
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        }

        @Override
        public void close() throws IOException {
            for (int i = 0; i < running.size(); i++) {
                offer(END);
            }
            running.forEach(CompletableFuture::join);
        }
    }
}
