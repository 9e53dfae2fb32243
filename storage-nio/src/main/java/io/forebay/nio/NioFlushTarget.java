package io.forebay.nio;

import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.spool.Format;
import io.forebay.spool.Spool;
import io.forebay.spool.SpoolSegment;
import io.forebay.spool.SpoolSettings;
import io.forebay.spool.SpoolTarget;
import io.forebay.spool.WorkerFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A target that owns all buffers there will ever be. */
final class NioFlushTarget extends SpoolTarget {
    private final BufferPool buffers;

    private NioFlushTarget(TargetSpec spec, Spool spool, HandleCache handles, BufferPool buffers) {
        super(spec, spool, handles);
        this.buffers = buffers;
    }

    static NioFlushTarget open(SpoolSettings settings, int openFiles, TargetSpec spec) throws IOException {
        // Memory first: if there is not enough, there is nothing to take back.
        BufferPool buffers = new BufferPool(allocate(spec));
        HandleCache handles = new HandleCache(openFiles);
        Spool spool = Spool.open(settings, Format.COMMIT_TABLE, spec.workers(), spec.workers() + spec.segments());
        try {
            return new NioFlushTarget(spec, spool, handles, buffers);
        } catch (RuntimeException | Error e) {
            spool.closeAfter(e);
            throw e;
        }
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
    protected SpoolSegment segment(SegmentSpec segment, WorkerFile file) throws IOException {
        ByteBuffer buffer = buffers.take();
        if (buffer == null) {
            throw allInUse();
        }
        boolean made = false;
        try {
            NioSegment result = new NioSegment(this, file, segment.kind() == SegmentSpec.Kind.OVERSIZE, buffer);
            made = true;
            return result;
        } finally {
            if (!made) {
                buffers.give(buffer);
            }
        }
    }

    void giveBack(ByteBuffer buffer) {
        buffers.give(buffer);
    }
}
