package io.forebay.testkit;

import java.nio.charset.StandardCharsets;

/** A file that a {@link MemoryTarget} has published or set aside. Immutable, and safe for use by any thread. */
public final class MemoryFile {
    private final String name;
    private final int worker;
    private final long sequence;
    private final byte[] bytes;
    private final long records;

    MemoryFile(String name, int worker, long sequence, byte[] bytes, long records) {
        this.name = name;
        this.worker = worker;
        this.sequence = sequence;
        this.bytes = bytes;
        this.records = records;
    }

    /**
     * Returns the name.
     *
     * @return unique in its {@link MemoryStore}
     */
    public String name() {
        return name;
    }

    /**
     * Returns the number of the worker that it came from.
     *
     * @return 0 or more
     */
    public int worker() {
        return worker;
    }

    /**
     * Returns its place among the worker's files: published, recovered and set aside ones are counted apart.
     *
     * @return 1 or more
     */
    public long sequence() {
        return sequence;
    }

    /**
     * Returns what it holds.
     *
     * @return a copy, which belongs to the caller
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Returns how much it holds.
     *
     * @return bytes, 1 or more
     */
    public int length() {
        return bytes.length;
    }

    /**
     * Returns how many whole records were committed to it.
     *
     * @return count of records
     */
    public long records() {
        return records;
    }

    /**
     * Returns what it holds as text.
     *
     * @return its bytes, read as UTF-8
     */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return name + " (" + bytes.length + " bytes, " + records + " records)";
    }
}
