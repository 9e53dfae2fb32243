package io.forebay.bench.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Free memory that is really there, until it is closed. A virtual machine gets its memory from its host page by page when it first uses it, and gives back what is free in
 * large blocks. What is written into such pages is several times as slow, and who gets them is chance.
 *
 * <p>So as much as a run needs is used and set free again, but for a page in each MiB: the blocks that are free then are too small to be given back.
 */
final class FreeMemory implements Closeable {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final int PAGE = 4 << 10;
    /** Less than a block that is given back, which has 2 MiB at least. */
    private static final int STEP = 1 << 20;
    /** Beyond the records: what a contender takes for itself. */
    private static final long MARGIN = 64L << 20;

    private final FileChannel kept;

    private FreeMemory(FileChannel kept) {
        this.kept = kept;
    }

    /** Has so much of it be there as a run needs that writes so many bytes. Does nothing on a system that has no files in memory. */
    static Closeable of(long bytes) throws IOException {
        return Files.isDirectory(MEMORY) ? in(MEMORY, bytes + bytes / 4 + MARGIN) : () -> {};
    }

    /** Has so many bytes be there, but no more than half of what there is room for. */
    static FreeMemory in(Path memory, long bytes) throws IOException {
        FreeMemory result = new FreeMemory(file(memory));
        try (FileChannel freed = file(memory)) {
            long room = Files.getFileStore(memory).getUsableSpace() / 2;
            ByteBuffer step = ByteBuffer.allocateDirect(STEP);
            for (long left = Math.min(room, bytes); left > 0; left -= STEP) {
                write(result.kept, step.clear().limit(PAGE));
                write(freed, step.clear());
            }
            return result;
        } catch (IOException | RuntimeException | Error e) {
            result.close();
            throw e;
        }
    }

    /** What is not set free. */
    long keptBytes() throws IOException {
        return kept.size();
    }

    private static void write(FileChannel file, ByteBuffer zeros) throws IOException {
        while (zeros.hasRemaining()) {
            file.write(zeros);
        }
    }

    /** Linux deletes it at once: it is gone whenever this process is. */
    private static FileChannel file(Path memory) throws IOException {
        return FileChannel.open(
                Files.createTempFile(memory, "forebay-bench", ".free"),
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    @Override
    public void close() throws IOException {
        kept.close();
    }
}
