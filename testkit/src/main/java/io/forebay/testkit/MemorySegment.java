package io.forebay.testkit;

import io.forebay.api.Amount;
import io.forebay.api.Published;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SpilledDataLostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A segment of a {@link MemoryTarget}. All but {@link #buffer} and {@link #commit} works under the store's lock. */
final class MemorySegment implements Segment {
    private final MemoryTarget target;
    private final MemoryStore store;
    private final SegmentSpec spec;
    private final ByteBuffer buffer;
    private @Nullable Unpublished own;
    private int committed;
    private long records;
    private @Nullable Published unsure;
    private volatile boolean open = true;

    MemorySegment(MemoryTarget target, SegmentSpec spec, ByteBuffer buffer) {
        this.target = target;
        this.store = target.store();
        this.spec = spec;
        this.buffer = buffer;
    }

    @Override
    public ByteBuffer buffer() {
        checkOpen();
        return buffer;
    }

    @Override
    public void commit(int end) {
        checkOpen();
        checkEnd(end);
        committed = end;
        records++;
    }

    @Override
    public void spill(int end) throws IOException {
        store.lock();
        try {
            checkOpen();
            checkEnd(end);
            if (end > committed && !oversize()) {
                throw new IllegalArgumentException("end " + end + " is behind the last commit at " + committed
                        + "; only an oversize segment may spill a part of a record");
            }
            target.checkAlive();
            store.checkRoom();
            Unpublished file = trusted();
            if (file == null) {
                file = target.create(spec.worker());
                setFile(file);
            }
            file.append(buffer, end, committed, records);
            committed = 0;
            records = 0;
        } finally {
            store.unlock();
        }
    }

    @Override
    public Published publish() throws IOException {
        store.lock();
        try {
            checkOpen();
            if (unsure != null) {
                return confirmed(unsure);
            }
            Unpublished file = trusted();
            int spilled = file == null ? 0 : file.length();
            if (spilled + committed == 0) {
                throw new IllegalStateException("nothing was committed or spilled; discard the segment");
            }
            if (file != null && records == 0 && file.committed().bytes() < spilled) {
                throw new IllegalStateException("the last record is not whole; commit its end, or discard the segment");
            }
            target.checkAlive();
            store.checkRoom();
            byte[] bytes = new byte[spilled + committed];
            if (file != null) {
                System.arraycopy(file.toByteArray(), 0, bytes, 0, spilled);
            }
            buffer.get(0, bytes, spilled, committed);
            long count = records + (file == null ? 0 : file.committed().records());
            MemoryFile visible = target.publish(spec.worker(), bytes, count);
            if (file != null) {
                store.remove(file);
                setFile(null);
            }
            Published published = new Published(spec.worker(), visible.name(), bytes.length, count);
            unsure = published;
            return confirmed(published);
        } finally {
            store.unlock();
        }
    }

    @Override
    public void discard() {
        store.lock();
        try {
            checkOpen();
            if (own != null && !target.killed()) {
                store.remove(own);
            }
            end();
        } finally {
            store.unlock();
        }
    }

    @Override
    public Amount abandon() {
        store.lock();
        try {
            checkOpen();
            Unpublished file = file();
            Published visible = unsure;
            end();
            if (visible != null) {
                return new Amount(visible.records(), visible.bytes());
            }
            return file == null ? Amount.ZERO : file.tell();
        } finally {
            store.unlock();
        }
    }

    /** Gives the buffer back; nothing may touch it after. */
    void end() {
        open = false;
        target.release(this, buffer);
    }

    /** The file is visible; this tells whether it is sure to stay so. */
    private Published confirmed(Published published) throws IOException {
        if (store.unsure()) {
            throw new IOException(published.name() + " is visible, but the store can not be sure that it stays so");
        }
        end();
        return published;
    }

    /** The file, unless the store has lost it: then it is set aside, and there is none. */
    private @Nullable Unpublished trusted() throws SpilledDataLostException {
        Unpublished file = file();
        if (file == null || !file.lost()) {
            return file;
        }
        MemoryFile aside = store.setAside(file);
        setFile(null);
        throw new SpilledDataLostException(
                aside + " is set aside: the store has lost it",
                file.committed(),
                new IOException("the store has lost what was spilled"));
    }

    private boolean oversize() {
        return spec.kind() == SegmentSpec.Kind.OVERSIZE;
    }

    private @Nullable Unpublished file() {
        return oversize() ? own : target.current(spec.worker());
    }

    private void setFile(@Nullable Unpublished file) {
        if (oversize()) {
            own = file;
        } else {
            target.setCurrent(spec.worker(), file);
        }
    }

    private void checkOpen() {
        if (!open) {
            throw new IllegalStateException("the segment is no longer open");
        }
    }

    private void checkEnd(int end) {
        if (end < committed || end > buffer.capacity()) {
            throw new IndexOutOfBoundsException("end " + end + " is not between the last commit at " + committed
                    + " and the capacity of " + buffer.capacity());
        }
    }
}
