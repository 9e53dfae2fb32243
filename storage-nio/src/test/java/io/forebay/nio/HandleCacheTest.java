package io.forebay.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.FaultyDisk;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandleCacheTest {
    private static final int FILES = 200;
    private static final int OPEN_FILES = 16;
    private static final int ROUNDS = 5;

    @TempDir
    Path directory;

    @Test
    void promise8_no_more_handles_are_open_than_idle_ones_allowed_and_those_in_use() throws Exception {
        int threads = 4;
        FaultyDisk disk = FaultyDisk.over(directory);
        AtomicInteger most = new AtomicInteger();
        try (FlushTarget target =
                NioTarget.in(disk.path()).openFiles(OPEN_FILES).open(new TargetSpec(FILES, FILES, 64))) {
            int before = disk.openHandles();
            disk.fault((call, path) -> most.accumulateAndGet(disk.openHandles() - before, Math::max));
            List<Callable<Void>> writers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int first = i;
                writers.add(() -> {
                    write(target, first, threads);
                    return null;
                });
            }
            runAll(writers);
            disk.heal();
        }
        // Each thread may hold one that it is using, and one that it has just opened or put back.
        assertThat(most).hasValueBetween(OPEN_FILES / 2, OPEN_FILES + 2 * threads);
        assertThat(disk.openHandles()).isZero();
        Map<String, byte[]> files = new SpoolView(directory).visible();
        assertThat(files).hasSize(FILES);
        files.forEach((name, bytes) ->
                assertThat(new String(bytes, StandardCharsets.US_ASCII)).isEqualTo(expected(workerOf(name))));
        assertThat(new SpoolView(directory).hidden()).isEmpty();
    }

    @Test
    void when_a_file_can_not_be_opened_idle_handles_are_given_up_and_it_is_tried_again() throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        try (FlushTarget target = NioTarget.in(disk.path()).open(new TargetSpec(20, 20, 64))) {
            int limit = disk.openHandles() + 10;
            disk.fault((call, path) -> {
                if (call == DiskCall.OPEN && disk.openHandles() >= limit) {
                    throw new IOException("injected: too many open files");
                }
            });
            write(target, 0, 1, 20);
            disk.heal();
        }
        assertThat(new SpoolView(directory).visible()).hasSize(20);
    }

    private static void write(FlushTarget target, int first, int step) throws IOException {
        write(target, first, step, FILES);
    }

    /** Goes round over its files, so that each was evicted when its turn comes again. */
    private static void write(FlushTarget target, int first, int step, int files) throws IOException {
        Map<Integer, Segment> segments = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int worker = first; worker < files; worker += step) {
                Segment segment = segments.get(worker);
                if (segment == null) {
                    segment = target.open(SegmentSpec.ordinary(worker, 64));
                    segments.put(worker, segment);
                }
                byte[] record = record(worker, round).getBytes(StandardCharsets.US_ASCII);
                segment.buffer().put(0, record);
                segment.commit(record.length);
                segment.spill(record.length);
            }
        }
        for (Segment segment : segments.values()) {
            segment.publish();
        }
    }

    private static void runAll(List<Callable<Void>> writers) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(writers.size());
        try {
            for (Future<Void> done : executor.invokeAll(writers)) {
                done.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static String record(int worker, int round) {
        return "worker " + worker + " round " + round + '\n';
    }

    private static String expected(int worker) {
        StringBuilder text = new StringBuilder();
        for (int round = 0; round < ROUNDS; round++) {
            text.append(record(worker, round));
        }
        return text.toString();
    }

    private static int workerOf(String name) {
        return Integer.parseInt(name.substring(0, name.indexOf('_')));
    }
}
