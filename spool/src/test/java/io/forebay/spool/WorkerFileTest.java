package io.forebay.spool;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.disk.FaultyDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker's unpublished file, where no adapter's test gets at it. */
class WorkerFileTest {
    @TempDir
    Path directory;

    /** Refuses to keep a handle, as one that lacks memory does. */
    private static final class Forgetful implements IdleHandles {
        @Override
        public @Nullable SteadyChannel take(WorkerFile file) {
            return null;
        }

        @Override
        public void give(WorkerFile file, SteadyChannel handle) {
            throw new OutOfMemoryError("injected");
        }

        @Override
        public SteadyChannel open(Opening opening) throws IOException {
            return opening.open();
        }
    }

    @Test
    void a_handle_that_nobody_can_keep_is_closed_and_what_was_appended_stands() throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        try (Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()))) {
            int before = disk.openHandles();
            WorkerFile file = new WorkerFile(spool, new Forgetful(), 0);
            file.lock();
            try {
                file.spill(bytes("one\n"), 1, 4, null);
                assertThat(disk.openHandles()).isEqualTo(before);
                file.spill(bytes("two\n"), 1, 4, null);
                file.publish(this, bytes("three\n"), 1, null);
            } finally {
                file.unlock();
            }
            assertThat(disk.openHandles()).isEqualTo(before);
        }
        assertThat(new SpoolDir(directory).visible().values()).containsExactly("one\ntwo\nthree\n");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }
}
