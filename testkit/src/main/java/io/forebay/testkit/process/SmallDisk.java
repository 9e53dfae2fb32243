package io.forebay.testkit.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A small file system of its own, mounted until it is closed, so that a disk can really run full. Only root may mount: where that is
 * not allowed, or a program is missing, the test that asks for one is skipped and says why.
 *
 * <p><b>Threads.</b> Any.
 */
public final class SmallDisk implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final int CHUNK = 64 << 10;

    private final Path mountPoint;

    /** For a JVM that is stopped in the middle of a test: nobody else would ever unmount it. */
    private final Thread atShutdown = new Thread(this::unmount, "unmount");

    private SmallDisk(Path mountPoint) {
        this.mountPoint = mountPoint;
        Runtime.getRuntime().addShutdownHook(atShutdown);
    }

    /**
     * Mounts a file system in memory.
     *
     * @param mountPoint a directory, which is created if it is missing
     * @param bytes how many it holds
     * @return the disk, to be closed in any case
     * @throws IOException if the directory can not be created
     */
    public static SmallDisk tmpfs(Path mountPoint, long bytes) throws IOException {
        Files.createDirectories(mountPoint);
        required("mount", "-t", "tmpfs", "-o", "size=" + bytes, "forebay-test", mountPoint.toString());
        return new SmallDisk(mountPoint);
    }

    /**
     * Makes an ext4 file system in a file beside the mount point, and mounts that; the loop device is freed with the mount.
     *
     * @param mountPoint a directory, which is created if it is missing
     * @param bytes how large the file is; some of it is the file system's own
     * @param blockSize in bytes: 1024, 2048 or 4096
     * @return the disk, to be closed in any case
     * @throws IOException if file or directory can not be created
     */
    public static SmallDisk ext4(Path mountPoint, long bytes, int blockSize) throws IOException {
        Files.createDirectories(mountPoint);
        Path image = mountPoint.resolveSibling(mountPoint.getFileName() + ".ext4");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        String size = Integer.toString(blockSize);
        required("mkfs.ext4", "-q", "-F", "-m", "0", "-b", size, image.toString());
        required("mount", "-o", "loop", image.toString(), mountPoint.toString());
        return new SmallDisk(mountPoint);
    }

    /**
     * Returns where it is mounted.
     *
     * @return the mount point
     */
    public Path path() {
        return mountPoint;
    }

    /**
     * Tells how much room is left.
     *
     * @return in bytes
     * @throws IOException if it can not be told
     */
    public long free() throws IOException {
        return Files.getFileStore(mountPoint).getUsableSpace();
    }

    /**
     * Fills all that is free with one file, down to the last byte that fits.
     *
     * @param name of the file, which must not be there
     * @return the file; delete it to make room again
     * @throws IOException if the file can not be created
     */
    public Path fill(String name) throws IOException {
        Path file = mountPoint.resolve(name);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int chunk = CHUNK; chunk > 0; chunk /= 2) {
                writeWhileItFits(channel, ByteBuffer.allocate(chunk));
            }
        }
        return file;
    }

    /** What the system says of a full disk is in the user's language; that a write failed is enough. */
    private static void writeWhileItFits(FileChannel channel, ByteBuffer chunk) {
        try {
            while (true) {
                channel.write(chunk.clear());
            }
        } catch (IOException full) {
            chunk.clear();
        }
    }

    /**
     * Makes it read-only from now on.
     *
     * @throws IOException if a file is open for writing
     */
    public void readOnly() throws IOException {
        String problem = run("mount", "-o", "remount,ro", mountPoint.toString());
        if (!problem.isEmpty()) {
            throw new IOException(problem);
        }
    }

    /**
     * Unmounts it, also while a process that is being killed still holds a file.
     *
     * @throws IOException if that fails
     */
    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(atShutdown);
        String problem = unmount();
        if (!problem.isEmpty()) {
            throw new IOException(problem);
        }
    }

    private String unmount() {
        return run("umount", "--lazy", mountPoint.toString());
    }

    private static void required(String... command) {
        String problem = run(command);
        assumeTrue(problem.isEmpty(), () -> "needs a small file system, which only root may mount: " + problem);
    }

    /**
     * Returns an empty text if all went well, and else what did not. An interrupt does not end the wait, or it would leave a mount
     * that nobody knows of.
     */
    private static String run(String... command) {
        String what = String.join(" ", command);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? "" : what + ": " + output.trim();
        } catch (IOException | CompletionException e) {
            return what + ": " + e.getMessage();
        }
    }
}
