package io.forebay.mmap;

import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.spool.Format;
import io.forebay.spool.Spool;
import io.forebay.spool.SpoolSegment;
import io.forebay.spool.SpoolSettings;
import io.forebay.spool.SpoolTarget;
import io.forebay.spool.Sync;
import io.forebay.spool.WorkerFile;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** A target whose buffers are mapped files. */
final class MmapFlushTarget extends SpoolTarget {
    private final Spool spool;
    private final Mapper mapper;
    private final Copies copies;
    private final int most;
    /** Those being opened included. */
    private final AtomicInteger places = new AtomicInteger();

    private MmapFlushTarget(TargetSpec spec, Spool spool, Copies copies, Mapper mapper) {
        super(spec, spool, new KeptHandles());
        this.spool = spool;
        this.mapper = mapper;
        this.copies = copies;
        this.most = spec.segments();
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
        makeZeros();
        Copies copies = copies(spec, settings.sync() == Sync.PUBLISH ? spec.workers() : 0);
        Spool spool = Spool.open(settings, Format.FOOTER, spec.workers(), files);
        try {
            return new MmapFlushTarget(spec, spool, copies, mapper);
        } catch (RuntimeException | Error e) {
            spool.closeAfter(e);
            throw e;
        }
    }

    private static void makeZeros() throws IOException {
        try {
            MappedFile.zeros();
        } catch (OutOfMemoryError e) {
            throw new IOException(
                    "can not reserve 256 KiB outside the heap, which new files are filled from: raise -XX:MaxDirectMemorySize",
                    e);
        }
    }

    private static Copies copies(TargetSpec spec, int count) throws IOException {
        try {
            return new Copies(spec.capacity(), count);
        } catch (OutOfMemoryError e) {
            throw new IOException(
                    "can not reserve " + count + " buffers of " + spec.capacity()
                            + " bytes outside the heap, which sync=PUBLISH needs: use fewer workers or a smaller segmentSize, or raise"
                            + " -XX:MaxDirectMemorySize",
                    e);
        }
    }

    @Override
    protected SpoolSegment segment(SegmentSpec segment, WorkerFile file) throws IOException {
        if (places.incrementAndGet() > most) {
            places.decrementAndGet();
            throw allInUse();
        }
        MappedFile mapped = null;
        boolean made = false;
        try {
            mapped = MappedFile.create(spool, copies, segment.worker(), capacity(segment), mapper);
            MmapSegment result = new MmapSegment(this, file, segment.kind() == SegmentSpec.Kind.OVERSIZE, mapped);
            made = true;
            return result;
        } finally {
            if (!made) {
                if (mapped != null) {
                    mapped.delete();
                }
                giveBack();
            }
        }
    }

    @Override
    public boolean keepsCommitted() {
        return true;
    }

    void giveBack() {
        places.decrementAndGet();
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
}
