package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.DiskFault;
import io.forebay.testkit.disk.FaultyDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SteadyChannelTest {
    @TempDir
    Path root;

    private FaultyDisk disk;
    private SteadyChannel channel;

    @BeforeEach
    void open() throws IOException {
        disk = FaultyDisk.over(root);
        channel = SteadyChannel.open(
                disk.path().resolve("file"),
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Test
    void all_bytes_are_written_however_few_the_disk_takes_at_a_time() throws IOException {
        disk.fault(parts(call -> call % 2));
        ByteBuffer text = text();
        channel.writeFully(text, 3);
        assertThat(text.hasRemaining()).isFalse();
        assertThat(root.resolve("file")).hasContent("\0\0\0a record");
        channel.close();
    }

    @Test
    void a_disk_that_takes_no_byte_again_and_again_is_an_error_and_no_endless_loop() throws IOException {
        disk.fault(parts(call -> call == 1 ? 4 : 0));
        ByteBuffer text = text();
        assertThatThrownBy(() -> channel.writeFully(text, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("file took no byte 16 times in a row, at offset 4");
        assertThat(text.position()).isEqualTo(4);
        channel.close();
    }

    @Test
    void a_disk_that_takes_a_byte_now_and_then_is_no_error() throws IOException {
        disk.fault(parts(call -> call % 16 == 0 ? 1 : 0));
        channel.writeFully(text(), 0);
        assertThat(root.resolve("file")).hasContent("a record");
        channel.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITE", "READ", "TRUNCATE", "FORCE", "CLOSE"})
    void whatever_is_refused_the_message_names_the_file_and_the_cause(DiskCall refused) throws IOException {
        channel.writeFully(text(), 0);
        SpoolFileTest.refuse(disk, refused);
        assertThatThrownBy(() -> {
                    switch (refused) {
                        case WRITE -> channel.writeFully(text(), 0);
                        case READ -> channel.read(ByteBuffer.allocate(1), 0);
                        case TRUNCATE -> channel.truncate(1);
                        case FORCE -> channel.force();
                        default -> channel.close();
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining(root.resolve("file").toString())
                .hasMessageContaining("injected")
                .hasRootCauseMessage("injected");
        disk.heal();
        channel.close();
    }

    @Test
    void promise14_an_interrupt_stops_no_write_and_closes_no_file() throws IOException {
        Thread.currentThread().interrupt();
        channel.writeFully(text(), 0);
        channel.force();
        assertThat(channel.size()).isEqualTo(8);
        assertThat(Thread.interrupted()).as("the interrupt is still there").isTrue();
        channel.close();
    }

    /** Takes so many bytes at each write, which are counted from 1; never more than there are. */
    private static DiskFault parts(IntUnaryOperator part) {
        AtomicInteger calls = new AtomicInteger();
        return new DiskFault() {
            @Override
            public void before(DiskCall call, Path path) {}

            @Override
            public int part(Path path, int bytes) {
                return Math.min(bytes, part.applyAsInt(calls.incrementAndGet()));
            }
        };
    }

    private static ByteBuffer text() {
        return ByteBuffer.wrap("a record".getBytes(StandardCharsets.US_ASCII));
    }
}
