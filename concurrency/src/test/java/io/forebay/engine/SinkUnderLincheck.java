package io.forebay.engine;

import io.forebay.api.CloseReport;
import io.forebay.api.Ledger;
import io.forebay.api.RecordSink;
import io.forebay.testkit.MemoryFile;
import io.forebay.testkit.MemoryStore;
import java.io.IOException;
import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/** A whole sink with its threads, two workers, and buffers that hold three records. */
public final class SinkUnderLincheck {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final byte[] RECORD = new byte[20];

    private final MemoryStore store = new MemoryStore();
    private final RecordSink sink;

    public SinkUnderLincheck() throws IOException {
        sink = Forebay.to(store)
                .workers(2)
                .size(64)
                .timeout(LONG)
                .rollAge(Duration.ZERO)
                .open();
    }

    @Operation
    public String write() {
        return sink.write(RECORD).toString();
    }

    @Operation
    public String flush() {
        return sink.flush(LONG).status().toString();
    }

    @Operation
    public String close() {
        Ledger ledger = sink.close(LONG).ledger();
        return ledger.published().records() + " of " + ledger.accepted().records();
    }

    @Operation
    public int ledger() {
        Ledger ledger = sink.ledger();
        check(ledger.buffered().records() >= 0 && ledger.buffered().bytes() >= 0, ledger);
        return (int) ledger.accepted().records();
    }

    /** After each run of a scenario: nothing is left behind, and the store holds what the books say. */
    @Validate
    public void promise1_promise11_theBooksBalanceAndNothingRemains() {
        CloseReport report = sink.close(LONG);
        check(report.clean(), report);
        check(report.ledger().published().equals(report.ledger().accepted()), report);
        long bytes = store.files().stream().mapToLong(MemoryFile::length).sum();
        check(bytes == report.ledger().published().bytes(), report);
    }

    private static void check(boolean holds, Object otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise.toString());
        }
    }
}
