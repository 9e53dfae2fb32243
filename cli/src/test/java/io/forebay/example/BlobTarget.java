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
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Spilled[] spilled;
    private final Set<BlobSegment> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public BlobTarget(Blobs blobs, TargetSpec spec) {
        this.blobs = blobs;
        this.spec = spec;
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
        if (open.size() >= spec.segments()) {
            throw new IOException("all " + spec.segments() + " segments are open");
        }
        boolean oversize = segment.kind() == SegmentSpec.Kind.OVERSIZE;
        BlobSegment opened = new BlobSegment(segment.worker(), oversize ? new Spilled() : spilled[segment.worker()]);
        open.add(opened);
        return opened;
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
        private final Spilled earlier;
        private final ByteBuffer buffer = ByteBuffer.allocate(spec.capacity());
        private int end;
        private long records;

        BlobSegment(int worker, Spilled earlier) {
            this.worker = worker;
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
            end = newEnd;
            records++;
        }

        @Override
        public void spill(int spillEnd) {
            checkOpen();
            checkEnd(spillEnd);
            earlier.bytes.write(buffer.array(), 0, spillEnd);
            earlier.records += records;
            end = 0;
            records = 0;
        }

        @Override
        public Published publish() throws IOException {
            checkOpen();
            if (earlier.bytes.size() + end == 0) {
                throw new IllegalStateException("nothing to publish");
            }
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            earlier.bytes.writeTo(whole);
            whole.write(buffer.array(), 0, end);
            String name = worker + "_" + instance + "_" + sequence.incrementAndGet();
            blobs.put(name, whole.toByteArray()); // throws: all is as it was, and publish is called again
            Published published = new Published(worker, name, whole.size(), earlier.records + records);
            earlier.bytes.reset();
            earlier.records = 0;
            open.remove(this);
            return published;
        }

        @Override
        public void discard() {
            checkOpen();
            open.remove(this);
        }

        @Override
        public Amount abandon() {
            checkOpen();
            open.remove(this);
            return Amount.ZERO; // nothing is left for recovery
        }

        private void checkOpen() {
            if (!open.contains(this)) {
                throw new IllegalStateException("the segment is no longer open");
            }
        }

        private void checkEnd(int newEnd) {
            if (newEnd < end || newEnd > buffer.capacity()) {
                throw new IndexOutOfBoundsException(newEnd + " is not within " + end + " to " + buffer.capacity());
            }
        }
    }
}
