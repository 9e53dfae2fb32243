package io.forebay.mmap;

import io.forebay.api.Amount;
import io.forebay.api.Published;
import io.forebay.spool.Crc32c;
import io.forebay.spool.SpoolSegment;
import io.forebay.spool.WorkerFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A mapped file, and the plain one that takes its bytes when it is spilled: its worker's, or one of its own. */
final class MmapSegment extends SpoolSegment {
    private final MmapFlushTarget target;
    private final WorkerFile spilled;
    private final boolean ownsSpilled;
    private final MappedFile mapped;

    private int committed;
    private long commits;
    private int crc = Crc32c.EMPTY;

    MmapSegment(MmapFlushTarget target, WorkerFile spilled, boolean ownsSpilled, MappedFile mapped) {
        super(target, spilled);
        this.target = target;
        this.spilled = spilled;
        this.ownsSpilled = ownsSpilled;
        this.mapped = mapped;
    }

    @Override
    public ByteBuffer buffer() {
        checkOpen();
        return mapped.buffer();
    }

    @Override
    public void commit(int end) {
        checkOpen();
        checkNotCut();
        checkEnd(end, committed, mapped.buffer().capacity());
        int sum = mapped.checksum(committed, end);
        // With the first part of a record spilled, what is here is no record by itself.
        if (!ownsSpilled || !spilled.holdsSpilled()) {
            mapped.commit(end, commits + 1, sum);
        }
        // Last: after an error, a stack that overflows for instance, the writer takes the record for not accepted.
        committed = end;
        commits++;
        crc = sum;
    }

    @Override
    protected void doSpill(int end) throws IOException {
        checkEnd(end, committed, mapped.buffer().capacity());
        checkNotCut();
        spilled.spill(mapped.head(end), commits, committed, mapped);
        nothingCommitted();
        mapped.restart();
    }

    private void nothingCommitted() {
        committed = 0;
        commits = 0;
        crc = Crc32c.EMPTY;
    }

    @Override
    protected Published doPublish() throws IOException {
        if (spilled.holdsSpilled() || mapped.reused()) {
            Published published = spilled.publish(this, mapped.head(committed), commits, mapped);
            nothingCommitted();
            mapped.delete();
            return published;
        }
        if (committed == 0) {
            throw new IllegalStateException("nothing was committed or spilled: discard the segment");
        }
        return mapped.publish(committed, commits, crc);
    }

    @Override
    protected void doDiscard() {
        mapped.delete();
        spilled.discard(this, ownsSpilled);
    }

    @Override
    protected Amount doAbandon() {
        // After a publish that failed the bytes may be in the plain file too, and are told with that.
        boolean staged = spilled.holds(this);
        boolean part = ownsSpilled && spilled.holdsSpilled();
        Amount inPlain = spilled.abandon();
        // Unless that file had to be set aside, with the copy in it.
        boolean setAside = staged && !spilled.holds(this) && inPlain.equals(Amount.ZERO);
        Amount inMapped = Amount.ZERO;
        if (committed == 0 || part || (staged && !setAside)) {
            mapped.delete();
        } else if (mapped.abandon()) {
            inMapped = new Amount(commits, committed);
        }
        return inPlain.plus(inMapped);
    }

    @Override
    protected void giveBack() {
        target.giveBack();
    }

    private void checkNotCut() {
        if (mapped.cut()) {
            throw new IllegalStateException("this segment is being published: publish, discard or abandon it");
        }
    }
}
