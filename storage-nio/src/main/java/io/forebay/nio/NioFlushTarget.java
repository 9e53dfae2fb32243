package io.forebay.nio;

import io.forebay.api.FlushTarget;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.spool.Format;
import io.forebay.spool.Spool;
import io.forebay.spool.SpoolSettings;
import io.forebay.spool.WorkerFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A target that owns a spool, all buffers there will ever be, and one unpublished file for each worker.
 *
 * <p><b>Closing.</b> A thread that hangs in a write can not be made to leave it. So {@link #close} gives up what nobody is using,
 * and says what is left; whoever leaves the last write releases the rest, lock included. Until then the instance lives, and its
 * files stay out of the hands of recovery.
 */
final class NioFlushTarget implements FlushTarget {
    private final SpoolSettings settings;
    private final TargetSpec spec;
    private final Spool spool;
    private final HandleCache handles;
    private final WorkerFile[] files;
    private final BufferPool buffers;
    private final Set<NioSegment> segments = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile boolean closed;

    private NioFlushTarget(
            SpoolSettings settings, TargetSpec spec, Spool spool, HandleCache handles, BufferPool buffers) {
        this.settings = settings;
        this.spec = spec;
        this.spool = spool;
        this.handles = handles;
        this.buffers = buffers;
        this.files = new WorkerFile[spec.workers()];
        for (int worker = 0; worker < files.length; worker++) {
            files[worker] = new WorkerFile(spool, handles, worker);
        }
    }

    static NioFlushTarget open(SpoolSettings settings, int openFiles, TargetSpec spec) throws IOException {
        // Memory first: if there is not enough, there is nothing to take back.
        BufferPool buffers = new BufferPool(allocate(spec));
        Spool spool = Spool.open(settings, Format.COMMIT_TABLE, spec.workers(), spec.workers() + spec.segments());
        return new NioFlushTarget(settings, spec, spool, new HandleCache(openFiles), buffers);
    }

    private static List<ByteBuffer> allocate(TargetSpec spec) throws IOException {
        List<ByteBuffer> buffers = new ArrayList<>();
        try {
            for (int i = 0; i < spec.segments(); i++) {
                buffers.add(ByteBuffer.allocateDirect(spec.capacity()));
            }
            return buffers;
        } catch (OutOfMemoryError e) {
            throw new IOException(
                    "can not reserve " + spec.segments() + " buffers of " + spec.capacity()
                            + " bytes outside the heap: use fewer workers or a smaller size, or raise -XX:MaxDirectMemorySize",
                    e);
        }
    }

    @Override
    public Segment open(SegmentSpec segment) throws IOException {
        checkOpen();
        if (segment.worker() >= spec.workers() || segment.capacity() > spec.capacity()) {
            throw new IllegalArgumentException("worker " + segment.worker() + " must be less than " + spec.workers()
                    + " and capacity " + segment.capacity() + " at most " + spec.capacity()
                    + ", as the target was opened");
        }
        ByteBuffer buffer = buffers.take();
        if (buffer == null) {
            throw new IOException("all " + spec.segments() + " segments of " + settings.directory()
                    + " are in use: publish, discard or abandon one first");
        }
        boolean opened = false;
        try {
            boolean oversize = segment.kind() == SegmentSpec.Kind.OVERSIZE;
            WorkerFile file = oversize ? new WorkerFile(spool, handles, segment.worker()) : files[segment.worker()];
            NioSegment result = new NioSegment(this, file, oversize, buffer);
            segments.add(result);
            opened = true;
            afterUse();
            return result;
        } finally {
            if (!opened) {
                buffers.give(buffer);
            }
        }
    }

    @Override
    public Recovery recover() throws IOException {
        checkOpen();
        return spool.recover();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        giveUpSegments();
        if (!segments.isEmpty()) {
            throw new IOException(segments.size() + " writes to " + settings.directory()
                    + " have not returned; lock and files are released when they do");
        }
        release();
    }

    /** Called by a segment that is not open any more, with its buffer. */
    void released(NioSegment segment, ByteBuffer buffer) {
        if (segments.remove(segment)) {
            buffers.give(buffer);
        }
    }

    /** Called by each thread that leaves a segment; it may be the one that {@link #close} did not wait for. */
    void afterUse() {
        if (closed) {
            giveUpSegments();
            if (segments.isEmpty()) {
                try {
                    release();
                } catch (IOException | RuntimeException | Error e) {
                    // What the thread has done in the segment stands.
                    spool.warn("can not release " + settings.directory(), e);
                }
            }
        }
    }

    private void giveUpSegments() {
        segments.forEach(NioSegment::giveUp);
    }

    private void release() throws IOException {
        if (released.compareAndSet(false, true)) {
            try {
                for (WorkerFile file : files) {
                    file.lock();
                    try {
                        file.abandon();
                    } finally {
                        file.unlock();
                    }
                }
            } finally {
                spool.close();
            }
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this target is closed: open another one");
        }
    }
}
