package io.forebay.spool;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows the instances that are open, or being recovered, in this JVM.
 *
 * <p>A recoverer asks here <em>before</em> it opens an owner file: closing any channel of a file, even one that never had the
 * lock, would release the lock that the instance holds. System properties are used because they are one for the JVM, while a
 * static field is one for each class loader that has loaded this library.
 *
 * <p><b>Threads.</b> Safe for use by many; the table of properties is one, and its operations are atomic.
 */
final class LiveInstances {
    private static final String PROPERTY = "io.forebay.instance.";
    private static final String LIVE = "live";
    private static final String RECOVERING = "recovering";

    /** Channels that must stay open, by instance: another class in this JVM turned out to hold the lock of their file. */
    private static final Map<String, SteadyChannel> NEVER_CLOSED = new ConcurrentHashMap<>();

    private LiveInstances() {}

    /** What a recoverer may do with an instance. */
    enum Claim {
        /** Nobody in this JVM has it: go on, and {@link #remove} it at the end. */
        GRANTED,
        /** It is open. */
        LIVE,
        /** Another recoverer in this JVM is at it. */
        TAKEN
    }

    static void add(String instance) {
        System.setProperty(PROPERTY + instance, LIVE);
    }

    static void remove(String instance) {
        System.clearProperty(PROPERTY + instance);
    }

    static Claim claim(String instance) {
        @Nullable Object before = System.getProperties().putIfAbsent(PROPERTY + instance, RECOVERING);
        if (before == null) {
            return Claim.GRANTED;
        }
        return before.equals(LIVE) ? Claim.LIVE : Claim.TAKEN;
    }

    static boolean contains(String instance) {
        return System.getProperty(PROPERTY + instance) != null;
    }

    /** Keeps a channel reachable for ever, so that nothing closes it: better one handle lost than somebody's lock. */
    static void neverClose(String instance, SteadyChannel channel) {
        NEVER_CLOSED.put(instance, channel);
    }

    /** Tells whether a channel of the instance is kept open, so that another one must not be opened. */
    static boolean neverClosed(String instance) {
        return NEVER_CLOSED.containsKey(instance);
    }
}
