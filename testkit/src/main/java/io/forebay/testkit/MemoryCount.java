package io.forebay.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** What the JVM counts of the memory that was allocated. Without state. */
final class MemoryCount {
    private MemoryCount() {}

    /** Bytes that the calling thread has ever allocated on the heap; the test is skipped where the JVM does not count them. */
    static long onHeapByThisThread() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeTrue(threads.isThreadAllocatedMemorySupported(), "this JVM does not count allocated bytes");
        return threads.getCurrentThreadAllocatedBytes();
    }

    /** Bytes in the buffers outside the heap that the JVM has now, but for mapped ones. */
    static long inDirectBuffers() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getTotalCapacity)
                .sum();
    }
}
