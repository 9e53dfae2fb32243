package io.forebay.spool;

import com.google.common.io.Closer;
import io.forebay.api.FlushTarget;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A target that owns a spool, the segments that are open, and one unpublished file for each worker. An adapter says what its segments
 * are, in {@link #segment}.
 *
 * <p><b>Closing.</b> A thread that hangs in a write can not be made to leave it. So {@link #close} gives up what nobody is using,
 * and says what is left; whoever leaves the last write releases the rest, lock included. Until then the instance lives, and its
 * files stay out of the hands of recovery.
 *
 * <p><b>Threads.</b> As the port says.
 */
public abstract class SpoolTarget implements FlushTarget {
    private final TargetSpec spec;
    private final Spool spool;
    private final IdleHandles handles;
    private final WorkerFile[] files;
    private final Set<SpoolSegment> segments = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * Takes a spool over: it is closed with the target.
     *
     * @param spec what the target is opened for
     * @param spool of this target alone
     * @param handles where handles of unpublished files wait
     */
    protected SpoolTarget(TargetSpec spec, Spool spool, IdleHandles handles) {
        this.spec = spec;
        this.spool = spool;
        this.handles = handles;
        this.files = new WorkerFile[spec.workers()];
        for (int worker = 0; worker < files.length; worker++) {
            files[worker] = new WorkerFile(spool, handles, worker);
        }
    }

    /**
     * Makes a segment.
     *
     * @param segment what it is for; within what the target was opened for
     * @param file the unpublished file that it is emptied into: its worker's, or one of its own
     * @return the segment, with what it needs
     * @throws IOException if there is no place for it; nothing is left behind then
     */
    protected abstract SpoolSegment segment(SegmentSpec segment, WorkerFile file) throws IOException;

    /**
     * Makes the exception of {@link #segment} for as many segments as the target was opened for.
     *
     * @return what is to be thrown
     */
    protected final IOException allInUse() {
        return new IOException("all " + spec.segments() + " segments of " + spool.directory()
                + " are in use: publish, discard or abandon one first");
    }

    @Override
    public final Segment open(SegmentSpec segment) throws IOException {
        checkOpen();
        if (segment.worker() >= spec.workers() || segment.capacity() > spec.capacity()) {
            throw new IllegalArgumentException("worker " + segment.worker() + " must be less than " + spec.workers()
                    + " and capacity " + segment.capacity() + " at most " + spec.capacity()
                    + ", as the target was opened");
        }
        WorkerFile file = segment.kind() == SegmentSpec.Kind.OVERSIZE
                ? new WorkerFile(spool, handles, segment.worker())
                : files[segment.worker()];
        SpoolSegment result = segment(segment, file);
        boolean added = false;
        try {
            segments.add(result);
            added = true;
        } finally {
            if (!added) {
                result.discard();
            }
        }
        afterUse();
        return result;
    }

    @Override
    public final Recovery recover() throws IOException {
        checkOpen();
        return spool.recover();
    }

    @Override
    public final void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        giveUpSegments();
        if (!segments.isEmpty()) {
            throw new IOException(segments.size() + " writes to " + spool.directory()
                    + " have not returned; lock and files are released when they do");
        }
        release();
    }

    /** Called by a segment that is not open any more. */
    final void ended(SpoolSegment segment) {
        segments.remove(segment);
    }

    /** Called by each thread that leaves a segment; it may be the one that {@link #close} did not wait for. */
    final void afterUse() {
        if (closed) {
            giveUpSegments();
            if (segments.isEmpty()) {
                try {
                    release();
                } catch (IOException | RuntimeException | Error e) {
                    // What the thread has done in the segment stands.
                    spool.warn("can not release " + spool.directory(), e);
                }
            }
        }
    }

    private void giveUpSegments() {
        for (SpoolSegment segment : segments) {
            try {
                segment.giveUp();
            } catch (RuntimeException | Error e) {
                // It has ended all the same; recovery finds what is left of it, once the lock is released.
                spool.warn("can not give up a segment of " + spool.directory(), e);
            }
        }
    }

    private void release() throws IOException {
        if (released.compareAndSet(false, true)) {
            // Closes the last one first.
            try (Closer closer = Closer.create()) {
                closer.register(spool);
                for (WorkerFile file : files) {
                    closer.register(() -> abandon(file));
                }
            }
        }
    }

    private static void abandon(WorkerFile file) {
        file.lock();
        try {
            file.abandon();
        } finally {
            file.unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this target is closed: open another one");
        }
    }
}
