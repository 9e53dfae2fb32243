package io.forebay.testkit.process;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What has come from a {@link ShipperChild}.
 *
 * <p><b>Threads.</b> One receives; any may ask, and wait until enough has come.
 */
final class Shipment {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, byte[]> files = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private boolean ended;

    /** Receives until the shipper has ended. */
    void receive(InputStream pipe) {
        try (DataInputStream in = new DataInputStream(pipe)) {
            for (String name = next(in); name != null; name = next(in)) {
                int length = in.readInt();
                byte @Nullable [] bytes = length < 0 ? null : in.readNBytes(length);
                add(name, bytes);
            }
        } catch (IOException e) {
            add("the shipper's pipe broke: " + e, null);
        } finally {
            lock.lock();
            try {
                ended = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private static @Nullable String next(DataInputStream in) throws IOException {
        try {
            return in.readUTF();
        } catch (EOFException e) {
            return null;
        }
    }

    private void add(String name, byte @Nullable [] bytes) {
        lock.lock();
        try {
            if (bytes == null) {
                problems.add(name);
            } else if (files.put(name, bytes) != null) {
                problems.add(name + " was there a second time");
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits while the shipper is more than so many files behind. */
    void keepUp(LongSupplier published, int behind) throws InterruptedException {
        lock.lock();
        try {
            while (published.getAsLong() - files.size() > behind && !ended) {
                // Woken by each file; what is published meanwhile is looked at then.
                var unused = changed.await(1, TimeUnit.SECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return files.size();
        } finally {
            lock.unlock();
        }
    }

    /** What was shipped, by name; to be asked when the receiving thread has ended. */
    Map<String, byte[]> files() {
        return files;
    }

    /** What the shipper has found wrong; to be asked when the receiving thread has ended. */
    List<String> problems() {
        return problems;
    }
}
