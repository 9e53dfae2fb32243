package io.forebay.testkit.model;

import io.forebay.api.FailReason;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.testkit.CountedSource;
import io.forebay.testkit.Offer;
import io.forebay.testkit.Records;
import io.forebay.testkit.Sources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One way to write a record. Immutable.
 *
 * @param kind how the record is given
 * @param length of the record in bytes
 * @param interrupted whether the caller's interrupt flag is set
 */
record Writing(Kind kind, int length, boolean interrupted) {

    /** How a record is given. */
    enum Kind {
        ARRAY,
        SLICE,
        HEAP_BUFFER,
        DIRECT_BUFFER,
        READ_ONLY_BUFFER,
        WHOLE_SOURCE,
        CHUNKED_SOURCE,
        STREAM_SOURCE,
        CHANNEL_SOURCE,
        HESITANT_SOURCE,
        THROWING_SOURCE,
        ERROR_THROWING_SOURCE,
        ENDLESS_SOURCE,
        LYING_SOURCE,
        MEDDLING_SOURCE,
        UNCLOSABLE_SOURCE,
        SILENT_SOURCE,
        STUCK_SOURCE;

        boolean bytes() {
            return compareTo(READ_ONLY_BUFFER) <= 0;
        }

        /** Whether it does not end before time passes. */
        boolean slow() {
            return this == HESITANT_SOURCE || this == SILENT_SOURCE || this == STUCK_SOURCE;
        }
    }

    /** Where the record goes, and who offers it. */
    record To(RecordSink sink, SimulatedTime time, int maxRecordBytes, int size, int producer, int serial) {}

    Offer offer(To to) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        byte[] record = Records.record(to.producer, to.serial, length);
        CountedSource source = kind.bytes() ? null : source(record, to);
        Outcome outcome = source == null ? writeBytes(to.sink, record) : to.sink.write(source);
        if (source == null) {
            // Reuse is allowed at once; whoever still reads the array is found out.
            Arrays.fill(record, (byte) 0xAA);
        }
        Instance.require(
                Thread.interrupted() == interrupted,
                "promise 14: after %s the interrupt flag was %s",
                this,
                interrupted ? "gone" : "set");
        boolean inOrder = source == null && length <= to.size;
        return new Offer(to.producer, to.serial, length, source, fails(to.maxRecordBytes), inOrder, outcome);
    }

    private Outcome writeBytes(RecordSink sink, byte[] record) {
        return switch (kind) {
            case SLICE -> {
                byte[] larger = new byte[length + 7];
                System.arraycopy(record, 0, larger, 3, length);
                Outcome told = sink.write(larger, 3, length);
                Arrays.fill(larger, (byte) 0xAA);
                yield told;
            }
            case HEAP_BUFFER -> writeBuffer(sink, ByteBuffer.wrap(record));
            case DIRECT_BUFFER -> {
                ByteBuffer buffer =
                        ByteBuffer.allocateDirect(length).put(record).flip();
                Outcome told = writeBuffer(sink, buffer);
                for (int i = 0; i < length; i++) {
                    buffer.put(i, (byte) 0xAA);
                }
                yield told;
            }
            case READ_ONLY_BUFFER -> writeBuffer(sink, ByteBuffer.wrap(record).asReadOnlyBuffer());
            default -> sink.write(record);
        };
    }

    private Outcome writeBuffer(RecordSink sink, ByteBuffer buffer) {
        Outcome told = sink.write(buffer);
        int expected = told == Outcome.ACCEPTED ? length : 0;
        Instance.require(
                buffer.position() == expected,
                "after %s, which was %s, the buffer is at %d and should be at %d",
                this,
                told,
                buffer.position(),
                expected);
        return told;
    }

    private CountedSource source(byte[] record, To to) {
        byte[] half = Arrays.copyOf(record, Math.min(length / 2, to.maxRecordBytes));
        return switch (kind) {
            case CHUNKED_SOURCE -> Sources.chunked(record, 23);
            case STREAM_SOURCE -> Sources.stream(record);
            case CHANNEL_SOURCE -> Sources.channel(record);
            case HESITANT_SOURCE -> Sources.hesitant(record, Math.max(23, length / 4));
            case THROWING_SOURCE -> Sources.failing(half, () -> new IOException("the test breaks the source"));
            case ERROR_THROWING_SOURCE ->
                Sources.failing(half, () -> new AssertionError("the test breaks the source badly"));
            case ENDLESS_SOURCE -> Sources.endless();
            case LYING_SOURCE -> Sources.lying(length > 0 ? record : new byte[] {1}, 1);
            case MEDDLING_SOURCE -> Sources.meddling(record);
            case UNCLOSABLE_SOURCE -> Sources.failingToClose(record);
            case SILENT_SOURCE -> Sources.silent(half);
            case STUCK_SOURCE -> new StuckSource(to.time);
            default -> Sources.whole(record);
        };
    }

    private @Nullable FailReason fails(int maxRecordBytes) {
        return switch (kind) {
            case THROWING_SOURCE, ERROR_THROWING_SOURCE -> FailReason.THREW;
            case ENDLESS_SOURCE -> FailReason.TOO_LARGE;
            case LYING_SOURCE, MEDDLING_SOURCE -> FailReason.LIED;
            case SILENT_SOURCE, STUCK_SOURCE -> FailReason.STALLED;
            case UNCLOSABLE_SOURCE -> length > maxRecordBytes ? FailReason.TOO_LARGE : FailReason.THREW;
            case WHOLE_SOURCE, CHUNKED_SOURCE, STREAM_SOURCE, CHANNEL_SOURCE, HESITANT_SOURCE ->
                length > maxRecordBytes ? FailReason.TOO_LARGE : null;
            default -> null;
        };
    }

    @Override
    public String toString() {
        return (interrupted ? "an interrupted write of a " : "a write of a ")
                + kind.toString().toLowerCase(Locale.ROOT).replace('_', ' ') + " of " + length + " bytes";
    }
}
