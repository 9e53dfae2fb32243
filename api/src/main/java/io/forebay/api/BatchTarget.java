package io.forebay.api;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A target that hands each batch to a function.
 *
 * <p>What is spilled is collected on the heap, by worker for ordinary segments, so that it comes out in order and in one piece.
 */
final class BatchTarget implements FlushTarget {
    private final BatchConsumer consumer;
    private final int capacity;
    /** Under a monitor, which needs no memory as a queue's lock may: what the function has taken must not be given to it again. */
    private final ArrayDeque<ByteBuffer> pool;

    private final AtomicReferenceArray<Batch> batches;
    private final String instance = UUID.randomUUID().toString();
    private final AtomicLong count = new AtomicLong();
    private final Set<BatchSegment> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    BatchTarget(TargetSpec spec, BatchConsumer consumer) {
        this.consumer = requireNonNull(consumer, "consumer");
        capacity = spec.capacity();
        pool = new ArrayDeque<>(spec.segments());
        for (int i = 0; i < spec.segments(); i++) {
            pool.add(ByteBuffer.allocateDirect(spec.capacity()));
        }
        batches = new AtomicReferenceArray<>(spec.workers());
        for (int worker = 0; worker < spec.workers(); worker++) {
            batches.set(worker, new Batch());
        }
    }

    @Override
    public Segment open(SegmentSpec spec) throws IOException {
        if (closed) {
            throw new IllegalStateException("the target is closed");
        }
        if (spec.worker() >= batches.length() || spec.capacity() > capacity) {
            throw new IllegalArgumentException("worker " + spec.worker() + " must be less than " + batches.length()
                    + " and capacity " + spec.capacity() + " at most " + capacity + ", as the target was opened");
        }
        ByteBuffer buffer = takeBuffer();
        boolean lent = false;
        try {
            if (buffer == null) {
                throw new IOException("all segments are open; publish, discard or abandon one first");
            }
            boolean oversize = spec.kind() == SegmentSpec.Kind.OVERSIZE;
            BatchSegment segment =
                    new BatchSegment(spec.worker(), buffer, oversize ? new Batch() : batches.get(spec.worker()));
            open.add(segment);
            lent = true;
            return segment;
        } finally {
            if (buffer != null && !lent) {
                giveBack(buffer);
            }
        }
    }

    private @Nullable ByteBuffer takeBuffer() {
        synchronized (pool) {
            return pool.poll();
        }
    }

    private void giveBack(ByteBuffer buffer) {
        synchronized (pool) {
            pool.add(buffer);
        }
    }

    @Override
    public Recovery recover() {
        if (closed) {
            throw new IllegalStateException("the target is closed");
        }
        return Recovery.NONE;
    }

    @Override
    public void close() {
        closed = true;
        open.forEach(BatchSegment::release);
    }

    /** What was spilled towards one batch. */
    private static final class Batch {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
        private long records;

        void clear() {
            bytes.reset();
            records = 0;
        }
    }

    private final class BatchSegment implements Segment {
        private final int worker;
        private final ByteBuffer buffer;
        private final Batch batch;
        private int end;
        private long records;
        private volatile boolean isOpen = true;

        BatchSegment(int worker, ByteBuffer buffer, Batch batch) {
            this.worker = worker;
            this.buffer = buffer;
            this.batch = batch;
        }

        @Override
        public ByteBuffer buffer() {
            checkOpen();
            return buffer;
        }

        @Override
        public void commit(int newEnd) {
            checkOpen();
            checkEnd(newEnd);
            end = newEnd;
            records++;
        }

        @Override
        public void spill(int spillEnd) {
            checkOpen();
            checkEnd(spillEnd);
            byte[] bytes = new byte[spillEnd];
            buffer.get(0, bytes);
            batch.bytes.writeBytes(bytes);
            batch.records += records;
            end = 0;
            records = 0;
        }

        @Override
        public Published publish() throws IOException {
            checkOpen();
            if (batch.records + records == 0) {
                throw new IllegalStateException(
                        "nothing whole was committed: discard the segment, or commit its record's end");
            }
            long length = batch.bytes.size() + (long) end;
            // Made before: without memory for it, the function would be given again what it has taken.
            String name = "batch-" + instance + "-" + count.incrementAndGet();
            Published published = new Published(worker, name, length, batch.records + records);
            consumer.accept(batch.bytes.size() > 0 ? joined() : view());
            batch.clear();
            release();
            return published;
        }

        @Override
        public void discard() {
            checkOpen();
            release();
        }

        @Override
        public Amount abandon() {
            checkOpen();
            release();
            return Amount.ZERO;
        }

        private ByteBuffer view() {
            return buffer.asReadOnlyBuffer().position(0).limit(end);
        }

        /** A copy, so that a refusal leaves both parts as they were. */
        private ByteBuffer joined() {
            ByteBuffer whole = ByteBuffer.allocate(batch.bytes.size() + end);
            whole.put(batch.bytes.toByteArray()).put(view()).flip();
            return whole.asReadOnlyBuffer();
        }

        private void release() {
            isOpen = false;
            if (open.remove(this)) {
                giveBack(buffer);
            }
        }

        private void checkOpen() {
            if (!isOpen) {
                throw new IllegalStateException("the segment is no longer open");
            }
        }

        private void checkEnd(int newEnd) {
            if (newEnd < end || newEnd > buffer.capacity()) {
                throw new IndexOutOfBoundsException(
                        "end " + newEnd + " is not between " + end + " and " + buffer.capacity());
            }
        }
    }
}
