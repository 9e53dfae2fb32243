package io.forebay.nio;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of a target that no segment uses. Taking and giving back allocate nothing, so that a segment which was published can not
 * fail to give its buffer back.
 *
 * <p><b>Threads.</b> Any; nothing but an array is touched under the monitor.
 */
final class BufferPool {
    private final ByteBuffer[] idle;
    private int count;

    BufferPool(List<ByteBuffer> buffers) {
        idle = buffers.toArray(new ByteBuffer[0]);
        count = idle.length;
    }

    /** Returns a buffer, or null if all are in use. */
    synchronized @Nullable ByteBuffer take() {
        return count == 0 ? null : idle[--count];
    }

    synchronized void give(ByteBuffer buffer) {
        idle[count++] = buffer;
    }
}
