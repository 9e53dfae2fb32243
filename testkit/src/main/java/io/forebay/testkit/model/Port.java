package io.forebay.testkit.model;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.testkit.ForwardingSegment;
import io.forebay.testkit.ForwardingTarget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A target that writes down what passes through it: what stands in buffers, what in files that are not published, and what was published.
 * Empty records do not pass here.
 *
 * <p><b>Threads.</b> As {@link FlushTarget} asks for. What it tells is exact while the sink is at rest.
 */
final class Port extends ForwardingTarget {
    /** By worker: what its ordinary segments share. */
    private final Map<Integer, Unfinished> shared = new HashMap<>();

    private final Set<Unfinished> owned = new HashSet<>();
    private final Set<Tap> taps = new HashSet<>();
    private final List<Published> published = new ArrayList<>();
    private Amount publishedAmount = Amount.ZERO;
    private final List<String> problems = new ArrayList<>();
    private Recovery recovery = Recovery.NONE;
    /** What stood in buffers that are left for recovery. */
    private Amount abandoned = Amount.ZERO;

    private final boolean keepsCommitted;
    private boolean dead;
    private boolean closed;

    /**
     * @param keepsCommitted whether the target leaves what stands in buffers for recovery, as what stands in files
     */
    Port(FlushTarget target, boolean keepsCommitted) {
        super(target);
        this.keepsCommitted = keepsCommitted;
    }

    /** A file that is not published. */
    private static final class Unfinished {
        private long length;
        /** Up to the end of the last record that is whole in it. */
        private Amount whole = Amount.ZERO;
    }

    @Override
    public Recovery recover() throws IOException {
        Recovery result = super.recover();
        synchronized (this) {
            recovery = result;
        }
        return result;
    }

    @Override
    protected synchronized Segment wrap(Segment segment, SegmentSpec spec) {
        Tap tap = new Tap(segment, spec);
        taps.add(tap);
        return tap;
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            synchronized (this) {
                closed = true;
                taps.clear();
            }
        }
    }

    /** What the target has recovered when it was opened. */
    synchronized Recovery recovery() {
        return recovery;
    }

    synchronized boolean closed() {
        return closed;
    }

    synchronized List<Published> published() {
        return List.copyOf(published);
    }

    synchronized Amount publishedAmount() {
        return publishedAmount;
    }

    /** What was committed, and is in buffers only. Of an oversize record, all of it. */
    synchronized Amount inBuffers() {
        return taps.stream().map(Tap::held).reduce(Amount.ZERO, Amount::plus);
    }

    /** What is whole in files that are not published. */
    synchronized Amount inFiles() {
        return Stream.concat(shared.values().stream(), owned.stream())
                .map(file -> file.whole)
                .reduce(abandoned, Amount::plus);
    }

    /** Its process dies: tells what recovery must find, and lets nothing into buffers any more, which may be in memory that outlives it. */
    synchronized Amount die() {
        dead = true;
        return taps.stream().map(Tap::kept).reduce(inFiles(), Amount::plus);
    }

    synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    private final class Tap extends ForwardingSegment {
        private final int worker;
        private final @Nullable Unfinished own;
        private int end;
        private long records;

        Tap(Segment segment, SegmentSpec spec) {
            super(segment);
            worker = spec.worker();
            own = spec.kind() == SegmentSpec.Kind.OVERSIZE ? new Unfinished() : null;
            if (own != null) {
                owned.add(own);
            }
        }

        private Unfinished file() {
            return own != null ? own : shared.computeIfAbsent(worker, number -> new Unfinished());
        }

        private void forgetFile() {
            if (own != null) {
                owned.remove(own);
            } else {
                shared.remove(worker);
            }
        }

        Amount held() {
            return records == 0 ? Amount.ZERO : new Amount(records, own == null ? end : own.length + end);
        }

        /** Of {@link #held}, what survives: not a record whose first part was spilled. */
        Amount kept() {
            return keepsCommitted && (own == null || own.length == 0) ? held() : Amount.ZERO;
        }

        @Override
        public void commit(int newEnd) {
            synchronized (Port.this) {
                if (!dead) {
                    super.commit(newEnd);
                    end = newEnd;
                    records++;
                }
            }
        }

        @Override
        public void spill(int spillEnd) throws IOException {
            super.spill(spillEnd);
            synchronized (Port.this) {
                Unfinished file = file();
                if (records > 0) {
                    file.whole = new Amount(file.whole.records() + records, file.length + end);
                }
                file.length += spillEnd;
                records = 0;
                end = 0;
            }
        }

        @Override
        public Published publish() throws IOException {
            Published result = super.publish();
            synchronized (Port.this) {
                Unfinished file = file();
                Amount given = new Amount(file.whole.records() + records, file.length + end);
                if (!given.equals(new Amount(result.records(), result.bytes()))) {
                    problems.add("the target was given " + given + " and published " + result);
                }
                published.add(result);
                publishedAmount = publishedAmount.plus(new Amount(result.records(), result.bytes()));
                forgetFile();
                taps.remove(this);
            }
            return result;
        }

        @Override
        public void discard() {
            super.discard();
            synchronized (Port.this) {
                taps.remove(this);
                if (own != null) {
                    owned.remove(own);
                }
            }
        }

        @Override
        public Amount abandon() {
            Amount left = super.abandon();
            synchronized (Port.this) {
                abandoned = abandoned.plus(kept());
                taps.remove(this);
            }
            return left;
        }
    }
}
