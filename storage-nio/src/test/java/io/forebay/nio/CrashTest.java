package io.forebay.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.FlushTarget;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SpilledDataLostException;
import io.forebay.api.TargetSpec;
import io.forebay.spool.SpoolRecovery;
import io.forebay.spool.Sync;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.DiskDeadError;
import io.forebay.testkit.disk.DiskFault;
import io.forebay.testkit.disk.FaultyDisk;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills a writer, and then its recoverer, at every single call that they make to the file system. */
class CrashTest {
    private static final int CAPACITY = 32 << 10;

    /** In memory where the machine has that: hundreds of lives with forced files take their time on a disk. */
    private Path root;

    private int place;

    @BeforeEach
    void makeRoot() throws IOException {
        Path memory = Path.of("/dev/shm");
        root = Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "forebay-crash")
                : Files.createTempDirectory("forebay-crash");
    }

    @AfterEach
    void deleteRoot() throws IOException {
        new SpoolView(root).delete();
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void promise9_a_writer_killed_at_any_call_loses_only_what_was_in_its_buffers(Sync sync) throws IOException {
        long last = -1;
        for (long at = 0; last != at; at++) {
            Path directory = Files.createDirectory(root.resolve("p" + place++));
            Writer writer = new Writer();
            boolean died = writer.run(directory, at, sync);
            new SpoolView(directory).forgetInstances();
            Recovery recovery = SpoolRecovery.in(directory).run();
            check("killed at call " + at, directory, writer);
            assertThat(SpoolRecovery.in(directory).run()).as("second run").isEqualTo(Recovery.NONE);
            assertThat(recovery.live()).isZero();
            last = died ? last : at + 1;
        }
        assertThat(last).as("calls of one life").isGreaterThan(50);
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void promise3_a_recoverer_killed_at_any_call_publishes_nothing_twice(Sync sync) throws IOException {
        boolean finished = false;
        for (long at = 0; !finished; at++) {
            Path directory = Files.createDirectory(root.resolve("p" + place++));
            Writer writer = new Writer();
            assertThat(writer.run(directory, Writer.BEFORE_LAST_PUBLISH, sync)).isTrue();
            new SpoolView(directory).forgetInstances();
            FaultyDisk disk = FaultyDisk.over(directory);
            disk.dieAfter(at);
            try {
                SpoolRecovery.in(disk.path()).run();
                finished = true;
            } catch (DiskDeadError death) {
                new SpoolView(directory).forgetInstances();
            }
            SpoolRecovery.in(directory).run();
            check("recoverer killed at call " + at, directory, writer);
        }
    }

    @Test
    void promise9_holds_on_a_disk_that_also_refuses_one_call_in_six() throws IOException {
        boolean finished = false;
        for (long at = 0; !finished; at++) {
            Path directory = Files.createDirectory(root.resolve("p" + place++));
            Writer writer = new Writer();
            finished = !writer.run(directory, at, Sync.NONE, new ManyRefusals(at));
            new SpoolView(directory).forgetInstances();
            SpoolRecovery.in(directory).run();
            check("seed and kill " + at, directory, writer);
        }
    }

    /** Refuses calls, and writes in parts. */
    private static final class ManyRefusals implements DiskFault {
        private static final Set<DiskCall> REFUSABLE = EnumSet.of(
                DiskCall.OPEN, DiskCall.WRITE, DiskCall.TRUNCATE, DiskCall.ATTRIBUTES, DiskCall.MOVE, DiskCall.DELETE);

        private final Random random;

        ManyRefusals(long seed) {
            this.random = new Random(seed);
        }

        @Override
        public void before(DiskCall call, Path path) throws IOException {
            if (path.toString().endsWith(".tmp") && REFUSABLE.contains(call) && random.nextInt(6) == 0) {
                throw new IOException("injected: " + call);
            }
            if (path.toString().endsWith(".owner") && call == DiskCall.WRITE && random.nextInt(11) == 0) {
                throw new IOException("injected: " + call);
            }
        }

        @Override
        public int part(Path path, int bytes) {
            return bytes > 4096 ? bytes / 2 : bytes;
        }
    }

    private static void check(String when, Path directory, Writer writer) throws IOException {
        SpoolView spooled = new SpoolView(directory);
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : spooled.visible().entrySet()) {
            String text = new String(file.getValue(), StandardCharsets.UTF_8);
            assertThat(text).as("%s: %s", when, file.getKey()).endsWith("\n");
            found.addAll(text.lines().toList());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file.getKey()))))
                    .as("%s: %s", when, file.getKey())
                    .isEqualTo("r--------");
        }
        assertThat(found).as(when).doesNotHaveDuplicates();
        assertThat(writer.offered).as(when).containsAll(found);
        assertThat(found).as(when).containsAll(writer.safe);
        assertThat(spooled.hidden()).as(when).allMatch(name -> name.endsWith(".quarantine"));
    }

    /** Two workers that spill and publish, and an oversize record; remembers what must not get lost. */
    private static final class Writer {
        /** Late enough for several files to be unpublished. */
        static final long BEFORE_LAST_PUBLISH = 47;

        final List<String> offered = new ArrayList<>();
        final List<String> safe = new ArrayList<>();
        private int serial;

        boolean run(Path directory, long dieAfter, Sync sync) throws IOException {
            return run(directory, dieAfter, sync, (call, path) -> {});
        }

        boolean run(Path directory, long dieAfter, Sync sync, DiskFault fault) throws IOException {
            FaultyDisk disk = FaultyDisk.over(directory);
            disk.dieAfter(dieAfter);
            try (FlushTarget target =
                    NioTarget.in(disk.path()).sync(sync).openFiles(1).open(new TargetSpec(2, 4, CAPACITY))) {
                disk.fault(fault);
                for (int round = 0; round < 2; round++) {
                    publish(target, 0);
                    Segment first = target.open(SegmentSpec.ordinary(0, CAPACITY));
                    Segment second = target.open(SegmentSpec.ordinary(1, CAPACITY));
                    for (int i = 0; i < 3; i++) {
                        spill(first);
                        spill(second);
                    }
                    Segment large = target.open(SegmentSpec.oversize(1, CAPACITY, -1));
                    String record = record(3 * CAPACITY + 5);
                    int offset = 0;
                    for (; offset + CAPACITY < record.length(); offset += CAPACITY) {
                        put(large, 0, record.substring(offset, offset + CAPACITY));
                        untilDone(() -> large.spill(CAPACITY));
                    }
                    put(large, 0, record.substring(offset));
                    large.commit(record.length() - offset);
                    untilDone(large::publish);
                    safe.add(record.trim());
                    untilDone(first::publish);
                    untilDone(second::publish);
                }
                return false;
            } catch (DiskDeadError death) {
                return true;
            }
        }

        private void publish(FlushTarget target, int worker) throws IOException {
            Segment segment = target.open(SegmentSpec.ordinary(worker, CAPACITY));
            List<String> records = fill(segment);
            untilDone(segment::publish);
            safe.addAll(records);
        }

        private void spill(Segment segment) throws IOException {
            List<String> records = fill(segment);
            int end = records.stream().mapToInt(record -> record.length() + 1).sum();
            untilDone(() -> segment.spill(end));
            safe.addAll(records);
        }

        private List<String> fill(Segment segment) {
            List<String> records = new ArrayList<>();
            int end = 0;
            for (int i = 0; i < 3; i++) {
                String record = record(CAPACITY / 4);
                put(segment, end, record);
                end += record.length();
                segment.commit(end);
                records.add(record.trim());
            }
            return records;
        }

        private String record(int length) {
            String head = "record " + serial++ + ' ';
            String record = head + "x".repeat(length - head.length() - 1) + '\n';
            offered.add(record.trim());
            return record;
        }

        private static void untilDone(Write write) throws IOException {
            for (int attempt = 0; attempt < 50; attempt++) {
                try {
                    write.run();
                    return;
                } catch (SpilledDataLostException e) {
                    throw new AssertionError("nothing may be lost to a refused call", e);
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("injected");
                }
            }
            write.run();
        }

        private interface Write {
            void run() throws IOException;
        }

        private static void put(Segment segment, int at, String text) {
            segment.buffer().put(at, text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
