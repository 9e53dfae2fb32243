package io.forebay.testkit.disk;

import java.io.IOException;
import java.nio.file.Path;

/**
 * One fault of a disk: asked before each call, it lets it pass or throws.
 *
 * <pre>{@code
 * disk.fault((call, path) -> {
 *     if (call == DiskCall.MOVE) throw new IOException("injected");
 * });
 * }</pre>
 *
 * <p><b>Threads.</b> Called by those that use the disk, also side by side.
 */
@FunctionalInterface
public interface DiskFault {
    /**
     * Lets a call pass by returning.
     *
     * @param call what is about to be done
     * @param path to what, on the real disk; for a move, from where
     * @throws IOException to refuse it
     */
    void before(DiskCall call, Path path) throws IOException;

    /**
     * Makes writes partial.
     *
     * @param path of the file
     * @param bytes that were to be written, at least 1
     * @return how many of them are written, 0 to all
     */
    default int part(Path path, int bytes) {
        return bytes;
    }
}
