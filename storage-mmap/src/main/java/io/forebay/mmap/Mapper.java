package io.forebay.mmap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A way to map a file so that it can be unmapped at once, and not when the garbage collector comes by.
 *
 * <p><b>Threads.</b> Any.
 */
interface Mapper {

    /**
     * A file in memory.
     *
     * @param buffer the file, from its first byte to its last
     * @param unmapping called once; nobody may touch the buffer after
     */
    record Mapping(ByteBuffer buffer, Runnable unmapping) {
        void unmap() {
            unmapping.run();
        }
    }

    /**
     * Maps a file to read and write.
     *
     * @param channel may be closed afterwards
     * @param size of the file, in bytes
     * @throws UnsupportedOperationException if a channel of this kind can not be mapped in this way
     */
    Mapping map(FileChannel channel, long size) throws IOException;

    /**
     * Finds the ways that this JVM has, the best one first.
     *
     * @throws IOException if there is none, since maps would be left to the garbage collector then, and pile up
     */
    static Mapper ofThisJvm() throws IOException {
        Mapper arena = ArenaMapper.find();
        Mapper cleaner = CleanerMapper.find();
        if (arena != null && cleaner != null) {
            return new EitherMapper(arena, cleaner);
        }
        if (arena != null) {
            return arena;
        }
        if (cleaner != null) {
            return cleaner;
        }
        throw new IOException("this JVM, " + Runtime.version()
                + ", offers no way to unmap a file at once: use the nio adapter, or add the module jdk.unsupported");
    }

    /** Takes the second way where the channel does not know the first, as those of other file systems than the default one. */
    record EitherMapper(Mapper first, Mapper second) implements Mapper {
        @Override
        public Mapping map(FileChannel channel, long size) throws IOException {
            try {
                return first.map(channel, size);
            } catch (UnsupportedOperationException e) {
                return second.map(channel, size);
            }
        }
    }
}
