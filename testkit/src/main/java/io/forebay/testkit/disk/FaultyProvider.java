package io.forebay.testkit.disk;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/** Asks the {@link FaultyDisk}, and then does what is asked with the real path. */
final class FaultyProvider extends FileSystemProvider {
    private final FaultyDisk disk;
    private final FileSystemProvider real;

    FaultyProvider(FaultyDisk disk, FileSystemProvider real) {
        this.disk = disk;
        this.real = real;
    }

    private Path ask(DiskCall call, Path path) throws IOException {
        Path target = FaultyPath.real(path);
        disk.before(call, target);
        return target;
    }

    @Override
    public AsynchronousFileChannel newAsynchronousFileChannel(
            Path path, Set<? extends OpenOption> options, ExecutorService executor, FileAttribute<?>... attributes)
            throws IOException {
        Path target = ask(DiskCall.OPEN, path);
        AsynchronousFileChannel channel = real.newAsynchronousFileChannel(target, options, executor, attributes);
        disk.opened(channel);
        disk.effects().opened(channel, target);
        return new FaultyChannel(disk, target, channel);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Path target = ask(DiskCall.OPEN, path);
        FileChannel channel = real.newFileChannel(target, options, attributes);
        disk.opened(channel);
        disk.effects().opened(channel, target);
        return new FaultyFileChannel(disk, target, channel);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        Path target = ask(DiskCall.LIST, directory);
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> stream = real.newDirectoryStream(target, path -> true)) {
            for (Path path : stream) {
                Path wrapped = ((FaultyPath) directory).wrap(path);
                if (filter.accept(wrapped)) {
                    paths.add(wrapped);
                }
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return paths.iterator();
            }

            @Override
            public void close() {
                // All was read ahead.
            }
        };
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        Path target = ask(DiskCall.MAKE_DIRECTORY, directory);
        real.createDirectory(target, attributes);
        disk.effects().madeDirectory(target);
    }

    @Override
    public void delete(Path path) throws IOException {
        Path target = ask(DiskCall.DELETE, path);
        real.delete(target);
        disk.effects().deleted(target);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        Path from = ask(DiskCall.MOVE, source);
        Path to = FaultyPath.real(target);
        real.move(from, to, options);
        disk.effects().moved(from, to);
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        return real.isSameFile(ask(DiskCall.READ, path), FaultyPath.real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return real.isHidden(ask(DiskCall.READ, path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return real.getFileStore(ask(DiskCall.READ, path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        real.checkAccess(ask(DiskCall.READ, path), modes);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return real.readAttributes(ask(DiskCall.READ, path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return real.readAttributes(ask(DiskCall.READ, path), attributes, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        Path target = ask(DiskCall.ATTRIBUTES, path);
        real.setAttribute(target, attribute, value, options);
        disk.effects().permitted(target);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        Path target = FaultyPath.real(path);
        V view = real.getFileAttributeView(target, type, options);
        return type.cast(Proxy.newProxyInstance(
                FaultyProvider.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    boolean sets = method.getName().startsWith("set");
                    disk.before(sets ? DiskCall.ATTRIBUTES : DiskCall.READ, target);
                    try {
                        Object result = method.invoke(view, arguments);
                        if (sets) {
                            disk.effects().permitted(target);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Override
    public String getScheme() {
        return "faulty";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("use FaultyDisk.over");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException("use FaultyDisk.over");
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException("use FaultyDisk.path");
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
        throw new UnsupportedOperationException("adapters use asynchronous channels; tests use the real path");
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException("no adapter copies by path");
    }
}
