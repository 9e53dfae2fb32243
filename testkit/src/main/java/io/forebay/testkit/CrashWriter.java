package io.forebay.testkit;

import io.forebay.api.FlushTarget;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SpilledDataLostException;
import io.forebay.api.TargetOpener;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.DiskFault;
import io.forebay.testkit.disk.FaultyDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Does, in one thread and in an order that a seed draws, all that a sink asks of a target: two workers whose files grow by spills
 * and roll, some of two segments in turn, an oversize record, records that are given up, and a file that is left to recovery.
 */
final class CrashWriter {
    /** So that a spill takes several pages. */
    static final int CAPACITY = 12 << 10;

    private static final int PRODUCER = 1;
    private static final int ATTEMPTS = 50;

    private final Random random;
    private final CrashAccount account;
    private final boolean keepsCommitted;
    private int serial;
    private boolean refused;

    /**
     * @param keepsCommitted whether a segment's buffer is a file of its own
     */
    CrashWriter(long seed, CrashAccount account, boolean keepsCommitted) {
        this.random = new Random(seed);
        this.account = account;
        this.keepsCommitted = keepsCommitted;
    }

    /** A segment, what is in its buffer, and what is in its file before that. */
    private static final class Filling {
        private final FilledSegment segment;
        private final List<CrashRecord> file;
        private final List<CrashRecord> buffer = new ArrayList<>();

        Filling(FilledSegment segment, List<CrashRecord> file) {
            this.segment = segment;
            this.file = file;
        }

        List<CrashRecord> all() {
            List<CrashRecord> all = new ArrayList<>(file);
            all.addAll(buffer);
            return all;
        }
    }

    /**
     * Writes to the end, or until the disk dies.
     *
     * @param opener of a target on the disk
     * @param fault of the disk, once the target is open; each refusal says "injected"
     */
    void run(TargetOpener opener, FaultyDisk disk, DiskFault fault) throws IOException {
        List<CrashRecord> file0 = new ArrayList<>();
        List<CrashRecord> file1 = new ArrayList<>();
        try (FlushTarget target = opener.open(new TargetSpec(2, 5, CAPACITY))) {
            disk.fault(noting(fault));
            for (int round = 0; round < 2; round++) {
                publish(fill(ordinary(target, 0, file0)));
                Filling first = ordinary(target, 0, file0);
                Filling second = ordinary(target, 1, file1);
                for (int spills = 1 + random.nextInt(3); spills >= 0; spills--) {
                    spill(fill(first));
                    spill(fill(second));
                }
                Filling again = ordinary(target, 0, file0);
                spill(fill(again));
                Filling given = fill(ordinary(target, 0, file0));
                publish(oversize(target, true));
                Filling half = oversize(target, false);
                discard(disk, half, half.buffer);
                Filling whole = oversize(target, true);
                spill(whole);
                discard(disk, whole, whole.file);
                publish(fill(first));
                // Filled once more, where bytes have been that are published by now.
                publish(fill(again));
                discard(disk, given, given.buffer);
                // Already spilled whole, if there is nothing more to add.
                publish(random.nextBoolean() ? fill(second) : second);
            }
            spill(fill(ordinary(target, 0, file0)));
            fill(ordinary(target, 1, file1));
        } finally {
            disk.heal();
        }
    }

    private Filling ordinary(FlushTarget target, int worker, List<CrashRecord> file) throws IOException {
        return new Filling(open(target, SegmentSpec.ordinary(worker, CAPACITY)), file);
    }

    private static FilledSegment open(FlushTarget target, SegmentSpec spec) throws IOException {
        return new FilledSegment(insist(() -> target.open(spec)));
    }

    private Filling fill(Filling filling) {
        int count = 2 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            CrashRecord record = account.offer(
                    PRODUCER, serial++, Records.HEADER + random.nextInt(CAPACITY / count - Records.HEADER));
            filling.segment.add(record.bytes());
            filling.buffer.add(record);
            account.committed(record);
            if (keepsCommitted) {
                account.storing(filling.buffer);
            }
        }
        return filling;
    }

    /** A record that spills twice; if it is not to be whole, a third time. */
    private Filling oversize(FlushTarget target, boolean whole) throws IOException {
        Filling filling = new Filling(open(target, SegmentSpec.oversize(1, CAPACITY, -1)), new ArrayList<>());
        CrashRecord record = account.offer(PRODUCER, serial++, 2 * CAPACITY + 1 + random.nextInt(CAPACITY));
        byte[] bytes = record.bytes();
        for (int at = 0; at < bytes.length; at += CAPACITY) {
            byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + CAPACITY));
            if (at + CAPACITY < bytes.length || !whole) {
                filling.segment.put(piece);
                insist(filling.segment::spill);
            } else {
                filling.segment.add(piece);
                filling.buffer.add(record);
            }
        }
        return filling;
    }

    private void spill(Filling filling) throws IOException {
        account.storing(filling.all());
        insist(filling.segment::spill);
        account.spilled(filling.buffer);
        filling.file.addAll(filling.buffer);
        filling.buffer.clear();
    }

    private void publish(Filling filling) throws IOException {
        account.storing(filling.all());
        account.published(insist(filling.segment::publish).name(), filling.all());
        filling.file.clear();
    }

    /** If the disk refuses both to delete the file and to note that it is given up, or dies, nobody can be told. */
    private void discard(FaultyDisk disk, Filling filling, List<CrashRecord> given) {
        account.discarding(given);
        refused = false;
        filling.segment.discard();
        if (!refused && !disk.dead()) {
            account.discarded(given);
        }
    }

    private DiskFault noting(DiskFault fault) {
        return new DiskFault() {
            @Override
            public void before(DiskCall call, Path path) throws IOException {
                try {
                    fault.before(call, path);
                } catch (IOException e) {
                    refused = true;
                    throw e;
                }
            }

            @Override
            public int part(Path path, int bytes) {
                return fault.part(path, bytes);
            }
        };
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    private static <T> T insist(Step<T> step) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return step.run();
            } catch (SpilledDataLostException e) {
                throw e;
            } catch (IOException e) {
                if (!String.valueOf(e.getMessage()).contains("injected")) {
                    throw e;
                }
            }
        }
        return step.run();
    }
}
