package io.forebay.testkit.sweep;

import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Where threads hang, until they are let go. Threads: any. */
final class Jam {
    private final CountDownLatch released = new CountDownLatch(1);
    private final Set<Thread> hung = ConcurrentHashMap.newKeySet();

    /** Hangs here. */
    void enter() throws IOException {
        hung.add(Thread.currentThread());
        try {
            Fault.hang(released).strike(Operation.OPEN);
        } finally {
            hung.remove(Thread.currentThread());
        }
    }

    /** Lets all go, now and later. */
    void release() {
        // First: from now on they have something to do.
        hung.clear();
        released.countDown();
    }

    /** Who hangs. */
    Set<Thread> hung() {
        return hung;
    }
}
