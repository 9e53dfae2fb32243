package io.forebay.testkit;

import io.forebay.api.FlushTarget;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A target that keeps its files in a {@link MemoryStore}: the model that other targets are held against, and a fast one for
 * tests of sinks.
 *
 * <p>It is strict where the port leaves room: a buffer that comes back is overwritten, so that a sink that goes on using it is
 * found out, and part of a record in an ordinary segment is refused.
 *
 * <p><b>Threads.</b> As {@link FlushTarget} asks for; {@link #kill} may be called by any thread.
 */
public final class MemoryTarget implements FlushTarget {
    private static final byte SCRIBBLE = (byte) 0xDB;

    private final MemoryStore store;
    private final String instance;
    private final TargetSpec spec;
    private final Deque<ByteBuffer> pool = new ArrayDeque<>();
    private final Set<MemorySegment> open = new HashSet<>();
    private final @Nullable Unpublished[] current;
    private final long[] published;
    private long temporary;
    private boolean closed;
    private boolean killed;

    MemoryTarget(MemoryStore store, String instance, TargetSpec spec) {
        this.store = store;
        this.instance = instance;
        this.spec = spec;
        for (int i = 0; i < spec.segments(); i++) {
            pool.add(ByteBuffer.allocate(spec.capacity()));
        }
        current = new Unpublished[spec.workers()];
        published = new long[spec.workers()];
    }

    @Override
    public Segment open(SegmentSpec segment) throws IOException {
        store.lock();
        try {
            checkOpen();
            checkAlive();
            if (segment.worker() >= spec.workers() || segment.capacity() > spec.capacity()) {
                throw new IllegalArgumentException("worker " + segment.worker() + " must be less than " + spec.workers()
                        + " and capacity " + segment.capacity() + " at most " + spec.capacity()
                        + ", as the target was opened with");
            }
            ByteBuffer buffer = pool.poll();
            if (buffer == null) {
                throw new IOException("all " + spec.segments() + " segments are open; publish, discard or abandon one");
            }
            MemorySegment opened = new MemorySegment(this, segment, buffer);
            open.add(opened);
            return opened;
        } finally {
            store.unlock();
        }
    }

    @Override
    public Recovery recover() throws IOException {
        store.lock();
        try {
            checkOpen();
            checkAlive();
            return store.recover(this);
        } finally {
            store.unlock();
        }
    }

    @Override
    public void close() {
        store.lock();
        try {
            closed = true;
            List.copyOf(open).forEach(MemorySegment::end);
            store.died(this);
        } finally {
            store.unlock();
        }
    }

    /**
     * Ends this target as the death of its process would: buffers are gone, and what was spilled stays behind for recovery.
     * From then on it refuses to open, spill and publish with an {@link IOException}; closing it changes nothing.
     */
    public void kill() {
        store.lock();
        try {
            killed = true;
            store.died(this);
        } finally {
            store.unlock();
        }
    }

    /**
     * Returns how many segments are open.
     *
     * @return count of segments that were neither published, discarded nor abandoned
     */
    public int openSegments() {
        store.lock();
        try {
            return open.size();
        } finally {
            store.unlock();
        }
    }

    String instance() {
        return instance;
    }

    MemoryStore store() {
        return store;
    }

    boolean killed() {
        return killed;
    }

    void checkAlive() throws IOException {
        if (killed) {
            throw new IOException("the target was killed; open another one on its store");
        }
    }

    /** The file that the worker's ordinary segments share, or none if nothing was spilled to it. */
    @Nullable
    Unpublished current(int worker) {
        return current[worker];
    }

    void setCurrent(int worker, @Nullable Unpublished file) {
        current[worker] = file;
    }

    Unpublished create(int worker) {
        temporary++;
        Unpublished file = new Unpublished(this, worker, temporary);
        store.add(file);
        return file;
    }

    MemoryFile publish(int worker, byte[] bytes, long records) throws IOException {
        long sequence = published[worker] + 1;
        MemoryFile file = new MemoryFile(worker + "_" + instance + "_" + sequence, worker, sequence, bytes, records);
        store.publish(file);
        published[worker] = sequence;
        return file;
    }

    void release(MemorySegment segment, ByteBuffer buffer) {
        open.remove(segment);
        int start = buffer.arrayOffset();
        Arrays.fill(buffer.array(), start, start + buffer.capacity(), SCRIBBLE);
        pool.add(buffer);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the target is closed");
        }
    }
}
