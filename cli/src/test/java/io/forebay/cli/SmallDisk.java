package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system in memory of four mebibytes, mounted while the test runs; only root may mount, so others skip the test. */
final class SmallDisk implements AutoCloseable {
    private final Path mountPoint;

    private SmallDisk(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    /**
     * Mounts it.
     *
     * @param access {@code rw} or {@code ro}
     */
    static SmallDisk mount(Path mountPoint, String access) throws IOException, InterruptedException {
        Files.createDirectories(mountPoint);
        Process mount = new ProcessBuilder(
                        "mount", "-t", "tmpfs", "-o", "size=4m," + access, "tmpfs", mountPoint.toString())
                .start();
        assumeTrue(mount.waitFor() == 0, "a file system can not be mounted here (only root may): not tested");
        return new SmallDisk(mountPoint);
    }

    Path path() {
        return mountPoint;
    }

    /** Whether less is free than a buffer needs. */
    boolean full(long bytes) throws IOException {
        FileStore store = Files.getFileStore(mountPoint);
        return store.getUsableSpace() < bytes;
    }

    @Override
    public void close() throws IOException {
        // Lazily: a child that is just being killed may still hold a file.
        Process unmount = new ProcessBuilder("umount", "-l", mountPoint.toString()).start();
        unmount.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        assertThat(unmount.exitValue()).isZero();
    }
}
