package io.forebay.spool;

import com.google.common.util.concurrent.MoreExecutors;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * An open file that an interrupt of the calling thread can not close.
 *
 * <p>An interrupt closes any {@link java.nio.channels.FileChannel} that the thread is using, and closing any channel of a file
 * releases this process's locks on it. So an owner file written through one could lose its lock to a stray interrupt, and a
 * spilled file its half-written state. An {@link AsynchronousFileChannel} is not tied to threads that way; with an executor that
 * runs each task at once it does its I/O in the calling thread, at the same cost.
 *
 * <p><b>Threads.</b> Safe for use by many; an interrupt is neither noticed nor cleared.
 */
public final class SteadyChannel implements Closeable {
    private static final ExecutorService CALLING_THREAD = MoreExecutors.newDirectExecutorService();

    /** A write that takes nothing this often in a row is an error: what else could stop an endless loop? */
    private static final int MAX_IDLE_WRITES = 16;

    private final AsynchronousFileChannel channel;
    /** For messages. */
    private volatile Path path;

    private SteadyChannel(Path path, AsynchronousFileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static SteadyChannel open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return new SteadyChannel(path, AsynchronousFileChannel.open(path, options, CALLING_THREAD, attributes));
    }

    /**
     * Writes all that remains of a buffer, in as many steps as it takes.
     *
     * @param source its position is moved to its limit, or as far as bytes were written when it fails
     * @param position offset in the file, in bytes
     * @throws IOException if the file does not take all
     */
    public void writeFully(ByteBuffer source, long position) throws IOException {
        long at = position;
        int idle = 0;
        while (source.hasRemaining()) {
            int count = result("write", at, channel.write(source, at));
            idle = count > 0 ? 0 : idle + 1;
            if (idle == MAX_IDLE_WRITES) {
                throw new IOException(
                        "write to " + path + " took no byte " + idle + " times in a row, at offset " + at);
            }
            at += Math.max(0, count);
        }
    }

    /**
     * Reads bytes.
     *
     * @param sink takes at most what remains of it
     * @param position offset in the file, in bytes
     * @return how many were read, or -1 at the end of the file
     * @throws IOException if the file can not be read
     */
    public int read(ByteBuffer sink, long position) throws IOException {
        return result("read", position, channel.read(sink, position));
    }

    /**
     * Returns the length of the file.
     *
     * @return in bytes
     * @throws IOException if it can not be told
     */
    public long size() throws IOException {
        return channel.size();
    }

    /**
     * Cuts the file.
     *
     * @param size its new length in bytes, not more than its length
     * @throws IOException if it could not be cut
     */
    public void truncate(long size) throws IOException {
        try {
            channel.truncate(size);
        } catch (IOException e) {
            throw failed("cut to " + size + " bytes", e);
        }
    }

    /**
     * Forces content and attributes to the disk.
     *
     * @throws IOException if the disk did not confirm them; a later call may say that it did although they are lost
     */
    public void force() throws IOException {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw failed("force", e);
        }
    }

    /** Has messages name the file as it is called now. */
    void renamed(Path name) {
        path = name;
    }

    @Nullable
    FileLock tryLock() throws IOException {
        return channel.tryLock();
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed("close", e);
        }
    }

    /** The task has run when its future is handed out, so this never waits. */
    private int result(String what, long position, Future<Integer> done) throws IOException {
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw failed(what + " at offset " + position, Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while using " + path).initCause(e);
        }
    }

    /** What the system says of a channel names no file. */
    private IOException failed(String what, Throwable cause) {
        return new IOException("can not " + what + ": " + path + ": " + cause.getMessage(), cause);
    }
}
