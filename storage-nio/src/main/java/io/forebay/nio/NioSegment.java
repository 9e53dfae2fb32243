package io.forebay.nio;

import io.forebay.api.Amount;
import io.forebay.api.Published;
import io.forebay.spool.SpoolSegment;
import io.forebay.spool.WorkerFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A buffer in direct memory, and the file that it is emptied into: its worker's, or one of its own. */
final class NioSegment extends SpoolSegment {
    private final NioFlushTarget target;
    private final WorkerFile file;
    private final boolean ownsFile;
    private final ByteBuffer buffer;
    /** Callers may do to the position and limit of the buffer what they like. */
    private final ByteBuffer view;

    private int committed;
    private long commits;

    NioSegment(NioFlushTarget target, WorkerFile file, boolean ownsFile, ByteBuffer buffer) {
        super(target, file);
        this.target = target;
        this.file = file;
        this.ownsFile = ownsFile;
        this.buffer = buffer;
        this.view = buffer.duplicate();
    }

    @Override
    public ByteBuffer buffer() {
        checkOpen();
        return buffer;
    }

    @Override
    public void commit(int end) {
        checkOpen();
        checkEnd(end, committed, buffer.capacity());
        committed = end;
        commits++;
    }

    @Override
    protected void doSpill(int end) throws IOException {
        checkEnd(end, committed, buffer.capacity());
        file.spill(bytes(end), commits, committed, null);
        committed = 0;
        commits = 0;
    }

    @Override
    protected Published doPublish() throws IOException {
        return file.publish(this, bytes(committed), commits, null);
    }

    @Override
    protected void doDiscard() {
        file.discard(this, ownsFile);
    }

    @Override
    protected Amount doAbandon() {
        return file.abandon();
    }

    @Override
    protected void giveBack() {
        target.giveBack(buffer);
    }

    private ByteBuffer bytes(int end) {
        return view.clear().limit(end);
    }
}
