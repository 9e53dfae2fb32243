package io.forebay.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.CloseReport;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.RecordSource;
import io.forebay.engine.Forebay;
import io.forebay.spool.Sync;
import io.forebay.testkit.FastTime;
import io.forebay.testkit.RecordChecker;
import io.forebay.testkit.Records;
import io.forebay.testkit.disk.FaultyDisk;
import io.forebay.testkit.disk.SpoolView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A sink over the real adapter, on a real directory whose calls fail now and then. */
class NioSinkProperties {
    private static final int TIMES_FASTER = 100;
    private static final Duration LONG = Duration.ofSeconds(60L * TIMES_FASTER);

    @Property(tries = 100)
    void promises_1_2_3_4_and_12_holdWhileTheDiskFailsAtRandom(@ForAll long seed) throws Exception {
        SpoolView spooled = new SpoolView(Files.createTempDirectory("forebay-sink"));
        try {
            new Run(seed, spooled).go();
        } finally {
            spooled.delete();
        }
    }

    private static final class Run {
        private final long seed;
        private final Random random;
        private final SpoolView spooled;
        private final RecordChecker checker = new RecordChecker();
        private final int size;
        private long withBytes;

        Run(long seed, SpoolView spooled) {
            this.seed = seed;
            this.random = new Random(seed);
            this.spooled = spooled;
            size = 512 << random.nextInt(5);
        }

        void go() throws Exception {
            Random disk = new Random(seed + 1);
            double badness = random.nextInt(3) == 0 ? 0 : 0.02;
            FaultyDisk faulty = FaultyDisk.over(spooled.directory());
            RecordSink sink = Forebay.to(NioTarget.in(faulty.path())
                            .prefix("p_")
                            .openFiles(1 + random.nextInt(3))
                            .sync(random.nextInt(4) == 0 ? Sync.PUBLISH : Sync.NONE))
                    .workers(1 + random.nextInt(3))
                    .size(size)
                    .rollSize((long) size * (1 + random.nextInt(6)))
                    .timeout(LONG)
                    .timeSource(new FastTime(TIMES_FASTER))
                    .open();
            faulty.fault((call, path) -> {
                synchronized (disk) {
                    if (disk.nextDouble() < badness) {
                        throw new IOException("injected, seed " + seed);
                    }
                }
            });
            CloseReport report;
            try {
                writeFromAllThreads(sink);
            } finally {
                faulty.heal();
                report = sink.close(LONG);
            }

            read();
            assertThat(checker.problems()).as("seed %s", seed).isEmpty();
            assertThat(checker.found())
                    .as("seed %s, %s", seed, report)
                    .isBetween(withBytes - report.ledger().lost().records(), withBytes);
            assertThat(report.ledger().buffered().records()).as("seed %s", seed).isZero();
            assertThat(report.ledger().accepted().records())
                    .as("seed %s, %s", seed, report)
                    .isEqualTo(report.ledger().published().records()
                            + report.ledger().lost().records());
            assertThat(report.ledger().files())
                    .as("seed %s", seed)
                    .isEqualTo(spooled.visible().size());
            assertThat(report.leftovers()).as("seed %s", seed).isEmpty();
        }

        private void writeFromAllThreads(RecordSink sink) throws Exception {
            int producers = 1 + random.nextInt(3);
            ExecutorService threads = Executors.newFixedThreadPool(producers);
            try {
                Future<?>[] done = new Future<?>[producers];
                for (int producer = 0; producer < producers; producer++) {
                    int number = producer;
                    Random own = new Random(seed + 10 + number);
                    done[producer] = threads.submit(() -> produce(sink, number, own));
                }
                for (Future<?> future : done) {
                    future.get(120, TimeUnit.SECONDS);
                }
            } finally {
                threads.shutdownNow();
            }
        }

        private void produce(RecordSink sink, int producer, Random own) {
            for (int serial = 0; serial < 60; serial++) {
                int length = Records.length(own, 6_000);
                byte[] record = Records.record(producer, serial, length);
                Outcome outcome = own.nextInt(5) == 0
                        ? sink.write(RecordSource.of(new ByteArrayInputStream(record)))
                        : sink.write(record);
                if (length > size && outcome == Outcome.TIMED_OUT) {
                    // The disk lost the first part of a record larger than a buffer: it must not appear.
                    continue;
                }
                assertThat(outcome).as("seed %s", seed).isEqualTo(Outcome.ACCEPTED);
                synchronized (checker) {
                    // A record that was spilled may be lost to a failed force or close, and the ledger says so then.
                    checker.allow(producer, serial, length);
                    withBytes += length > 0 ? 1 : 0;
                }
            }
        }

        private void read() throws IOException {
            for (Map.Entry<String, byte[]> file : new TreeMap<>(spooled.visible()).entrySet()) {
                checker.read(file.getKey(), SpoolView.worker(file.getKey()), file.getValue());
            }
        }
    }
}
