package io.forebay.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * A target that costs next to nothing and keeps nothing in order: plain fields, no lock. So what a thread sees of it is what the engine's
 * own locks let it see.
 */
final class HeapTarget implements FlushTarget {
    /** The contents of the files, in order, each with a bar behind it. Belongs to the flush thread. */
    String published = "";

    int closes;
    private String spilled = "";

    @Override
    public HeapSegment open(SegmentSpec spec) {
        return new HeapSegment(spec.capacity());
    }

    @Override
    public Recovery recover() {
        return Recovery.NONE;
    }

    @Override
    public void close() {
        closes++;
    }

    /** A segment on the heap. */
    final class HeapSegment implements Segment {
        private static final VarHandle COMMITTED;

        static {
            try {
                COMMITTED = MethodHandles.lookup().findVarHandle(HeapSegment.class, "committed", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final byte[] bytes;
        private final ByteBuffer buffer;
        private int committed;
        private boolean over;

        HeapSegment(int capacity) {
            bytes = new byte[capacity];
            buffer = ByteBuffer.wrap(bytes);
        }

        @Override
        public ByteBuffer buffer() {
            return buffer;
        }

        /** With a release, as a mapped segment does it: the bytes are in the file before the mark is. */
        @Override
        public void commit(int end) {
            if (over) {
                throw new IllegalStateException("a record was put into a segment that is not open");
            }
            COMMITTED.setRelease(this, end);
        }

        /** What recovery would find if the process were killed now: called without any lock. Looks first where a copy comes last. */
        String found() {
            int end = (int) COMMITTED.getAcquire(this);
            byte[] found = new byte[end];
            for (int i = end - 1; i >= 0; i--) {
                found[i] = bytes[i];
            }
            return new String(found, US_ASCII);
        }

        String content() {
            return text(committed);
        }

        private String text(int end) {
            return new String(bytes, 0, end, US_ASCII);
        }

        @Override
        public void spill(int end) {
            spilled += content();
            committed = 0;
        }

        @Override
        public Published publish() {
            String whole = spilled + content();
            spilled = "";
            over = true;
            published += whole + "|";
            return new Published(0, "a file", whole.length(), 1);
        }

        @Override
        public void discard() {
            over = true;
        }

        @Override
        public Amount abandon() {
            over = true;
            return Amount.ZERO;
        }
    }
}
