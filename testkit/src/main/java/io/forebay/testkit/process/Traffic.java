package io.forebay.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.CloseReport;
import io.forebay.api.FlushReport;
import io.forebay.api.Ledger;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.testkit.CountedSource;
import io.forebay.testkit.FastTime;
import io.forebay.testkit.RecordChecker;
import io.forebay.testkit.Records;
import io.forebay.testkit.SinkSettings;
import io.forebay.testkit.Sources;
import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * One who writes to a sink and one who ships what it publishes, both keeping books of their own: for places that stop taking files
 * while the sink is open.
 *
 * <p>The sink lives two hundred times faster than the machine, so its longest back-off takes 150 ms.
 *
 * <p><b>Threads.</b> One.
 */
final class Traffic implements AutoCloseable {
    private static final long TIMES_FASTER = 200;
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofHours(1);
    private static final long PATIENCE_SECONDS = 20;

    /** So many records in a row are dropped, and no file is published meanwhile: nobody can call that chance. */
    private static final int REFUSED = 5;

    private static final int SIZE = 64 << 10;
    private static final int LARGEST = 3 * SIZE;
    private static final SinkSettings SETTINGS = new SinkSettings(
            2, SIZE, Duration.ofSeconds(2), 16, LARGEST, 3 * SIZE, Duration.ofMinutes(10), AS_LONG_AS_IT_TAKES);

    private final Seed seed;
    private final Random random;
    private final RecordSink sink;
    private final SpoolView spool;
    private final RecordChecker checker = new RecordChecker();
    private final Map<Outcome, Long> told = new EnumMap<>(Outcome.class);
    private final List<CountedSource> sources = new ArrayList<>();
    private int serial;
    private long shippedFiles;
    private long shippedBytes;

    /** What may be asked of a place that files are written to. */
    @FunctionalInterface
    interface Question {
        boolean yes() throws IOException;
    }

    /** Opens a sink; the directory may be on a disk that fails, and holds nothing yet. */
    Traffic(StorageUnderTest storage, Path directory, boolean forced, Seed seed) throws IOException {
        this.seed = seed;
        random = seed.random();
        spool = new SpoolView(directory);
        sink = storage.open(storage.in(directory, forced), SETTINGS, new FastTime(TIMES_FASTER));
    }

    /** Writes until the sink refuses one record after the other, and the place agrees. Nothing that was accepted is lost by that. */
    void untilRefused(Question place) throws IOException {
        long end = end();
        int dropped = 0;
        long files = 0;
        while (dropped < REFUSED || !place.yes()) {
            boolean refused = write() == Outcome.TIMED_OUT;
            long filesNow = sink.ledger().files();
            dropped = refused && filesNow == files ? dropped + 1 : 0;
            files = filesNow;
            check(System.nanoTime() < end, "the sink still accepts records: " + sink.ledger());
        }
        checkBooks();
        check(sink.ledger().buffered().records() > 0, "nothing is held, so nothing was refused: " + sink.ledger());
    }

    /** Writes until the sink accepts again, which it must by itself, and then for a while. */
    void untilAccepted() {
        long end = end();
        while (write() != Outcome.ACCEPTED) {
            check(System.nanoTime() < end, "the sink does not accept again: " + sink.ledger());
        }
        for (int i = 0; i < 20; i++) {
            write();
        }
    }

    /** Has all published and shipped: nothing that was ever accepted is missing then, and the books say the same as the files. */
    void untilShipped() throws IOException {
        FlushReport report = sink.flush(AS_LONG_AS_IT_TAKES);
        check(report.ok(), "promise 10: what was accepted is not published: " + report + ", " + sink.ledger());
        ship();
        checkAllShipped(sink.ledger());
    }

    /** Takes what is published, and removes it from the disk. */
    void ship() throws IOException {
        for (Map.Entry<String, byte[]> file : spool.visible().entrySet()) {
            checker.read(file.getKey(), SpoolView.worker(file.getKey()), file.getValue());
            Files.delete(spool.directory().resolve(file.getKey()));
            shippedFiles++;
            shippedBytes += file.getValue().length;
        }
    }

    /** Closes the sink, which must lose nothing and leave nothing. */
    void finish() throws IOException {
        CloseReport report = sink.close(AS_LONG_AS_IT_TAKES);
        check(report.clean(), "promise 12: all was well in the end, but close reports: " + report);
        ship();
        checkAllShipped(report.ledger());
        assertThat(spool.hidden())
                .as(describe("promise 11: files that are left"))
                .isEmpty();
        for (CountedSource source : sources) {
            check(source.closes() == 1, "promise 6: " + source);
        }
    }

    /** Closes the sink, if that is not done. */
    @Override
    public void close() {
        sink.close(Duration.ofMinutes(10));
    }

    private Outcome write() {
        int length = random.nextInt(40) == 0 ? SIZE + random.nextInt(LARGEST - SIZE) : Records.length(random, SIZE / 4);
        byte[] record = Records.record(0, serial, length);
        boolean read = random.nextInt(8) == 0;
        Outcome outcome = read ? write(Sources.chunked(record, 1 + length / 3)) : sink.write(record);
        if (outcome == Outcome.ACCEPTED) {
            checker.expect(0, serial, length, !read && length <= SIZE);
        }
        told.merge(outcome, 1L, Long::sum);
        serial++;
        return outcome;
    }

    private Outcome write(CountedSource source) {
        sources.add(source);
        return sink.write(source);
    }

    private void checkAllShipped(Ledger ledger) {
        checkBooks();
        check(ledger.buffered().records() == 0, "promise 1: something is still held: " + ledger);
        check(ledger.files() == shippedFiles, "promise 1: " + shippedFiles + " files are published, says " + ledger);
        check(
                ledger.published().bytes() == shippedBytes,
                "promise 1: " + shippedBytes + " bytes are published, says " + ledger);
        assertThat(checker.problems()).as(describe("promises 2 and 3")).isEmpty();
    }

    /** What callers were told, against what the sink has written down. */
    private void checkBooks() {
        Ledger ledger = sink.ledger();
        check(ledger.accepted().records() == told(Outcome.ACCEPTED), "promise 1: told " + told + ", says " + ledger);
        check(ledger.dropped().records() == told(Outcome.TIMED_OUT), "promise 1: told " + told + ", says " + ledger);
        check(ledger.rejected().records() == 0, "promise 1: none was too large, says " + ledger);
        check(ledger.failed().records() == 0, "promise 1: no source failed, says " + ledger);
        check(ledger.lost().records() == 0, "promise 12: something is lost: " + ledger);
    }

    private long told(Outcome outcome) {
        return told.getOrDefault(outcome, 0L);
    }

    private static long end() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    }

    private void check(boolean holds, String problem) {
        assertThat(holds).as(describe(problem)).isTrue();
    }

    private String describe(String problem) {
        return problem + "; " + seed;
    }
}
