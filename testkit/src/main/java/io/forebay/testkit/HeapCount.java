package io.forebay.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the JVM counts of a thread's memory. Without state. */
final class HeapCount {
    private HeapCount() {}

    /** Bytes that the calling thread has ever allocated on the heap; the test is skipped where the JVM does not count them. */
    static long allocatedByThisThread() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeTrue(threads.isThreadAllocatedMemorySupported(), "this JVM does not count allocated bytes");
        return threads.getCurrentThreadAllocatedBytes();
    }
}
