package io.forebay.testkit.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A channel that asks the {@link FaultyDisk} before each call. */
final class FaultyChannel extends AsynchronousFileChannel {
    private final FaultyDisk disk;
    private final Path path;
    private final AsynchronousFileChannel real;

    FaultyChannel(FaultyDisk disk, Path path, AsynchronousFileChannel real) {
        this.disk = disk;
        this.path = path;
        this.real = real;
    }

    @Override
    public Future<Integer> write(ByteBuffer source, long position) {
        int part = disk.lastPart(source.remaining());
        if (part == 0) {
            try {
                part = disk.before(DiskCall.WRITE, path, source.remaining());
            } catch (IOException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
        // Waited for, so that a caller with an executor of its own sees the same order of calls.
        try {
            int count =
                    real.write(source.slice(source.position(), part), position).get();
            disk.effects().wrote(real, source.slice(source.position(), count), position);
            source.position(source.position() + count);
            return CompletableFuture.completedFuture(count);
        } catch (ExecutionException e) {
            return CompletableFuture.failedFuture(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public Future<Integer> read(ByteBuffer sink, long position) {
        try {
            disk.before(DiskCall.READ, path);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        return real.read(sink, position);
    }

    @Override
    public long size() throws IOException {
        disk.before(DiskCall.READ, path);
        return real.size();
    }

    @Override
    public AsynchronousFileChannel truncate(long size) throws IOException {
        disk.before(DiskCall.TRUNCATE, path);
        real.truncate(size);
        disk.effects().truncated(real, size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        disk.before(DiskCall.FORCE, path);
        disk.effects().forcing(real, metaData);
        real.force(metaData);
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
        disk.before(DiskCall.LOCK, path);
        return real.tryLock(position, size, shared);
    }

    @Override
    public boolean isOpen() {
        return real.isOpen();
    }

    @Override
    public void close() throws IOException {
        if (!real.isOpen()) {
            return;
        }
        try {
            disk.before(DiskCall.CLOSE, path);
        } finally {
            disk.closed(real);
            real.close();
        }
    }

    @Override
    public Future<FileLock> lock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException("adapters only try locks");
    }

    @Override
    public <A> void lock(
            long position, long size, boolean shared, A attachment, CompletionHandler<FileLock, ? super A> handler) {
        throw new UnsupportedOperationException("adapters only try locks");
    }

    @Override
    public <A> void read(ByteBuffer sink, long position, A attachment, CompletionHandler<Integer, ? super A> handler) {
        throw new UnsupportedOperationException("adapters use futures");
    }

    @Override
    public <A> void write(
            ByteBuffer source, long position, A attachment, CompletionHandler<Integer, ? super A> handler) {
        throw new UnsupportedOperationException("adapters use futures");
    }
}
