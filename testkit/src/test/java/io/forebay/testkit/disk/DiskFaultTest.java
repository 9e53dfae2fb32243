package io.forebay.testkit.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFaultTest {
    private static final Path FILE = Path.of("dir", "a.tmp");

    @TempDir
    Path real;

    private FaultyDisk disk;
    private Path file;

    @BeforeEach
    void look() {
        disk = FaultyDisk.over(real);
        file = disk.path().resolve("file");
    }

    @Test
    void a_refusal_names_the_call_and_the_file() {
        assertThatThrownBy(() -> DiskFault.refusal().before(DiskCall.MOVE, FILE))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("MOVE")
                .hasMessageContaining("a.tmp");
    }

    @Test
    void throws_what_it_is_given() {
        assertThatThrownBy(() ->
                        DiskFault.thrown(() -> new OutOfMemoryError("none")).before(DiskCall.WRITE, FILE))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void a_full_disk_takes_what_fits_and_refuses_the_rest() throws Exception {
        disk.fault(DiskFault.noSpaceAfter(7));
        try (AsynchronousFileChannel channel = create()) {
            assertThat(channel.write(ByteBuffer.allocate(5), 0).get()).isEqualTo(5);
            assertThat(channel.write(ByteBuffer.allocate(5), 5).get()).isEqualTo(2);
            assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(5), 7).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("No space left");
            disk.heal();
            assertThat(channel.write(ByteBuffer.allocate(5), 7).get()).isEqualTo(5);
        }
        assertThat(real.resolve("file")).hasSize(12);
    }

    @Test
    void a_partial_write_is_reported_truly_and_one_without_progress_too() throws Exception {
        try (AsynchronousFileChannel channel = create()) {
            disk.fault(DiskFault.partialWrite());
            ByteBuffer bytes = ByteBuffer.allocate(5);
            assertThat(channel.write(bytes, 0).get()).isEqualTo(3);
            assertThat(bytes.remaining()).isEqualTo(2);
            disk.fault(DiskFault.zeroProgress());
            assertThat(channel.write(bytes, 3).get()).isZero();
        }
        assertThat(real.resolve("file")).hasSize(3);
    }

    @Test
    void a_read_only_disk_refuses_what_would_change_it_and_nothing_else() throws IOException {
        create().close();
        disk.fault(DiskFault.readOnly());
        assertThatThrownBy(() -> Files.delete(file)).hasMessageContaining("Read-only");
        assertThatThrownBy(() -> Files.move(file, file.resolveSibling("other"))).hasMessageContaining("Read-only");
        assertThatThrownBy(() -> AsynchronousFileChannel.open(file, StandardOpenOption.WRITE))
                .hasMessageContaining("Read-only");
        assertThat(Files.size(file)).isZero();
        AsynchronousFileChannel.open(disk.path(), StandardOpenOption.READ).close();
        disk.fault(DiskFault.readOnlyUnchecked());
        assertThatThrownBy(() -> Files.delete(file)).isInstanceOf(ReadOnlyFileSystemException.class);
    }

    @Test
    void opens_no_more_than_a_limit_of_handles() throws IOException {
        disk.fault(DiskFault.handleLimit(1, disk::openHandles));
        try (AsynchronousFileChannel channel = create()) {
            assertThat(channel.isOpen()).isTrue();
            assertThatThrownBy(() -> AsynchronousFileChannel.open(file, StandardOpenOption.READ))
                    .hasMessageContaining("Too many open files");
        }
        AsynchronousFileChannel.open(file, StandardOpenOption.READ).close();
        disk.fault(DiskFault.tooManyHandles());
        assertThatThrownBy(() -> AsynchronousFileChannel.open(file, StandardOpenOption.READ))
                .hasMessageContaining("Too many open files");
    }

    @Test
    void a_close_that_fails_has_closed_the_file_all_the_same() throws IOException {
        AsynchronousFileChannel channel = create();
        disk.fault(DiskFault.refusal().on(DiskCall.CLOSE));
        assertThatThrownBy(channel::close).isInstanceOf(IOException.class);
        assertThat(channel.isOpen()).isFalse();
        assertThat(disk.openHandles()).isZero();
    }

    @Test
    void a_second_force_says_that_all_is_well_and_the_bytes_are_gone() throws Exception {
        try (AsynchronousFileChannel channel = create()) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0).get();
            disk.fault(DiskFault.forgetfulForce(() -> new IOException("lost")).onCall(1));
            assertThatThrownBy(() -> channel.force(true)).hasMessage("lost");
            channel.force(true);
        }
        assertThat(real.resolve("file")).hasBinaryContent(new byte[3]);
    }

    @Test
    void an_interrupt_leaves_its_flag_and_the_call_is_done() throws IOException {
        disk.fault(DiskFault.interrupt().on(DiskCall.OPEN));
        create().close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(real.resolve("file")).exists();
    }

    @Test
    void a_slow_call_lets_time_pass_first() throws IOException {
        AtomicInteger seconds = new AtomicInteger();
        disk.fault(DiskFault.slow(seconds::incrementAndGet));
        create().close();
        assertThat(seconds).hasValue(2);
    }

    @Test
    void a_hung_call_is_done_once_it_is_released() throws InterruptedException {
        CountDownLatch released = new CountDownLatch(1);
        disk.fault(DiskFault.hang(released));
        AtomicBoolean done = new AtomicBoolean();
        Thread thread = new Thread(() -> {
            try {
                create().close();
                done.set(true);
            } catch (IOException e) {
                throw new AssertionError("nothing is refused", e);
            }
        });
        thread.start();
        try {
            await().until(() -> thread.getState() == Thread.State.WAITING);
            assertThat(real).isEmptyDirectory();
        } finally {
            released.countDown();
        }
        thread.join();
        assertThat(done).isTrue();
    }

    @Test
    void strikes_on_the_calls_that_it_is_narrowed_to() {
        assertThat(struck(DiskFault.refusal().onCall(2))).containsExactly(2);
        assertThat(struck(DiskFault.refusal().fromCall(3))).containsExactly(3, 4, 5, 6);
        assertThat(struck(DiskFault.refusal().onCalls(2, 4))).containsExactly(2, 3, 4);
        assertThat(struck(DiskFault.none())).isEmpty();
        AtomicInteger asked = new AtomicInteger();
        assertThat(struck(DiskFault.refusal().until(() -> asked.incrementAndGet() > 2)))
                .containsExactly(1, 2);
    }

    @Test
    void counts_only_the_calls_that_come_so_far() {
        DiskFault fault = DiskFault.refusal().onCall(2).onNames("\\.tmp$").on(DiskCall.WRITE);
        assertThat(strikes(fault, DiskCall.WRITE, "a.tmp")).isFalse();
        assertThat(strikes(fault, DiskCall.WRITE, "a.owner")).isFalse();
        assertThat(strikes(fault, DiskCall.MOVE, "a.tmp")).isFalse();
        assertThat(strikes(fault, DiskCall.WRITE, "a.tmp")).isTrue();
        assertThat(fault).hasToString("refusal on call 2 on names with \\.tmp$ on [WRITE]");
    }

    @Test
    void a_narrowed_fault_decides_once_for_a_write() throws IOException {
        DiskFault fault = DiskFault.partialWrite().onCall(2);
        assertThat(fault.strike(DiskCall.WRITE, FILE, 10)).isEqualTo(10);
        assertThat(fault.strike(DiskCall.WRITE, FILE, 10)).isEqualTo(5);
        assertThat(fault.strike(DiskCall.WRITE, FILE, 10)).isEqualTo(10);
    }

    @Test
    void adds_up() throws IOException {
        DiskFault fault = DiskFault.partialWrite().and(DiskFault.partialWrite());
        assertThat(fault.strike(DiskCall.WRITE, FILE, 8)).isEqualTo(2);
        assertThat(struck(DiskFault.refusal().onCall(2).and(DiskFault.refusal().onCall(4))))
                .as("the second is not asked about what the first refuses")
                .containsExactly(2, 5);
    }

    @Test
    void strikes_the_same_calls_for_the_same_seed_and_tells_the_seed() {
        DiskFault fault = DiskFault.refusal().withProbability(0.5, 7);
        assertThat(struck(fault)).isEqualTo(struck(DiskFault.refusal().withProbability(0.5, 7)));
        assertThat(struck(DiskFault.refusal().withProbability(1, 7))).hasSize(6);
        assertThat(fault).hasToString("refusal with probability 0.5 and seed 7");
    }

    @Test
    void says_what_is_wrong_with_its_settings() {
        assertThatThrownBy(() -> DiskFault.refusal().onCall(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DiskFault.refusal().onCalls(3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DiskFault.refusal().withProbability(2, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tells_what_it_does() {
        assertThat(List.of(
                                DiskFault.noSpace(),
                                DiskFault.noSpaceAfter(3),
                                DiskFault.handleLimit(2, () -> 0),
                                DiskFault.tooManyHandles(),
                                DiskFault.hang(new CountDownLatch(0)).fromCall(3),
                                DiskFault.readOnly().until(() -> false),
                                DiskFault.interrupt().and(DiskFault.slow(() -> {})))
                        .toString())
                .isEqualTo("[no space, no space after 3 bytes, at most 2 handles, too many handles, hang from call 3,"
                        + " read-only for a while, interrupt, and slow]");
    }

    private AsynchronousFileChannel create() throws IOException {
        return AsynchronousFileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Which of six calls are refused, from 1. */
    private static List<Integer> struck(DiskFault fault) {
        return new ArrayList<>(IntStream.rangeClosed(1, 6)
                .filter(call -> strikes(fault, DiskCall.FORCE, "a.tmp"))
                .boxed()
                .toList());
    }

    private static boolean strikes(DiskFault fault, DiskCall call, String name) {
        try {
            fault.before(call, Path.of(name));
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
