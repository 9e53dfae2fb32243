package io.forebay.engine;

import io.forebay.api.RecordSink;
import java.time.Duration;

/** Closes a sink when the JVM shuts down, unless it was closed before. */
final class ShutdownHook {
    private final Thread thread;

    private ShutdownHook(Thread thread) {
        this.thread = thread;
    }

    static ShutdownHook arm(RecordSink sink, Duration deadline) {
        Thread thread = new Thread(() -> sink.close(deadline), "forebay-shutdown");
        Runtime.getRuntime().addShutdownHook(thread);
        return new ShutdownHook(thread);
    }

    /** The sink was closed by somebody else; does nothing if the JVM is shutting down already. */
    void disarm() {
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException shuttingDown) {
            // The hook runs or has run; closing twice does no harm.
        }
    }
}
