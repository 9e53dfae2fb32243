package io.forebay.testkit;

import io.forebay.api.Amount;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A file in a {@link MemoryStore} that has no final name yet; guarded by the store's lock. */
final class Unpublished {
    private final MemoryTarget owner;
    private final int worker;
    private final long number;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
    private Amount committed = Amount.ZERO;
    private Amount told = Amount.ZERO;
    private boolean lost;

    Unpublished(MemoryTarget owner, int worker, long number) {
        this.owner = owner;
        this.worker = worker;
        this.number = number;
    }

    MemoryTarget owner() {
        return owner;
    }

    int length() {
        return bytes.size();
    }

    /** Up to the end of the last whole record. */
    Amount committed() {
        return committed;
    }

    /**
     * Appends a buffer.
     *
     * @param end bytes to take
     * @param lastCommit index after the last whole record among them, if there is one
     * @param records how many records end among them
     */
    void append(ByteBuffer buffer, int end, int lastCommit, long records) {
        if (records > 0) {
            committed = new Amount(committed.records() + records, bytes.size() + (long) lastCommit);
        }
        bytes.write(buffer.array(), buffer.arrayOffset(), end);
    }

    /** Tells what recovery would publish, less what was told before. */
    Amount tell() {
        Amount news = committed.minus(told);
        told = committed;
        return news;
    }

    /** Whether its bytes can not be trusted any more. */
    boolean lost() {
        return lost;
    }

    void lose() {
        lost = true;
    }

    /** Says why recovery can not publish it, or null if it can. */
    @Nullable
    String reasonToSetAside() {
        if (lost) {
            return "its bytes can not be trusted";
        }
        if (committed.bytes() == 0) {
            return "it holds no whole record";
        }
        return committed.bytes() > bytes.size() ? "it is shorter than its whole records" : null;
    }

    /** Puts other bytes in place of what was spilled, behind its owner's back. */
    void damage(UnaryOperator<byte[]> damage) {
        byte[] damaged = damage.apply(toByteArray());
        bytes.reset();
        bytes.writeBytes(damaged);
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    MemoryFile cut() {
        byte[] whole = Arrays.copyOf(toByteArray(), Math.toIntExact(committed.bytes()));
        return new MemoryFile(name("r"), worker, number, whole, committed.records());
    }

    MemoryFile whole() {
        return new MemoryFile(name("q"), worker, number, toByteArray(), 0);
    }

    private String name(String kind) {
        return worker + "_" + owner.instance() + "_" + kind + number;
    }
}
