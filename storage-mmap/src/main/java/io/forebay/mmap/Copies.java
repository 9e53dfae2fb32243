package io.forebay.mmap;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;

/**
 * Memory for what is being forced. A mapped file is no second place for its bytes: when the disk fails to take them, the system may
 * drop them from memory too.
 *
 * <p>There are as many as are forced at a time; those of the usual size are used again, those of large records are left to the garbage collector.
 *
 * <p><b>Threads.</b> Any.
 */
final class Copies {
    private final int usual;
    private final IntFunction<ByteBuffer> memory;
    private final Queue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();

    /**
     * Makes some; more are made as they are needed.
     *
     * @param usual the capacity of an ordinary segment, in bytes
     * @param count how many
     */
    Copies(int usual, int count) {
        this(usual, count, ByteBuffer::allocateDirect);
    }

    Copies(int usual, int count, IntFunction<ByteBuffer> memory) {
        this.usual = usual;
        this.memory = memory;
        for (int i = 0; i < count; i++) {
            idle.add(memory.apply(usual));
        }
    }

    /** Returns a copy of a buffer, from position 0 to its limit; to be given back. */
    ByteBuffer of(ByteBuffer bytes) {
        ByteBuffer copy = bytes.limit() <= usual ? idle.poll() : null;
        if (copy == null) {
            copy = memory.apply(Math.max(usual, bytes.limit()));
        }
        return copy.clear().put(0, bytes, 0, bytes.limit()).limit(bytes.limit());
    }

    void giveBack(ByteBuffer copy) {
        if (copy.capacity() == usual) {
            idle.add(copy);
        }
    }
}
