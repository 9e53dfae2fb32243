package io.forebay.mmap;

import static java.lang.invoke.MethodType.methodType;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import org.jspecify.annotations.Nullable;

/**
 * Unmaps through {@code sun.misc.Unsafe.invokeCleaner}, which JDK 17 to 21 have no other way for; later ones warn of it, unless
 * they refuse it.
 */
final class CleanerMapper implements Mapper {
    private final MethodHandle invokeCleaner;

    private CleanerMapper(MethodHandle invokeCleaner) {
        this.invokeCleaner = invokeCleaner;
    }

    /** Returns null on a JDK that does not have it, or does not let anybody near it. */
    static @Nullable CleanerMapper find() {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field instance = unsafe.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            MethodHandle method = MethodHandles.publicLookup()
                    .findVirtual(unsafe, "invokeCleaner", methodType(void.class, ByteBuffer.class));
            return new CleanerMapper(method.bindTo(instance.get(null)));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    @Override
    public Mapping map(FileChannel channel, long size) throws IOException {
        MappedByteBuffer buffer = channel.map(MapMode.READ_WRITE, 0, size);
        return new Mapping(buffer, () -> unmap(buffer));
    }

    private void unmap(ByteBuffer buffer) {
        try {
            invokeCleaner.invokeExact(buffer);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a file can not be unmapped", e);
        }
    }
}
