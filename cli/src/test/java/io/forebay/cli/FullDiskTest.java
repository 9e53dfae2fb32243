package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.forebay.testkit.process.SmallDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real command on a disk of four mebibytes. */
class FullDiskTest {
    private static final int BUFFER = 64 << 10;
    private static final long LINE_BYTES = 16 << 10;
    private static final String REST = "x".repeat((int) LINE_BYTES - 21);

    @TempDir
    private Path temp;

    @Test
    void promise12_flaw14_without_a_timeout_it_waits_for_the_full_disk_and_loses_nothing() throws Exception {
        long lines = 3 * (4 << 20) / LINE_BYTES;
        List<String> shipped = new ArrayList<>();
        try (SmallDisk disk = SmallDisk.tmpfs(temp.resolve("disk"), 4 << 20);
                Child child = Child.forebay("collect", "--dir", disk.path());
                Feeder feeder = Feeder.start(child, FullDiskTest::line)) {
            Published published = new Published(disk.path(), "");
            awaitThat(() -> disk.free() < BUFFER);
            awaitThat(() -> child.err().contains("warning"));
            assertThat(child.runs()).isTrue();
            while (feeder.written() < lines) {
                long before = feeder.written();
                shipped.addAll(published.ship());
                awaitThat(() -> disk.free() < BUFFER || feeder.written() > before + lines);
            }
            feeder.finish();
            while (child.runs()) {
                shipped.addAll(published.ship());
                Thread.onSpinWait();
            }
            shipped.addAll(published.ship());
            assertThat(child.exitCode()).as(child.err()).isZero();
            assertThat(child.json())
                    .containsEntry("offered", feeder.written())
                    .containsEntry("published", feeder.written());
            assertThat(published.hidden()).isEmpty();
            assertThat(child.err().lines()).as("warnings are rate-limited").hasSizeLessThan(20);
            assertWhole(shipped, feeder.written());
        }
    }

    @Test
    void promise12_with_a_timeout_it_drops_and_counts_and_loses_nothing_that_it_accepted() throws Exception {
        try (SmallDisk disk = SmallDisk.tmpfs(temp.resolve("disk"), 4 << 20);
                Child child = Child.forebay("collect", "--dir", disk.path(), "--workers", "1", "--timeout", "50ms");
                Feeder feeder = Feeder.start(child, FullDiskTest::line)) {
            Published published = new Published(disk.path(), "");
            awaitThat(() -> disk.free() < BUFFER);
            // More than buffers, pipe and the chunk that is being split can hold.
            long more = feeder.written() + (2 * BUFFER + (64 << 10) + (256 << 10)) / LINE_BYTES + 20;
            awaitThat(() -> feeder.written() > more);
            List<String> shipped = new ArrayList<>(published.ship());
            awaitThat(() -> !published.files().isEmpty());
            feeder.finish();
            while (child.runs()) {
                shipped.addAll(published.ship());
                Thread.onSpinWait();
            }
            shipped.addAll(published.ship());
            assertThat(child.exitCode()).isEqualTo(1);
            Map<String, Long> ledger = child.json();
            assertThat(ledger.get("dropped")).isPositive();
            assertThat(ledger)
                    .containsEntry("offered", feeder.written())
                    .containsEntry("accepted", feeder.written() - ledger.get("dropped"))
                    .containsEntry("published", ledger.get("accepted"))
                    .containsEntry("lost", 0L);
            assertThat(shipped)
                    .hasSize(Math.toIntExact(ledger.get("published")))
                    .doesNotHaveDuplicates();
            assertThat(shipped).allMatch(line -> line.length() == LINE_BYTES);
        }
    }

    @Test
    void a_signal_on_a_full_disk_ends_it_with_an_honest_ledger() throws Exception {
        try (SmallDisk disk = SmallDisk.tmpfs(temp.resolve("disk"), 4 << 20);
                Child child = Child.forebay("collect", "--dir", disk.path());
                Feeder feeder = Feeder.start(child, FullDiskTest::line)) {
            awaitThat(() -> disk.free() < BUFFER);
            awaitThat(() -> child.err().contains("warning"));
            child.signal("TERM");
            // A wait with a bound: without a signal it would go on for ever.
            assertThat(child.exitCode()).as(child.err()).isEqualTo(1);
            Map<String, Long> ledger = child.json();
            List<String> lines = new Published(disk.path(), "").lines();
            assertThat(ledger.get("accepted")).isEqualTo(ledger.get("published") + ledger.get("lost"));
            assertThat(ledger.get("offered")).isEqualTo(ledger.get("accepted") + ledger.get("rejected"));
            assertThat(ledger).containsEntry("published", (long) lines.size());
            assertThat(ledger.get("lost") + ledger.get("rejected")).isPositive();
            assertThat(child.err().contains("that had been read, but found no free buffer"))
                    .as(child.err())
                    .isEqualTo(ledger.get("rejected") > 0);
            assertThat(child.err()).doesNotContain("--max-record");
            assertThat(ledger.get("offered")).isLessThanOrEqualTo(feeder.written() + 1);
        }
    }

    private static String line(long number) {
        return String.format("%019d %s%n", number, REST);
    }

    private static void assertWhole(List<String> lines, long count) {
        assertThat(lines).allMatch(line -> line.length() == LINE_BYTES);
        long[] numbers = lines.stream()
                .mapToLong(line -> Long.parseLong(line.substring(0, 19)))
                .sorted()
                .toArray();
        assertThat(numbers).isEqualTo(LongStream.range(0, count).toArray());
    }

    private static void awaitThat(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .ignoreException(IOException.class)
                .until(condition);
    }
}
