package io.forebay.engine;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.FlushReport;
import io.forebay.api.Ledger;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.RecordSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;

/** A sink that passes everything on, but for one flaw. */
final class FlawedSink implements RecordSink {
    /** What is wrong with it. */
    enum Flaw {
        FORGETS_DROPS,
        COUNTS_A_FILE_TWICE,
        ONLY_ASKS_FOR_A_FLUSH,
        WAITS_FOR_LONGER,
        DROPS_WHERE_THERE_IS_ROOM,
        WRITES_TWICE,
        CHANGES_A_BYTE,
        TAKES_RECORDS_AFTER_CLOSE,
        CLOSES_SOURCES_TWICE,
        SWALLOWS_INTERRUPTS,
        MOVES_THE_BUFFER_OF_A_REFUSED_RECORD,
        CLOSES_IN_NO_TIME,
        HIDES_LOSSES
    }

    private final RecordSink sink;
    private final Flaw flaw;
    private boolean closed;

    FlawedSink(RecordSink sink, Flaw flaw) {
        this.sink = sink;
        this.flaw = flaw;
    }

    @Override
    public Outcome write(byte[] array, int offset, int length) {
        if (flaw == Flaw.DROPS_WHERE_THERE_IS_ROOM && length == 33) {
            return Outcome.TIMED_OUT;
        }
        if (flaw == Flaw.TAKES_RECORDS_AFTER_CLOSE && closed) {
            return Outcome.ACCEPTED;
        }
        byte[] bytes = array;
        if (flaw == Flaw.CHANGES_A_BYTE && length == 33) {
            bytes = array.clone();
            bytes[offset + length - 1]++;
        }
        Outcome outcome = sink.write(bytes, offset, length);
        boolean again = (flaw == Flaw.WAITS_FOR_LONGER && outcome == Outcome.TIMED_OUT)
                || (flaw == Flaw.WRITES_TWICE && outcome == Outcome.ACCEPTED && length == 33);
        if (again) {
            outcome = sink.write(array, offset, length);
        }
        if (flaw == Flaw.SWALLOWS_INTERRUPTS) {
            Thread.interrupted();
        }
        return outcome;
    }

    @Override
    public Outcome write(ByteBuffer record) {
        Outcome outcome = sink.write(record);
        if (flaw == Flaw.MOVES_THE_BUFFER_OF_A_REFUSED_RECORD) {
            record.position(record.limit());
        }
        return outcome;
    }

    @Override
    public Outcome write(RecordSource source) {
        Outcome outcome = sink.write(source);
        if (flaw == Flaw.CLOSES_SOURCES_TWICE) {
            try {
                source.close();
            } catch (IOException e) {
                // Not the flaw that is looked for.
            }
        }
        return outcome;
    }

    @Override
    public FlushReport flush(Duration deadline) {
        if (flaw != Flaw.ONLY_ASKS_FOR_A_FLUSH) {
            return sink.flush(deadline);
        }
        sink.flush(Duration.ZERO);
        return new FlushReport(closed ? FlushReport.Status.CLOSED : FlushReport.Status.OK, 0);
    }

    @Override
    public CloseReport close(Duration deadline) {
        closed = true;
        CloseReport report = sink.close(flaw == Flaw.CLOSES_IN_NO_TIME ? Duration.ZERO : deadline);
        return new CloseReport(flawed(report.ledger()), report.leftovers());
    }

    @Override
    public Ledger ledger() {
        return flawed(sink.ledger());
    }

    private Ledger flawed(Ledger ledger) {
        return switch (flaw) {
            case FORGETS_DROPS -> with(ledger, ledger.published(), Amount.ZERO);
            case COUNTS_A_FILE_TWICE ->
                ledger.files() == 0
                        ? ledger
                        : with(ledger, ledger.published().plus(new Amount(1, 1)), ledger.dropped());
            case HIDES_LOSSES ->
                new Ledger(
                        ledger.accepted(),
                        ledger.published().plus(ledger.lost()),
                        ledger.dropped(),
                        ledger.rejected(),
                        ledger.failures(),
                        Map.of(),
                        ledger.files());
            default -> ledger;
        };
    }

    private static Ledger with(Ledger ledger, Amount published, Amount dropped) {
        return new Ledger(
                ledger.accepted(),
                published,
                dropped,
                ledger.rejected(),
                ledger.failures(),
                ledger.losses(),
                ledger.files());
    }
}
