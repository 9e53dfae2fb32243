package io.forebay.mmap;

import io.forebay.api.FlushTarget;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.spool.Format;
import io.forebay.spool.Spool;
import io.forebay.spool.SpoolSettings;
import io.forebay.spool.Sync;
import io.forebay.spool.WorkerFile;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A target that owns a spool, the mapped segments that are open, and a plain file for each worker, in case a segment is spilled.
 *
 * <p><b>Closing.</b> A thread that hangs in a write can not be made to leave it. So {@link #close} gives up what nobody is using,
 * and says what is left; whoever leaves the last write releases the rest, lock included. Until then the instance lives, and its
 * files stay out of the hands of recovery.
 */
final class MmapFlushTarget implements FlushTarget {
    private final SpoolSettings settings;
    private final TargetSpec spec;
    private final Spool spool;
    private final Mapper mapper;
    private final KeptHandles handles = new KeptHandles();
    private final Copies copies;
    private final WorkerFile[] spilled;
    private final Set<MmapSegment> segments = ConcurrentHashMap.newKeySet();
    /** Those being opened included. */
    private final AtomicInteger places = new AtomicInteger();

    private final AtomicBoolean released = new AtomicBoolean();
    private volatile boolean closed;

    private MmapFlushTarget(SpoolSettings settings, TargetSpec spec, Spool spool, Copies copies, Mapper mapper) {
        this.settings = settings;
        this.spec = spec;
        this.spool = spool;
        this.mapper = mapper;
        this.copies = copies;
        this.spilled = new WorkerFile[spec.workers()];
        for (int worker = 0; worker < spilled.length; worker++) {
            spilled[worker] = new WorkerFile(spool, handles, worker);
        }
    }

    /**
     * Opens it.
     *
     * @param segmentSize as it was asked for, or 0
     */
    static MmapFlushTarget open(SpoolSettings settings, int segmentSize, TargetSpec spec) throws IOException {
        if (segmentSize > 0 && segmentSize != spec.capacity()) {
            throw new IllegalArgumentException("segmentSize is " + segmentSize + " bytes, but the sink's size is "
                    + spec.capacity() + " bytes: set only one of them, they are the same thing here");
        }
        return open(settings, spec, Mapper.ofThisJvm());
    }

    static MmapFlushTarget open(SpoolSettings settings, TargetSpec spec, Mapper mapper) throws IOException {
        // A file for each segment, one for each worker or oversize record to be spilled to, and as many again to
        // replace them.
        int files = 2 * (spec.workers() + 2 * spec.segments());
        Copies copies = copies(settings, spec);
        Spool spool = Spool.open(settings, Format.FOOTER, spec.workers(), files);
        return new MmapFlushTarget(settings, spec, spool, copies, mapper);
    }

    private static Copies copies(SpoolSettings settings, TargetSpec spec) throws IOException {
        try {
            return new Copies(spec.capacity(), settings.sync() == Sync.PUBLISH ? spec.workers() : 0);
        } catch (OutOfMemoryError e) {
            throw new IOException(
                    "can not reserve " + spec.workers() + " buffers of " + spec.capacity()
                            + " bytes outside the heap, which sync=PUBLISH needs: use fewer workers or a smaller segmentSize, or raise"
                            + " -XX:MaxDirectMemorySize",
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
        if (places.incrementAndGet() > spec.segments()) {
            places.decrementAndGet();
            throw new IOException("all " + spec.segments() + " segments of " + settings.directory()
                    + " are in use: publish, discard or abandon one first");
        }
        MappedFile mapped = null;
        boolean opened = false;
        try {
            boolean oversize = segment.kind() == SegmentSpec.Kind.OVERSIZE;
            mapped = MappedFile.create(spool, copies, segment.worker(), capacity(segment), mapper);
            WorkerFile plain = oversize ? new WorkerFile(spool, handles, segment.worker()) : spilled[segment.worker()];
            MmapSegment result = new MmapSegment(this, plain, oversize, mapped);
            segments.add(result);
            opened = true;
            afterUse();
            return result;
        } finally {
            if (!opened) {
                if (mapped != null) {
                    mapped.delete();
                }
                places.decrementAndGet();
            }
        }
    }

    /**
     * A record whose length is known gets a segment that holds it, and need not be spilled. There is one byte more, so that the buffer is
     * not full before its end is seen.
     */
    private static int capacity(SegmentSpec segment) {
        return MappedFile.fits(segment.length() + 1)
                ? (int) Math.max(segment.capacity(), segment.length() + 1)
                : segment.capacity();
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

    /** Called by a segment that is not open any more. */
    void released(MmapSegment segment) {
        if (segments.remove(segment)) {
            places.decrementAndGet();
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
        segments.forEach(MmapSegment::giveUp);
    }

    private void release() throws IOException {
        if (released.compareAndSet(false, true)) {
            try {
                for (WorkerFile file : spilled) {
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
