package io.forebay.testkit;

import io.forebay.api.FailReason;
import io.forebay.api.Ledger;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One thread of a {@link PromiseRun}: writes records and sources of all kinds, and remembers what it was told. */
final class PromiseProducer implements Runnable {
    private static final int MOST_STALLING = 2;

    private final int number;
    private final RecordSink sink;
    private final SinkSettings settings;
    private final Random random;
    private final int records;
    private int stallingLeft;
    private final List<Offer> offers = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    PromiseProducer(int number, RecordSink sink, SinkSettings settings, Random random, int records, boolean mayStall) {
        this.number = number;
        this.sink = sink;
        this.settings = settings;
        this.random = random;
        this.records = records;
        stallingLeft = mayStall ? MOST_STALLING : 0;
    }

    int number() {
        return number;
    }

    /** To be read when the thread has ended. */
    List<Offer> offers() {
        return offers;
    }

    List<String> problems() {
        return problems;
    }

    @Override
    public void run() {
        try {
            for (int serial = 0; serial < records; serial++) {
                int length = Records.length(random, settings.maxRecordBytes() + 8);
                if (random.nextInt(4) == 0) {
                    offerSource(serial, length);
                } else {
                    offerBytes(serial, length);
                }
                if (random.nextInt(30) == 0) {
                    look();
                }
            }
        } catch (RuntimeException | Error e) {
            problems.add("producer " + number + " was thrown " + e + " at " + Arrays.toString(e.getStackTrace()));
        }
    }

    private void offerBytes(int serial, int length) {
        boolean interrupted = random.nextInt(50) == 0;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        byte[] record = Records.record(number, serial, length);
        Outcome outcome = switch (random.nextInt(3)) {
            case 0 -> sink.write(record);
            case 1 -> {
                byte[] larger = new byte[length + 7];
                System.arraycopy(record, 0, larger, 3, length);
                Outcome told = sink.write(larger, 3, length);
                Arrays.fill(larger, (byte) 0xAA);
                yield told;
            }
            default -> offerBuffer(serial, record);
        };
        // Reuse is allowed at once; whoever still reads the array is found out.
        Arrays.fill(record, (byte) 0xAA);
        if (interrupted && !Thread.interrupted()) {
            problems.add("the interrupt of producer " + number + " was swallowed at record " + serial);
        }
        boolean inOrder = length <= settings.size();
        offers.add(new Offer(number, serial, length, null, null, inOrder, outcome));
    }

    private Outcome offerBuffer(int serial, byte[] record) {
        ByteBuffer buffer = random.nextBoolean()
                ? ByteBuffer.wrap(record)
                : ByteBuffer.allocateDirect(record.length).put(record).flip();
        Outcome outcome = sink.write(buffer);
        int expected = outcome == Outcome.ACCEPTED ? record.length : 0;
        if (buffer.position() != expected) {
            problems.add("the buffer of record " + serial + " of producer " + number + " is at " + buffer.position()
                    + " after " + outcome + ", and should be at " + expected);
        }
        return outcome;
    }

    private void offerSource(int serial, int length) {
        byte[] record = Records.record(number, serial, length);
        boolean stall = stallingLeft > 0;
        if (stall) {
            stallingLeft--;
        }
        int kind = stall ? 11 + random.nextInt(2) : random.nextInt(11);
        CountedSource source = draw(kind, record);
        Outcome outcome = sink.write(source);
        offers.add(new Offer(number, serial, length, source, fails(kind, length), false, outcome));
    }

    /** How a record has to fail; its source may do so in another way before it comes to that. */
    private @Nullable FailReason fails(int kind, int length) {
        return switch (kind) {
            case 0, 1, 2, 3, 4 -> length > settings.maxRecordBytes() ? FailReason.TOO_LARGE : null;
            case 5, 6, 10 -> FailReason.THREW;
            case 7 -> FailReason.TOO_LARGE;
            case 8, 9 -> FailReason.LIED;
            default -> FailReason.STALLED;
        };
    }

    private CountedSource draw(int kind, byte[] record) {
        byte[] half = Arrays.copyOf(record, record.length / 2);
        int chunk = 1 + random.nextInt(200);
        return switch (kind) {
            case 0, 1 -> Sources.whole(record);
            case 2, 3 -> Sources.chunked(record, chunk);
            case 4 -> Sources.hesitant(record, Math.max(chunk, record.length / 4));
            case 5 -> Sources.failing(half, () -> new IOException("the test breaks the source"));
            case 6 -> Sources.failing(half, () -> new OutOfMemoryError("the test breaks the source badly"));
            case 7 -> Sources.endless();
            case 8 -> Sources.lying(record.length > 0 ? record : new byte[] {1}, random.nextBoolean() ? 1 : -1);
            case 9 -> Sources.meddling(record);
            case 10 -> Sources.failingToClose(record);
            case 11 -> Sources.silent(half);
            default -> Sources.blocking(half, new CountDownLatch(1));
        };
    }

    /** A look at the books and a flush must be possible at any time. */
    private void look() {
        Ledger ledger = sink.ledger();
        if (ledger.buffered().records() < 0 || ledger.buffered().bytes() < 0) {
            problems.add("promise 1: less than nothing is buffered: " + ledger);
        }
        sink.flush(Duration.ofMillis(random.nextInt(2_000)));
    }
}
