package io.forebay.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path place;

    @Test
    void it_is_gone_with_all_that_a_run_has_left() throws Exception {
        try (RunDirectory directory = RunDirectory.in(place)) {
            Files.writeString(directory.path().resolve("left"), "by a run");
        }
        assertThat(place).isEmptyDirectory();
    }

    @Test
    void a_place_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> RunDirectory.in(place.resolve("nowhere")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere is not a directory; create it");
    }

    @Test
    void memory_is_no_disk() throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeThat(memory).as("a directory in memory").isDirectory();
        assumeThat(Files.getFileStore(memory).type()).as("its kind").isEqualTo("tmpfs");
        assertThatThrownBy(() -> RunDirectory.onDisk(memory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("/dev/shm is in memory (tmpfs); name a directory on a disk");
        assertThatThrownBy(() -> RunDirectory.onDisk(place.resolve("nowhere")))
                .hasMessageContaining("nowhere is not a directory; create it");
    }

    @Test
    void a_signal_ends_the_run_and_leaves_nothing(@TempDir Path temporary) throws Exception {
        Path output = Files.createTempFile("forebay-bench", ".txt");
        Process compare = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "compare",
                        "--place",
                        place.toString(),
                        "--disk",
                        place.toString(),
                        "--contenders",
                        "sync-buffer",
                        "--warm-up",
                        "600"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            awaitFiles(compare);
            List<ProcessHandle> runs = compare.descendants().toList();
            assertThat(runs).isNotEmpty();
            compare.destroy();
            assertThat(compare.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            for (ProcessHandle run : runs) {
                run.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            assertThat(place).as(Files.readString(output)).isEmptyDirectory();
            assertThat(temporary).isEmptyDirectory();
        } finally {
            compare.destroyForcibly();
            Files.delete(output);
        }
    }

    private void awaitFiles(Process compare) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (files() == 0) {
            assertThat(compare.isAlive()).isTrue();
            assertThat(System.nanoTime() - end).as("a run writes files").isNegative();
            Thread.onSpinWait();
        }
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.walk(place)) {
            return all.filter(Files::isRegularFile).count();
        } catch (UncheckedIOException e) {
            return 0; // a file went away meanwhile
        }
    }
}
