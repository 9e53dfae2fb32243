package io.forebay.testkit.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/**
 * A channel for mapping, which asks the {@link FaultyDisk} before each call. What is done in the map itself, no disk hears of. A map with
 * an arena, which Java knows from 22 on, is not there: as for any channel that is not of the default file system.
 */
final class FaultyFileChannel extends FileChannel {
    private final FaultyDisk disk;
    private final Path path;
    private final FileChannel real;

    FaultyFileChannel(FaultyDisk disk, Path path, FileChannel real) {
        this.disk = disk;
        this.path = path;
        this.real = real;
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        disk.before(DiskCall.MAP, path);
        MappedByteBuffer mapping = real.map(mode, position, size);
        disk.effects().mapped(real);
        return mapping;
    }

    @Override
    public long size() throws IOException {
        disk.before(DiskCall.READ, path);
        return real.size();
    }

    @Override
    protected void implCloseChannel() throws IOException {
        try {
            disk.before(DiskCall.CLOSE, path);
        } finally {
            disk.closed(real);
            real.close();
        }
    }

    private static UnsupportedOperationException mapOnly() {
        return new UnsupportedOperationException("a file channel is for mapping; use an asynchronous one for all else");
    }

    @Override
    public int read(ByteBuffer sink) {
        throw mapOnly();
    }

    @Override
    public long read(ByteBuffer[] sinks, int offset, int length) {
        throw mapOnly();
    }

    @Override
    public int read(ByteBuffer sink, long position) {
        throw mapOnly();
    }

    @Override
    public int write(ByteBuffer source) {
        throw mapOnly();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw mapOnly();
    }

    @Override
    public int write(ByteBuffer source, long position) {
        throw mapOnly();
    }

    @Override
    public long position() {
        throw mapOnly();
    }

    @Override
    public FileChannel position(long newPosition) {
        throw mapOnly();
    }

    @Override
    public FileChannel truncate(long size) {
        throw mapOnly();
    }

    @Override
    public void force(boolean metaData) {
        throw mapOnly();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw mapOnly();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw mapOnly();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw mapOnly();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw mapOnly();
    }
}
