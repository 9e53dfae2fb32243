package io.forebay.mmap;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.FlushReport;
import io.forebay.api.LossReason;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.engine.Forebay;
import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;
import io.forebay.testkit.FaultyTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Closes a sink whose target hangs when it is to publish, and ends with the thread that hangs there. */
final class HangChild {
    static final int RECORDS = 500;
    static final int RECORD_BYTES = 200;

    private HangChild() {}

    /** Takes a directory and a segment's size. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int size = Integer.parseInt(arguments[1]);
        CountDownLatch hangs = new CountDownLatch(1);
        Fault hang = Fault.hang(new CountDownLatch(1));
        Fault fault = operation -> {
            if (operation == Operation.PUBLISH) {
                hangs.countDown();
                hang.strike(operation);
            }
        };
        RecordSink sink = Forebay.to(
                        FaultyTarget.over(MmapTarget.in(Path.of(arguments[0])).segmentSize(size), fault))
                .workers(1)
                .size(size)
                .rollAge(Duration.ZERO)
                .open();
        for (int i = 0; i < RECORDS; i++) {
            check(sink.write(new byte[RECORD_BYTES]) == Outcome.ACCEPTED, "a record was not accepted");
        }
        FlushReport flush = sink.flush(Duration.ZERO);
        check(!flush.ok(), flush.toString());
        hangs.await();
        CloseReport report = sink.close(Duration.ofMillis(100));
        check(!report.leftovers().isEmpty(), "nothing hangs");
        Amount all = new Amount(RECORDS, (long) RECORDS * RECORD_BYTES);
        check(
                report.ledger().losses().equals(Map.of(LossReason.RECOVERABLE, all)),
                report.ledger().toString());
    }

    private static void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }
}
