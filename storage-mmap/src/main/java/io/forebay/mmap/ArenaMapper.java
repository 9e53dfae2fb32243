package io.forebay.mmap;

import static java.lang.invoke.MethodType.methodType;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import org.jspecify.annotations.Nullable;

/**
 * Maps through {@code java.lang.foreign.Arena}, which JDK 22 and later have; reached by method handles, because this library is
 * built for 17.
 */
final class ArenaMapper implements Mapper {
    private static final int FIRST_JDK = 22;

    private final MethodHandle open;
    private final MethodHandle map;
    private final MethodHandle asByteBuffer;
    private final MethodHandle close;

    private ArenaMapper(Class<?> arena, Class<?> segment) throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        open = lookup.findStatic(arena, "ofShared", methodType(arena)).asType(methodType(Object.class));
        map = lookup.findVirtual(
                        FileChannel.class, "map", methodType(segment, MapMode.class, long.class, long.class, arena))
                .asType(methodType(
                        Object.class, FileChannel.class, MapMode.class, long.class, long.class, Object.class));
        asByteBuffer = lookup.findVirtual(segment, "asByteBuffer", methodType(ByteBuffer.class))
                .asType(methodType(ByteBuffer.class, Object.class));
        close = lookup.findVirtual(arena, "close", methodType(void.class)).asType(methodType(void.class, Object.class));
    }

    /** Returns null on a JDK that does not have it. */
    static @Nullable ArenaMapper find() {
        if (Runtime.version().feature() < FIRST_JDK) {
            return null;
        }
        try {
            return new ArenaMapper(
                    Class.forName("java.lang.foreign.Arena"), Class.forName("java.lang.foreign.MemorySegment"));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    @Override
    public Mapping map(FileChannel channel, long size) throws IOException {
        Object arena = call(() -> open.invokeExact());
        boolean mapped = false;
        try {
            Object segment = call(() -> map.invokeExact(channel, MapMode.READ_WRITE, 0L, size, arena));
            ByteBuffer buffer = (ByteBuffer) call(() -> (ByteBuffer) asByteBuffer.invokeExact(segment));
            Mapping mapping = new Mapping(buffer, () -> close(arena));
            mapped = true;
            return mapping;
        } finally {
            if (!mapped) {
                close(arena);
            }
        }
    }

    private void close(Object arena) {
        try {
            close.invokeExact(arena);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a shared arena can not be closed", e);
        }
    }

    private interface Call {
        Object run() throws Throwable;
    }

    private static Object call(Call call) throws IOException {
        try {
            return call.run();
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("can not map a file", e);
        }
    }
}
