package io.forebay.mmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.CloseReport;
import io.forebay.api.LossReason;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.Recovery;
import io.forebay.engine.Forebay;
import io.forebay.spool.SpoolRecovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of records that could not be published before the deadline: all of them stay, and recovery finds them. */
class DeadlineTest {
    private static final int SEGMENT = 1 << 16;

    @TempDir
    private Path temp;

    @ParameterizedTest
    @CsvSource({"1, 65536", "1000, 65536", "1000, 1048576"})
    void promise9_past_the_deadline_all_that_was_accepted_is_told_as_recoverable_and_is(int records, long rollSize)
            throws IOException {
        Path directory = Files.createDirectory(temp.resolve("out"));
        Path away = temp.resolve("away");
        byte[] record = new byte[200];
        CloseReport report;
        try (RecordSink sink = Forebay.to(MmapTarget.in(directory).segmentSize(SEGMENT))
                .workers(1)
                .rollSize(rollSize)
                .rollAge(Duration.ZERO)
                .timeout(Duration.ZERO)
                .open()) {
            write(sink, record, records / 2);
            Files.move(directory, away);
            write(sink, record, records - records / 2);
            report = sink.close(Duration.ofMillis(100));
        }
        Files.move(away, directory);
        Amount lost = report.ledger().lost();
        assertThat(report.ledger().losses()).isEqualTo(Map.of(LossReason.RECOVERABLE, lost));
        assertThat(lost.plus(report.ledger().published()))
                .isEqualTo(report.ledger().accepted());
        Recovery recovery = SpoolRecovery.in(directory).run();
        assertThat(recovered(recovery)).isEqualTo(lost);
    }

    @Test
    void what_a_deadline_of_zero_leaves_is_published_or_recoverable() throws IOException {
        RecordSink sink = Forebay.to(MmapTarget.in(temp).segmentSize(SEGMENT)).open();
        write(sink, new byte[200], 100);
        CloseReport report = sink.close(Duration.ZERO);
        long recoverable = report.ledger()
                .losses()
                .getOrDefault(LossReason.RECOVERABLE, Amount.ZERO)
                .records();
        long recovered = SpoolRecovery.in(temp).run().recovered().stream()
                .mapToLong(file -> file.records().orElseThrow())
                .sum();
        assertThat(recovered).isEqualTo(recoverable);
        assertThat(report.ledger().published().records() + recovered).isEqualTo(100);
    }

    @Test
    void promise9_what_a_call_that_hangs_keeps_from_being_published_is_told_as_recoverable_and_is() throws Exception {
        Path directory = Files.createDirectory(temp.resolve("out"));
        ChildRun run = ChildRun.of(
                HangChild.class, temp.resolve("errors"), List.of(), directory.toString(), Integer.toString(SEGMENT));
        assertThat(run.exitCode()).as(run.errors()).isZero();
        assertThat(recovered(SpoolRecovery.in(directory).run()))
                .isEqualTo(new Amount(HangChild.RECORDS, (long) HangChild.RECORDS * HangChild.RECORD_BYTES));
    }

    private static Amount recovered(Recovery recovery) {
        assertThat(recovery.quarantined()).isEmpty();
        return recovery.recovered().stream()
                .map(file -> new Amount(file.records().orElseThrow(), file.bytes()))
                .reduce(Amount.ZERO, Amount::plus);
    }

    private static void write(RecordSink sink, byte[] record, int count) {
        for (int i = 0; i < count; i++) {
            Outcome outcome = sink.write(record);
            assertThat(outcome).isIn(Outcome.ACCEPTED, Outcome.TIMED_OUT);
        }
    }
}
