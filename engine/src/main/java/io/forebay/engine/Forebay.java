package io.forebay.engine;

import static java.util.Objects.requireNonNull;

import io.forebay.api.RecordSink;
import io.forebay.api.SinkListener;
import io.forebay.api.TargetOpener;
import io.forebay.api.TimeSource;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a sink, and the way to open one.
 *
 * <pre>{@code
 * try (RecordSink sink = Forebay.to(NioTarget.in(Path.of("spool")).prefix("hits_"))
 *         .workers(4).size(65_536).timeout(Duration.ofMillis(100)).open()) {
 *     sink.write(line);
 * }
 * }</pre>
 *
 * <p>A wrong value is refused by the method that sets it; values that contradict each other, by {@link #open}. The same settings may
 * open several sinks.
 *
 * <p>An open sink holds {@code size} bytes of memory for each of {@code 2 * workers + 7} buffers, of which all but three are the
 * target's and may be files, and runs {@code workers + 6} daemon threads whose names begin with {@code forebay-}. Daemon threads
 * end with the JVM: close the sink, or ask for {@link #closeAtShutdown}, or what is in memory is lost.
 *
 * <p><b>Threads.</b> Not safe for use by several threads at once; the sinks are.
 */
public final class Forebay {
    private static final int DEFAULT_SIZE = 65_536;

    private final TargetOpener target;
    private int workers = 4;
    /** 0 if it was not set. */
    private int size;

    private long timeout = Duration.ofMillis(100).toNanos();
    private int queue = 512;
    private int maxRecordBytes = 16 * 1024 * 1024;
    private long rollSize = -1;
    private long rollAge = Duration.ofSeconds(10).toNanos();
    private long sourceTimeout = Duration.ofSeconds(10).toNanos();
    private @Nullable SinkListener listener;
    private TimeSource time = TimeSource.system();
    private @Nullable Duration closeAtShutdown;

    private Forebay(TargetOpener target) {
        this.target = requireNonNull(target, "target");
    }

    /**
     * Begins the settings of a sink.
     *
     * @param target where the records go: a storage adapter's settings, or a target of your own
     * @return settings with all defaults
     */
    public static Forebay to(TargetOpener target) {
        return new Forebay(target);
    }

    /**
     * Sets how many buffers are filled and flushed independently.
     *
     * @param workers 1 to 256; default 4
     * @return these settings
     */
    public Forebay workers(int workers) {
        this.workers = (int) inRange("workers", workers, 1, 256, "");
        return this;
    }

    /**
     * Sets the size of a buffer. Each worker has two.
     *
     * @param size in bytes, 1 to 1 GiB; default what the target says it works best with, or else 65,536
     * @return these settings
     */
    public Forebay size(int size) {
        this.size = (int) inRange("size", size, 1, 1 << 30, " bytes");
        return this;
    }

    /**
     * Sets the longest time that a writer waits for room before its record is dropped.
     *
     * @param timeout zero or more, of any length; zero never waits for room, so that a record larger than a buffer, which has to
     *     wait for a thread of the sink, is as good as always dropped. Where another thread that is just storing a record stands still, also zero
     *     waits for some ten milliseconds. Default 100 ms
     * @return these settings
     */
    public Forebay timeout(Duration timeout) {
        this.timeout = notNegative("timeout", timeout);
        return this;
    }

    /**
     * Sets how many sources may wait to be read.
     *
     * @param queue sources, 1 to 1,048,576; default 512
     * @return these settings
     */
    public Forebay queue(int queue) {
        this.queue = (int) inRange("queue", queue, 1, 1 << 20, " records");
        return this;
    }

    /**
     * Sets the largest record that is taken.
     *
     * @param maxRecordBytes in bytes, at least 1; default 16 MiB
     * @return these settings
     */
    public Forebay maxRecordBytes(int maxRecordBytes) {
        this.maxRecordBytes = (int) inRange("maxRecordBytes", maxRecordBytes, 1, Integer.MAX_VALUE, " bytes");
        return this;
    }

    /**
     * Sets how large a file may grow before it is published. A file is published when the next buffer might take it past this; only
     * a record that is itself larger makes a larger file.
     *
     * @param rollSize in bytes, at least {@code size}; default {@code size}, which is one file for each buffer
     * @return these settings
     */
    public Forebay rollSize(long rollSize) {
        this.rollSize = inRange("rollSize", rollSize, 1, Long.MAX_VALUE, " bytes");
        return this;
    }

    /**
     * Sets how old the oldest record of an unpublished file may become before the file is published, full or not.
     *
     * @param rollAge zero, or 1 ms and more, of any length; zero publishes only when full; default 10 s
     * @return these settings
     */
    public Forebay rollAge(Duration rollAge) {
        long nanos = notNegative("rollAge", rollAge);
        if (nanos > 0 && nanos < 1_000_000) {
            throw new IllegalArgumentException(
                    "rollAge is " + rollAge + "; set it to 1 ms or more, or to zero to publish full buffers only");
        }
        this.rollAge = nanos;
        return this;
    }

    /**
     * Sets how long the sink waits for the bytes of one source, in total, before its record counts as failed.
     *
     * @param sourceTimeout 1 ms and more, of any length; default 10 s
     * @return these settings
     */
    public Forebay sourceTimeout(Duration sourceTimeout) {
        long nanos = notNegative("sourceTimeout", sourceTimeout);
        if (nanos < 1_000_000) {
            throw new IllegalArgumentException(
                    "sourceTimeout is " + sourceTimeout + "; set it to 1 ms or more, for instance 10 s");
        }
        this.sourceTimeout = nanos;
        return this;
    }

    /**
     * Sets who hears of published files, drops and failures.
     *
     * @param listener called by one thread of the sink, never by a writer
     * @return these settings
     */
    public Forebay listener(SinkListener listener) {
        this.listener = requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Sets the time that the sink lives by. For tests.
     *
     * @param time default {@link TimeSource#system()}
     * @return these settings
     */
    public Forebay timeSource(TimeSource time) {
        this.time = requireNonNull(time, "time");
        return this;
    }

    /**
     * Asks for the sink to be closed when the JVM shuts down, if it is still open then.
     *
     * @param deadline the longest time that this may hold up the shutdown; zero or more
     * @return these settings
     */
    public Forebay closeAtShutdown(Duration deadline) {
        notNegative("closeAtShutdown", deadline);
        this.closeAtShutdown = deadline;
        return this;
    }

    /**
     * Opens a sink: opens the target, lets it recover what dead instances left, allocates the buffers and starts the threads.
     *
     * @return an open sink, for the caller to close
     * @throws IllegalArgumentException if settings contradict each other; nothing was opened
     * @throws IOException if the target can not be opened, memory for the buffers is not to be had, or {@link #closeAtShutdown} was
     *     asked for and the JVM is shutting down already; nothing is left behind
     */
    public RecordSink open() throws IOException {
        int buffer = size > 0 ? size : target.bufferSize().orElse(DEFAULT_SIZE);
        long roll = rollSize < 0 ? buffer : rollSize;
        if (roll < buffer) {
            throw new IllegalArgumentException("rollSize is " + roll + " bytes, less than size, " + buffer
                    + " bytes: a file holds one buffer at least; raise rollSize or lower size");
        }
        SinkConfig config = new SinkConfig(
                workers, buffer, timeout, queue, maxRecordBytes, roll, rollAge, sourceTimeout, listener, time);
        BufferedSink sink = BufferedSink.open(config, target);
        if (closeAtShutdown != null) {
            boolean armed = false;
            try {
                sink.closeAtShutdown(closeAtShutdown);
                armed = true;
            } catch (IllegalStateException shuttingDown) {
                throw new IOException(
                        "the JVM is shutting down: too late to open a sink that closes at shutdown", shuttingDown);
            } finally {
                if (!armed) {
                    sink.close();
                }
            }
        }
        return sink;
    }

    private static long inRange(String option, long value, long least, long most, String unit) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " is " + value + unit + "; set it to " + least
                    + (most == Long.MAX_VALUE ? unit + " or more" : " to " + most + unit));
        }
        return value;
    }

    private static long notNegative(String option, Duration value) {
        if (requireNonNull(value, option).isNegative()) {
            throw new IllegalArgumentException(option + " is " + value + "; set it to zero or more");
        }
        return Deadline.saturatedNanos(value);
    }
}
