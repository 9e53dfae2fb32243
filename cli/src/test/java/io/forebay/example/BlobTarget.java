package io.forebay.example;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Puts each finished file into a store of blobs, under a name that never repeats. */
public final class BlobTarget implements FlushTarget {
    /** A store that takes a blob whole or throws. */
    public interface Blobs {
        void put(String name, byte[] bytes) throws IOException;
    }

    private final Blobs blobs;
    private final TargetSpec spec;
    private final String instance = UUID.randomUUID().toString();
    private final AtomicLong sequence = new AtomicLong();
    private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();
    private final Spilled[] spilled;
    private final Set<BlobSegment> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public BlobTarget(Blobs blobs, TargetSpec spec) {
        this.blobs = blobs;
        this.spec = spec;
        for (int i = 0; i < spec.segments(); i++) {
            buffers.add(ByteBuffer.allocate(spec.capacity()));
        }
        spilled = new Spilled[spec.workers()];
        for (int worker = 0; worker < spilled.length; worker++) {
            spilled[worker] = new Spilled();
        }
    }

    /** What left the buffers and waits to be published: of one worker, or of one oversize record. */
    private static final class Spilled {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long records;
    }

    @Override
    public Segment open(SegmentSpec segment) throws IOException {
        if (closed) {
            throw new IllegalStateException("the target is closed");
        }
        if (segment.worker() >= spilled.length || segment.capacity() > spec.capacity()) {
            throw new IllegalArgumentException(segment + " does not fit " + spec);
        }
        ByteBuffer buffer = buffers.poll();
        if (buffer == null) {
            throw new IOException("all " + spec.segments() + " segments are open");
        }
        boolean added = false;
        try {
            boolean oversize = segment.kind() == SegmentSpec.Kind.OVERSIZE;
            Spilled earlier = oversize ? new Spilled() : spilled[segment.worker()];
            BlobSegment opened = new BlobSegment(segment.worker(), buffer, earlier);
            added = open.add(opened);
            return opened;
        } finally {
            if (!added) {
                buffers.add(buffer); // there was no memory for the rest
            }
        }
    }

    @Override
    public Recovery recover() {
        if (closed) {
            throw new IllegalStateException("the target is closed");
        }
        return Recovery.NONE; // a process that dies takes its buffers with it
    }

    @Override
    public void close() {
        closed = true;
        open.clear();
    }

    private final class BlobSegment implements Segment {
        private final int worker;
        private final ByteBuffer buffer;
        private final Spilled earlier;
        private int committed;
        private long records;

        BlobSegment(int worker, ByteBuffer buffer, Spilled earlier) {
            this.worker = worker;
            this.buffer = buffer;
            this.earlier = earlier;
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
            committed = newEnd;
            records++;
        }

        @Override
        @SuppressWarnings("ByteBufferBackingArray") // the buffer is a whole array
        public void spill(int spillEnd) {
            checkOpen();
            checkEnd(spillEnd);
            earlier.bytes.write(buffer.array(), 0, spillEnd);
            earlier.records += records;
            committed = 0;
            records = 0;
        }

        @Override
        @SuppressWarnings("ByteBufferBackingArray") // the buffer is a whole array
        public Published publish() throws IOException {
            checkOpen();
            if (earlier.records + records == 0) {
                throw new IllegalStateException("nothing whole to publish");
            }
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            earlier.bytes.writeTo(whole);
            whole.write(buffer.array(), 0, committed);
            String name = worker + "_" + instance + "_" + sequence.incrementAndGet();
            Published published = new Published(worker, name, whole.size(), earlier.records + records);
            blobs.put(name, whole.toByteArray()); // last of what may throw: publish is called again then
            earlier.bytes.reset();
            earlier.records = 0;
            end();
            return published;
        }

        @Override
        public void discard() {
            checkOpen();
            end();
        }

        @Override
        public Amount abandon() {
            checkOpen();
            end();
            return Amount.ZERO; // nothing is left for recovery
        }

        private void end() {
            if (open.remove(this)) {
                buffers.add(buffer);
            }
        }

        private void checkOpen() {
            if (!open.contains(this)) {
                throw new IllegalStateException("the segment is no longer open");
            }
        }

        private void checkEnd(int newEnd) {
            if (newEnd < committed || newEnd > buffer.capacity()) {
                throw new IndexOutOfBoundsException(
                        newEnd + " is not within " + committed + " to " + buffer.capacity());
            }
        }
    }
}
