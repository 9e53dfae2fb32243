package io.forebay.testkit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntSupplier;

/** What a writer has been promised, and since when; so that it can be told what must be found after a crash at any moment. */
final class CrashAccount {
    /** A moment after all others. */
    static final int END = Integer.MAX_VALUE - 1;

    private final IntSupplier clock;
    private final List<CrashRecord> records = new ArrayList<>();
    private final Map<String, File> files = new TreeMap<>();
    private final Set<Long> boundaries = new TreeSet<>();

    CrashAccount(IntSupplier clock) {
        this.clock = clock;
    }

    /** How far a record must have got for its writer to find it again. */
    enum Kept {
        /** Only the process has died, and each record was in a file as soon as it was committed. */
        COMMITTED,
        /** Only the process has died. */
        SPILLED,
        /** The power has gone, and what is published was forced. */
        PUBLISHED,
        /** The power has gone, and nothing was forced; but of each file that is found, all bytes are. */
        BYTES,
        /** The power has gone, and nothing was forced. */
        NOTHING
    }

    private static final class File {
        private final int published;
        private final byte[] bytes;

        File(int published, byte[] bytes) {
            this.published = published;
            this.bytes = bytes;
        }
    }

    CrashRecord offer(int producer, int serial, int length) {
        CrashRecord record = new CrashRecord(producer, serial, length, clock.getAsInt());
        records.add(record);
        return record;
    }

    void committed(CrashRecord record) {
        record.committed = clock.getAsInt();
    }

    /** Whole records are about to be in a file, and nothing else. */
    void storing(List<CrashRecord> file) {
        boundaries.add(file.stream().mapToLong(record -> record.length).sum());
    }

    void spilled(List<CrashRecord> some) {
        some.forEach(record -> record.spilled = clock.getAsInt());
    }

    void published(List<CrashRecord> some) {
        some.forEach(record -> record.published = clock.getAsInt());
    }

    void published(String name, List<CrashRecord> file) {
        published(file);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        file.forEach(record -> bytes.writeBytes(record.bytes()));
        files.put(name, new File(clock.getAsInt(), bytes.toByteArray()));
    }

    void discarding(List<CrashRecord> some) {
        some.forEach(record -> record.discarding = clock.getAsInt() + 1);
    }

    void discarded(List<CrashRecord> some) {
        some.forEach(record -> record.discarded = clock.getAsInt());
    }

    /** How many promises were given by then: the same state of a disk may be good before one of them, and not after. */
    long promises(int time) {
        return records.stream()
                .mapToLong(record -> (record.published <= time ? 1 : 0) + (record.discarded <= time ? 1 : 0))
                .sum();
    }

    /** Whether a file of that length ends where a record does, as far as that was told. */
    boolean endsWithRecord(long length) {
        return boundaries.isEmpty() || boundaries.contains(length);
    }

    /** What must be found, and what may be. */
    RecordChecker checker(int time, Kept kept) {
        RecordChecker checker = new RecordChecker();
        for (CrashRecord record : records) {
            if (record.discarded <= time) {
                continue;
            }
            int since = switch (kept) {
                case COMMITTED -> Math.min(record.committed, Math.min(record.spilled, record.published));
                case SPILLED -> Math.min(record.spilled, record.published);
                case PUBLISHED -> record.published;
                case BYTES, NOTHING -> CrashRecord.NEVER;
            };
            if (since <= time && record.discarding > time) {
                checker.expect(record.producer, record.serial, record.length, false);
            } else if (record.offered <= time) {
                checker.allow(record.producer, record.serial, record.length);
            }
        }
        return checker;
    }

    /** What is wrong with the files that were promised by name. */
    List<String> missing(int time, Kept kept, Map<String, byte[]> visible) {
        List<String> problems = new ArrayList<>();
        if (kept.compareTo(Kept.PUBLISHED) > 0) {
            return problems;
        }
        files.forEach((name, file) -> {
            if (file.published <= time) {
                byte[] found = visible.get(name);
                if (found == null) {
                    problems.add("promise 9: " + name + " was published and is gone");
                } else if (!Arrays.equals(found, file.bytes)) {
                    problems.add("promise 4: " + name + " was published with other bytes");
                }
            }
        });
        return problems;
    }
}
