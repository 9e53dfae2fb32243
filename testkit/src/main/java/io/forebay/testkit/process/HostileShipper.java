package io.forebay.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Ledger;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.TimeSource;
import io.forebay.testkit.RecordChecker;
import io.forebay.testkit.Records;
import io.forebay.testkit.SinkSettings;
import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.disk.SpoolView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A suite in which another process lists, reads, reads again and deletes published files as fast as it can while writers run.
 *
 * <p>Each file must be whole, and have its mode and only this one name when it is first seen; must never change after that; and must be
 * seen once. At the end what was shipped must be what was accepted, record by record, and as much as the ledger says.
 *
 * <p>An adapter extends it with one method:
 *
 * <pre>{@code
 * class MyHostileShipperTest extends HostileShipper {
 *     @Override protected StorageUnderTest storage() { return new MyStorage(); }
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> As JUnit has it; each test works on directories of its own.
 */
public abstract class HostileShipper {
    /** Far more than it takes where nothing else runs. */
    private static final int A_BUSY_MACHINES_SECONDS = 600;

    private static final int WRITERS = 4;
    /** Writers wait for the shipper then, so that it is at work for as long as they are. */
    private static final int FILES_BEHIND = 300;

    private static final int RECORDS_TO_A_LOOK = 16;
    private static final Duration LONG = Duration.ofMinutes(1);

    /** For subclasses. */
    protected HostileShipper() {}

    /**
     * Tells what is put to the test.
     *
     * @return a storage whose files have names that follow the spool's rule and end with {@code .log}
     */
    protected abstract StorageUnderTest storage();

    @Test
    @Timeout(A_BUSY_MACHINES_SECONDS)
    void promise4_each_of_10000_files_is_whole_when_first_seen_and_never_changes() {
        ship(10_000);
    }

    @Test
    @Tag("stress")
    @Timeout(1_200)
    void promise4_each_of_300000_files_is_whole_when_first_seen_and_never_changes() {
        for (int i = 0; i < 30; i++) {
            ship(10_000);
        }
    }

    private void ship(int files) {
        Seed seed = Seed.draw();
        seed.telling(() -> ship(files, seed));
    }

    private void ship(int files, Seed seed) throws Exception {
        Random random = seed.random();
        SinkSettings settings = settings(random);
        boolean forced = random.nextBoolean();
        Shipment shipment = new Shipment();
        RecordChecker records = new RecordChecker();
        Ledger ledger;
        int meanwhile;
        try (Scratch scratch = new Scratch()) {
            Path directory = scratch.directoryFor(storage());
            try (ChildJvm shipper = ChildJvm.start(ShipperChild.class, storage(), directory)) {
                Thread receiver = new Thread(() -> shipment.receive(shipper.output()), "receiver");
                receiver.start();
                try (RecordSink sink = storage().open(storage().in(directory, forced), settings, TimeSource.system())) {
                    write(sink, files, settings.size(), shipment, records, seed);
                    meanwhile = shipment.count();
                    assertThat(sink.close(LONG).clean()).as("closed cleanly").isTrue();
                    ledger = sink.ledger();
                }
                shipper.input().write('\n');
                shipper.input().flush();
                assertThat(shipper.exitCode())
                        .as("the shipper: %s", shipper.errors())
                        .isZero();
                receiver.join();
            }
            assertThat(new SpoolView(directory).hidden())
                    .as("files left behind")
                    .isEmpty();
        }
        System.out.println(shipment.count() + " files shipped, " + meanwhile + " of them while writers ran; " + seed);
        assertThat(meanwhile).as("files shipped while writers ran").isGreaterThan(files / 2);
        check(shipment, records, ledger, settings + (forced ? ", forced" : ""));
    }

    /** Files of one write, of several, and of a record of their own. */
    private static SinkSettings settings(Random random) {
        int size = 512 << random.nextInt(3);
        long rollSize = (long) size * (1 + 2L * random.nextInt(2));
        return new SinkSettings(WRITERS, size, LONG, 16, 8 * size, rollSize, Duration.ZERO, LONG);
    }

    private static void write(RecordSink sink, int files, int size, Shipment shipment, RecordChecker records, Seed seed)
            throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<List<Integer>>> writers = new ArrayList<>();
            for (int producer = 0; producer < WRITERS; producer++) {
                writers.add(pool.submit(writer(sink, files, shipment, producer, new Random(seed.value() + producer))));
            }
            for (int producer = 0; producer < WRITERS; producer++) {
                List<Integer> lengths = writers.get(producer).get();
                for (int serial = 0; serial < lengths.size(); serial++) {
                    // Large records have files of their own, which may be published before smaller ones.
                    records.expect(producer, serial, lengths.get(serial), lengths.get(serial) <= size);
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Writes until so many files are published, and tells the lengths of its records. */
    private static Callable<List<Integer>> writer(
            RecordSink sink, int files, Shipment shipment, int producer, Random random) {
        return () -> {
            List<Integer> lengths = new ArrayList<>();
            while (sink.ledger().files() < files) {
                for (int i = 0; i < RECORDS_TO_A_LOOK; i++) {
                    int length = Records.HEADER + (random.nextInt(100) == 0 ? 4_000 : random.nextInt(300));
                    Outcome outcome = sink.write(Records.record(producer, lengths.size(), length));
                    assertThat(outcome).isEqualTo(Outcome.ACCEPTED);
                    lengths.add(length);
                }
                shipment.keepUp(() -> sink.ledger().files(), FILES_BEHIND);
            }
            return lengths;
        };
    }

    private static void check(Shipment shipment, RecordChecker records, Ledger ledger, String about) {
        Map<Integer, List<Long>> sequences = new TreeMap<>();
        shipment.files().forEach((name, bytes) -> {
            records.read(name, SpoolView.worker(name), bytes);
            sequences
                    .computeIfAbsent(SpoolView.worker(name), worker -> new ArrayList<>())
                    .add(Aftermath.number(name));
        });
        List<String> problems = new ArrayList<>(shipment.problems());
        problems.addAll(records.problems());
        sequences.forEach((worker, numbers) -> {
            if (numbers.stream().distinct().count() != numbers.size()
                    || numbers.stream().anyMatch(number -> number < 1 || number > numbers.size())) {
                problems.add("the sequence of worker " + worker + " has gaps: " + numbers);
            }
        });
        assertThat(problems.stream().limit(20)).as("%s", about).isEmpty();
        assertThat((long) shipment.count()).as("files; %s", about).isEqualTo(ledger.files());
        assertThat(bytes(shipment.files().values()))
                .as("bytes; %s", about)
                .isEqualTo(ledger.published().bytes());
        assertThat(records.found())
                .as("records; %s", about)
                .isEqualTo(ledger.published().records());
    }

    private static long bytes(Collection<byte[]> files) {
        return files.stream().mapToLong(bytes -> bytes.length).sum();
    }
}
