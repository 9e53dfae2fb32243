package io.forebay.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads files of {@link Records} and holds them against what was offered: each record whole, no more often than allowed, and
 * in order.
 *
 * <p>First say what may be there ({@link #expect}, {@link #allow}), then read each file, those of one worker in the order in
 * which they were published, then ask for the {@link #problems}. What was never mentioned must not appear.
 *
 * <p><b>Threads.</b> One at a time.
 */
public final class RecordChecker {
    private static final int MOST_PROBLEMS = 20;

    private final Map<Id, Offered> offered = new HashMap<>();
    private final Map<Lane, Integer> lastSerial = new HashMap<>();
    private final long[] tinyAllowed = new long[Records.HEADER];
    private final long[] tinyExpected = new long[Records.HEADER];
    private final long[] tinyFound = new long[Records.HEADER];
    private final List<String> problems = new ArrayList<>();
    private long found;

    /** Expects nothing so far. */
    public RecordChecker() {}

    private record Id(int producer, int serial) {}

    private record Lane(int worker, int producer) {}

    private static final class Offered {
        private final int length;
        private final boolean expected;
        private final boolean inOrder;
        private int times;

        Offered(int length, boolean expected, boolean inOrder) {
            this.length = length;
            this.expected = expected;
            this.inOrder = inOrder;
        }
    }

    /**
     * Expects a record exactly once.
     *
     * @param producer as it was made with
     * @param serial as it was made with
     * @param length as it was made with; an empty record leaves no trace and is not looked for
     * @param inOrder whether it must stand behind those of its producer that are in a file of the same worker, are in order
     *     too, and have a lower serial
     */
    public void expect(int producer, int serial, int length, boolean inOrder) {
        note(producer, serial, length, true, inOrder);
    }

    /**
     * Allows a record once, or not at all.
     *
     * @param producer as it was made with
     * @param serial as it was made with
     * @param length as it was made with
     */
    public void allow(int producer, int serial, int length) {
        note(producer, serial, length, false, false);
    }

    private void note(int producer, int serial, int length, boolean expected, boolean inOrder) {
        if (length >= Records.HEADER) {
            offered.put(new Id(producer, serial), new Offered(length, expected, inOrder));
        } else {
            tinyAllowed[length]++;
            if (expected) {
                tinyExpected[length]++;
            }
        }
    }

    /**
     * Reads a file.
     *
     * @param file its name, for messages
     * @param worker the worker that published it
     * @param bytes all of it
     */
    public void read(String file, int worker, byte[] bytes) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            String damage = readOne(file, worker, rest);
            if (damage != null) {
                problem(file + " at " + rest.position() + " of " + bytes.length + ": " + damage
                        + "; the rest of the file was not read");
                return;
            }
            found++;
        }
    }

    /**
     * Reads a file that a worker has left unpublished, beside others: it stands behind what that worker had published, in no order with the
     * other ones.
     *
     * @param file its name, for messages
     * @param worker the worker that wrote it
     * @param bytes all of it
     */
    public void readLeft(String file, int worker, byte[] bytes) {
        Map<Lane, Integer> published = new HashMap<>(lastSerial);
        read(file, worker, bytes);
        lastSerial.clear();
        lastSerial.putAll(published);
    }

    /** Moves behind the next record, or says what is wrong with it. */
    private @Nullable String readOne(String file, int worker, ByteBuffer rest) {
        int start = rest.position();
        byte first = rest.get(start);
        if (first != Records.MARK) {
            return readTiny(rest, first);
        }
        if (rest.remaining() < Records.HEADER) {
            return "a record is torn: only " + rest.remaining() + " bytes of its header are there";
        }
        int producer = rest.getInt(start + 1);
        int serial = rest.getInt(start + 5);
        int length = rest.getInt(start + 9);
        String name = "record " + serial + " of producer " + producer;
        if (length < Records.HEADER || length > rest.remaining()) {
            return name + " is torn: of its " + length + " bytes " + rest.remaining() + " are there";
        }
        if (rest.getInt(start + Records.CRC_AT) != Records.checksum(rest, start, length)) {
            return name + " is altered: its checksum does not match";
        }
        rest.position(start + length);
        judge(file, worker, new Id(producer, serial), length, name);
        return null;
    }

    private @Nullable String readTiny(ByteBuffer rest, byte length) {
        if (length < 1 || length >= Records.HEADER) {
            return "no record begins with byte " + length;
        }
        int start = rest.position();
        for (int i = 0; i < length; i++) {
            if (i >= rest.remaining() || rest.get(start + i) != length) {
                return "a record of " + length + " bytes is torn or altered at its byte " + i;
            }
        }
        tinyFound[length]++;
        rest.position(start + length);
        return null;
    }

    private void judge(String file, int worker, Id id, int length, String name) {
        Offered record = offered.get(id);
        if (record == null) {
            problem(file + ": " + name + " must not be there: it was not accepted, or failed");
            return;
        }
        record.times++;
        if (record.times == 2) {
            problem(file + ": " + name + " is there a second time");
        }
        if (record.length != length) {
            problem(file + ": " + name + " has " + length + " bytes and should have " + record.length);
        }
        if (record.inOrder) {
            Integer last = lastSerial.put(new Lane(worker, id.producer()), id.serial());
            if (last != null && last > id.serial()) {
                problem(file + ": " + name + " stands behind record " + last + " of the same producer and worker");
            }
        }
    }

    private void problem(String problem) {
        problems.add(problem);
    }

    /**
     * Returns how many records were read.
     *
     * @return count of whole records
     */
    public long found() {
        return found;
    }

    /**
     * Returns whether a record was read at least once.
     *
     * @param producer as it was made with
     * @param serial as it was made with
     * @return whether it was there; false for one that is too short to tell who made it
     */
    public boolean found(int producer, int serial) {
        Offered record = offered.get(new Id(producer, serial));
        return record != null && record.times > 0;
    }

    /**
     * Returns what is wrong, the first twenty of it.
     *
     * @return one sentence for each, empty if all is well
     */
    public List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        offered.forEach((id, record) -> {
            if (record.expected && record.times == 0) {
                all.add("record " + id.serial() + " of producer " + id.producer() + " is missing (" + record.length
                        + " bytes)");
            }
        });
        for (int length = 1; length < Records.HEADER; length++) {
            if (tinyFound[length] < tinyExpected[length] || tinyFound[length] > tinyAllowed[length]) {
                all.add(tinyFound[length] + " records of " + length + " bytes are there and should be "
                        + tinyExpected[length] + " to " + tinyAllowed[length]);
            }
        }
        if (all.size() > MOST_PROBLEMS) {
            List<String> some = new ArrayList<>(all.subList(0, MOST_PROBLEMS));
            some.add("and " + (all.size() - MOST_PROBLEMS) + " more");
            return some;
        }
        return all;
    }
}
