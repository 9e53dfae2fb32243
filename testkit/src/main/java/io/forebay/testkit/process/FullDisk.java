package io.forebay.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.testkit.StorageUnderTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A suite for storage adapters: a disk that is really full, and a process that may open no file any more, each three times over. In
 * between there is room again; then nothing that was accepted may be missing, and the sink must go on by itself.
 *
 * <p>Extended with one method:
 *
 * <pre>{@code
 * class MyFullDiskTest extends FullDisk {
 *     @Override protected StorageUnderTest storage() { return new MyStorage(); }
 * }
 * }</pre>
 *
 * <p>What is written is drawn from a seed, which is in the message of each failure and can be given as {@code -Dforebay.seed=N}. The
 * disks are small file systems that only root may mount; where that is not allowed the tests are skipped.
 *
 * <p><b>Threads.</b> One runs it.
 */
public abstract class FullDisk {
    private static final int CYCLES = 3;
    private static final boolean[] FORCED = {false, true};
    private static final long BYTES = 6 << 20;

    /** Less than this is free where a disk is full: what it takes to add one buffer to a file, and its administration. */
    private static final long FULL = 160 << 10;

    /** Soft limits, which a process may raise again: below what a JVM has open, and above what it will. */
    private static final String FEW = "=4:";

    private static final String MANY = "=1000:";

    @TempDir
    Path root;

    private final Seed seed = Seed.draw();

    /** For the classes that extend it. */
    protected FullDisk() {}

    /**
     * Tells what is put to the test.
     *
     * @return an adapter
     */
    protected abstract StorageUnderTest storage();

    @Test
    void promise12_records_fill_a_tmpfs_and_a_shipper_makes_room() throws IOException {
        filledByRecords(tmpfs());
    }

    @Test
    void promise12_records_fill_an_ext4_of_1_kib_blocks_and_a_shipper_makes_room() throws IOException {
        filledByRecords(ext4(1024));
    }

    @Test
    void promise12_records_fill_an_ext4_of_4_kib_blocks_and_a_shipper_makes_room() throws IOException {
        filledByRecords(ext4(4096));
    }

    @Test
    void promise12_somebody_else_fills_a_tmpfs_and_makes_room() throws IOException {
        filledByOthers(tmpfs());
    }

    @Test
    void promise12_somebody_else_fills_an_ext4_of_1_kib_blocks_and_makes_room() throws IOException {
        filledByOthers(ext4(1024));
    }

    @Test
    void promise12_somebody_else_fills_an_ext4_of_4_kib_blocks_and_makes_room() throws IOException {
        filledByOthers(ext4(4096));
    }

    @Test
    void promise12_a_process_at_its_limit_of_open_files_goes_on_when_that_is_raised() throws InterruptedException {
        assumeTrue(openFiles(ProcessHandle.current().pid(), ""), "needs prlimit, which is missing or not allowed here");
        seed.telling(this::limitOpenFiles);
    }

    private void limitOpenFiles() throws Exception {
        for (boolean forced : FORCED) {
            try (ChildJvm child = ChildJvm.start(
                            OpenFilesChild.class,
                            storage(),
                            prepared(root.resolve("spool" + forced)),
                            forced,
                            seed.value());
                    BufferedReader answers =
                            new BufferedReader(new InputStreamReader(child.output(), StandardCharsets.US_ASCII));
                    PrintStream orders = new PrintStream(child.input(), true, StandardCharsets.US_ASCII)) {
                awaitDone(child, answers);
                for (int cycle = 0; cycle < CYCLES; cycle++) {
                    assertThat(openFiles(child.pid(), FEW)).isTrue();
                    orders.println(OpenFilesChild.SHUT);
                    awaitDone(child, answers);
                    assertThat(openFiles(child.pid(), MANY)).isTrue();
                    orders.println(OpenFilesChild.OPEN);
                    awaitDone(child, answers);
                }
                orders.println(OpenFilesChild.END);
                assertThat(child.exitCode()).as(child.errors()).isZero();
            }
        }
    }

    private static void awaitDone(ChildJvm child, BufferedReader answers) throws IOException {
        assertThat(answers.readLine()).as(child.errors()).isEqualTo(OpenFilesChild.DONE);
    }

    /** Changes how many files a process may have open; those that it has open stay so. Tells whether it could. */
    private static boolean openFiles(long pid, String limit) throws InterruptedException {
        try {
            return new ProcessBuilder("prlimit", "--pid", Long.toString(pid), "--nofile" + limit)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    private SmallDisk tmpfs() throws IOException {
        return SmallDisk.tmpfs(root.resolve("disk"), BYTES);
    }

    private SmallDisk ext4(int blockSize) throws IOException {
        return SmallDisk.ext4(root.resolve("disk"), BYTES, blockSize);
    }

    private void filledByRecords(SmallDisk disk) {
        onEach(disk, traffic -> {
            traffic.untilRefused(() -> disk.free() < FULL);
            traffic.ship();
        });
    }

    private void filledByOthers(SmallDisk disk) {
        onEach(disk, traffic -> {
            Path ballast = disk.fill("ballast");
            traffic.untilRefused(() -> true);
            Files.delete(ballast);
        });
    }

    /** What a place does to the sink: it refuses for a while, and stops doing so. */
    @FunctionalInterface
    private interface Trouble {
        void happen(Traffic traffic) throws IOException;
    }

    private Path prepared(Path directory) throws IOException {
        storage().prepare(Files.createDirectory(directory));
        return directory;
    }

    private void onEach(SmallDisk disk, Trouble trouble) {
        seed.telling(() -> cyclesOnEach(disk, trouble));
    }

    private void cyclesOnEach(SmallDisk disk, Trouble trouble) throws IOException {
        try (disk) {
            for (boolean forced : FORCED) {
                Path spool = prepared(disk.path().resolve(forced ? "forced" : "plain"));
                try (Traffic traffic = new Traffic(storage(), spool, forced, seed)) {
                    for (int cycle = 0; cycle < CYCLES; cycle++) {
                        trouble.happen(traffic);
                        traffic.untilAccepted();
                        traffic.untilShipped();
                    }
                    traffic.finish();
                }
            }
        }
    }
}
