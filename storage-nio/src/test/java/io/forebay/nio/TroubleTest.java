package io.forebay.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SpilledDataLostException;
import io.forebay.api.TargetSpec;
import io.forebay.spool.SpoolRecovery;
import io.forebay.spool.Sync;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.FaultyDisk;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of spilled and buffered records when the disk lets a writer down, without dying itself. */
class TroubleTest {
    private static final int CAPACITY = 64;

    @TempDir
    Path directory;

    private SpoolView spooled;
    private FaultyDisk disk;
    private FlushTarget target;

    @BeforeEach
    void open() throws IOException {
        spooled = new SpoolView(directory);
        disk = FaultyDisk.over(directory);
        target = NioTarget.in(disk.path()).sync(Sync.PUBLISH).open(new TargetSpec(2, 4, CAPACITY));
    }

    @AfterEach
    void close() throws IOException {
        disk.heal();
        target.close();
    }

    @Test
    void promise4_permission_is_set_and_the_file_forced_before_the_rename_and_the_directory_after() throws IOException {
        StringBuilder order = new StringBuilder();
        disk.fault((call, path) -> {
            if (call == DiskCall.MOVE) {
                assertThat(Files.getPosixFilePermissions(path)).hasSize(1);
            }
            if (List.of(DiskCall.ATTRIBUTES, DiskCall.FORCE, DiskCall.CLOSE, DiskCall.MOVE)
                    .contains(call)) {
                order.append(call).append(Files.isDirectory(path) ? "(directory) " : " ");
            }
        });
        write(ordinary(), "a\n").publish();
        assertThat(order).hasToString("ATTRIBUTES FORCE CLOSE MOVE FORCE(directory) CLOSE(directory) ");
    }

    @Test
    void a_failed_force_of_records_that_are_all_in_memory_puts_them_into_a_new_file() throws IOException {
        Segment segment = write(ordinary(), "a\n");
        refuse(DiskCall.FORCE, path -> path.endsWith(".tmp"));
        assertThatThrownBy(segment::publish).isExactlyInstanceOf(IOException.class);
        assertThat(temporaries()).as("never trusted again").isEmpty();
        disk.heal();
        segment.publish();
        assertThat(spooled.visible().values()).containsExactly(bytes("a\n"));
    }

    @Test
    void a_failed_force_sets_spilled_records_aside_and_tells_exactly_which() throws IOException {
        Segment segment = write(ordinary(), "spilled\n");
        segment.spill(8);
        write(segment, "buffered\n");
        refuse(DiskCall.FORCE, path -> path.endsWith(".tmp"));
        assertThatThrownBy(segment::publish)
                .isInstanceOfSatisfying(
                        SpilledDataLostException.class,
                        e -> assertThat(e.lost()).isEqualTo(new Amount(1, 8)));
        disk.heal();
        assertThat(segment.publish().records()).isEqualTo(1);
        assertThat(spooled.visible().values()).containsExactly(bytes("buffered\n"));
        assertThat(spooled.hidden()).anyMatch(name -> name.endsWith("not-confirmed.quarantine"));
    }

    @Test
    void promise10_a_failed_force_of_the_directory_is_repeated_and_the_file_is_not_published_twice()
            throws IOException {
        Segment segment = write(ordinary(), "a\n");
        refuse(DiskCall.FORCE, path -> path.equals(directory.toString()));
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
        assertThat(spooled.visible()).as("whole, but not confirmed").hasSize(1);
        disk.heal();
        Published published = segment.publish();
        assertThat(spooled.visible()).containsOnlyKeys(published.name());
        assertThat(published).extracting(Published::bytes, Published::records).containsExactly(2L, 1L);
    }

    @Test
    void a_handle_that_can_not_be_closed_without_an_error_takes_the_trust_in_what_was_spilled_with_it()
            throws IOException {
        Segment segment = write(ordinary(), "spilled\n");
        segment.spill(8);
        refuse(DiskCall.CLOSE, path -> path.endsWith(".tmp"));
        write(segment, "buffered\n");
        assertThatThrownBy(segment::publish).isInstanceOf(SpilledDataLostException.class);
        disk.heal();
        segment.publish();
        assertThat(spooled.visible().values()).containsExactly(bytes("buffered\n"));
    }

    @Test
    void flaw14_a_failed_rename_keeps_everything_and_the_next_call_only_renames() throws IOException {
        Segment segment = write(ordinary(), "a\n");
        segment.spill(2);
        write(segment, "b\n");
        refuse(DiskCall.MOVE, path -> true);
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
        refuse(DiskCall.WRITE, path -> path.endsWith(".tmp"));
        assertThat(segment.publish().name()).contains("_0000000001.");
        assertThat(spooled.visible().values()).containsExactly(bytes("a\nb\n"));
    }

    @Test
    void promise1_records_committed_after_a_failed_publish_are_published_too() throws IOException {
        Segment segment = write(ordinary(), "a\n");
        refuse(DiskCall.MOVE, path -> true);
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
        segment.buffer().put(2, bytes("b\n"));
        segment.commit(4);
        disk.heal();
        assertThat(segment.publish().records()).isEqualTo(2);
        assertThat(spooled.visible().values()).containsExactly(bytes("a\nb\n"));
    }

    @Test
    void what_a_failed_publish_has_appended_is_gone_when_its_segment_is_discarded() throws IOException {
        Segment first = write(ordinary(), "spilled\n");
        first.spill(8);
        write(first, "discarded\n");
        refuse(DiskCall.MOVE, path -> true);
        assertThatThrownBy(first::publish).isInstanceOf(IOException.class);
        disk.heal();
        first.discard();
        write(ordinary(), "next\n").publish();
        assertThat(spooled.visible().values()).containsExactly(bytes("spilled\nnext\n"));
    }

    @Test
    void what_a_failed_publish_has_appended_is_not_recovered_when_its_segment_is_discarded() throws IOException {
        Segment segment = write(ordinary(), "spilled\n");
        segment.spill(8);
        write(segment, "discarded\n");
        refuse(DiskCall.MOVE, path -> true);
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
        segment.discard();
        target.close();
        assertThat(SpoolRecovery.in(directory).run().recovered()).hasSize(1);
        assertThat(spooled.visible().values()).containsExactly(bytes("spilled\n"));
    }

    @Test
    void abandon_tells_what_a_failed_publish_has_left_for_recovery() throws IOException {
        Segment segment = write(ordinary(), "spilled\n");
        segment.spill(8);
        write(segment, "buffered\n");
        refuse(DiskCall.MOVE, path -> true);
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
        disk.heal();
        assertThat(segment.abandon()).isEqualTo(new Amount(2, 17));
        target.close();
        SpoolRecovery.in(directory).run();
        assertThat(spooled.visible().values()).containsExactly(bytes("spilled\nbuffered\n"));
    }

    @Test
    void a_temporary_file_that_somebody_deleted_is_noticed_and_only_what_was_spilled_is_lost() throws IOException {
        Segment segment = write(ordinary(), "spilled\n");
        segment.spill(8);
        Files.delete(directory.resolve(temporaries().get(0)));
        write(segment, "buffered\n");
        assertThatThrownBy(segment::publish)
                .isInstanceOfSatisfying(
                        SpilledDataLostException.class,
                        e -> assertThat(e.lost()).isEqualTo(new Amount(1, 8)));
        segment.publish();
        assertThat(spooled.visible().values()).containsExactly(bytes("buffered\n"));
    }

    @Test
    void a_temporary_file_that_somebody_cut_is_set_aside_when_it_is_opened_again() throws IOException {
        Segment segment = write(ordinary(), "spilled\n");
        segment.spill(8);
        try (var channel = FileChannel.open(directory.resolve(temporaries().get(0)), StandardOpenOption.WRITE)) {
            channel.truncate(3);
        }
        write(segment, "buffered\n");
        refuse(DiskCall.WRITE, path -> path.endsWith(".tmp"));
        assertThatThrownBy(segment::publish).isExactlyInstanceOf(IOException.class);
        disk.heal();
        assertThatThrownBy(segment::publish).isInstanceOf(SpilledDataLostException.class);
        segment.publish();
        assertThat(spooled.visible().values()).containsExactly(bytes("buffered\n"));
        assertThat(spooled.hidden()).anyMatch(name -> name.endsWith("shorter-than-committed.quarantine"));
    }

    @Test
    void promise12_a_file_that_fails_again_and_again_is_replaced_and_service_goes_on() throws IOException {
        Segment segment = spilledOnce();
        String first = temporaries().get(0);
        refuse(DiskCall.WRITE, path -> path.endsWith(first));
        publishInVainTwice(segment);
        segment.publish();
        assertThat(spooled.visible().values()).containsExactly(bytes("spilled\nmore\n"));
        assertThat(temporaries()).isEmpty();
    }

    @Test
    void a_replacement_that_can_be_neither_written_nor_closed_takes_nothing_along() throws IOException {
        Segment segment = spilledOnce();
        String first = temporaries().get(0);
        refuse(DiskCall.WRITE, path -> path.endsWith(".tmp"));
        publishInVainTwice(segment);
        disk.fault((call, path) -> {
            String name = path.toString();
            if ((call == DiskCall.WRITE || call == DiskCall.CLOSE) && name.endsWith(".tmp") && !name.endsWith(first)) {
                throw new IOException("injected: " + call + " " + path);
            }
        });
        assertThatThrownBy(segment::publish).isExactlyInstanceOf(IOException.class);
        disk.heal();
        segment.publish();
        assertThat(spooled.visible().values()).containsExactly(bytes("spilled\nmore\n"));
        assertThat(spooled.hidden()).noneMatch(name -> name.endsWith(".quarantine"));
    }

    @Test
    void a_file_that_can_not_be_closed_once_all_of_it_was_copied_takes_nothing_along() throws IOException {
        Segment segment = spilledOnce();
        String first = temporaries().get(0);
        refuse(DiskCall.WRITE, path -> path.endsWith(first));
        publishInVainTwice(segment);
        refuse(DiskCall.CLOSE, path -> path.endsWith(first));
        segment.publish();
        assertThat(spooled.visible().values()).containsExactly(bytes("spilled\nmore\n"));
    }

    @Test
    void a_file_that_can_be_neither_copied_nor_closed_is_not_trusted_again() throws IOException {
        Segment segment = spilledOnce();
        String first = temporaries().get(0);
        refuse(DiskCall.WRITE, path -> path.endsWith(".tmp"));
        publishInVainTwice(segment);
        disk.fault((call, path) -> {
            String name = path.toString();
            if ((call == DiskCall.WRITE && name.endsWith(".tmp")) || (call == DiskCall.CLOSE && name.endsWith(first))) {
                throw new IOException("injected: " + call + " " + path);
            }
        });
        assertThatThrownBy(segment::publish).isExactlyInstanceOf(IOException.class);
        disk.heal();
        assertThatThrownBy(segment::publish).isInstanceOf(SpilledDataLostException.class);
        segment.publish();
        assertThat(spooled.visible().values()).containsExactly(bytes("more\n"));
        assertThat(spooled.hidden()).anyMatch(name -> name.endsWith("not-confirmed.quarantine"));
    }

    @Test
    void flaw9_while_the_directory_is_away_nothing_is_lost(@TempDir Path elsewhere) throws IOException {
        Segment segment = write(ordinary(), "spilled\n");
        segment.spill(8);
        Path away = elsewhere.resolve("away");
        Files.move(directory, away);
        write(segment, "buffered\n");
        assertThatThrownBy(segment::publish)
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SpilledDataLostException.class);
        Files.move(away, directory);
        segment.publish();
        assertThat(spooled.visible().values()).containsExactly(bytes("spilled\nbuffered\n"));
    }

    @Test
    void promise4_another_file_under_the_final_name_is_never_replaced() throws IOException {
        String name = write(ordinary(), "a\n").publish().name();
        disk.fault((call, path) -> {
            if (call == DiskCall.READ && path.toString().endsWith("_0000000002.log")) {
                Files.writeString(path, "not ours");
            }
        });
        Segment segment = write(ordinary(), "b\n");
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class).hasMessageContaining("_0000000002.log");
        assertThat(spooled.visible()).hasSize(2).containsKey(name);
        assertThat(spooled.visible().values()).contains(bytes("not ours"));
    }

    @Test
    void promise14_an_interrupt_neither_fails_a_write_nor_costs_the_lock() throws IOException {
        Thread.currentThread().interrupt();
        try {
            Segment segment = write(ordinary(), "a\n");
            segment.spill(2);
            write(segment, "b\n").publish();
            assertThat(Thread.currentThread().isInterrupted()).as("stays set").isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(spooled.visible().values()).containsExactly(bytes("a\nb\n"));
        assertThat(SpoolRecovery.in(directory).run().live()).isEqualTo(1);
    }

    @Test
    void promise11_nothing_is_left_open_and_nothing_hidden_after_close() throws IOException {
        write(ordinary(), "a\n").publish();
        Segment spilled = write(ordinary(), "b\n");
        spilled.spill(2);
        spilled.publish();
        Segment discarded = write(target.open(SegmentSpec.oversize(0, CAPACITY, -1)), "c\n");
        discarded.spill(2);
        discarded.discard();
        target.close();
        assertThat(disk.openHandles()).isZero();
        assertThat(spooled.hidden()).isEmpty();
        assertThatCode(target::close).doesNotThrowAnyException();
    }

    private Segment ordinary() throws IOException {
        return target.open(SegmentSpec.ordinary(0, CAPACITY));
    }

    private static Segment write(Segment segment, String record) {
        segment.buffer().put(0, bytes(record));
        segment.commit(record.length());
        return segment;
    }

    private Segment spilledOnce() throws IOException {
        Segment segment = write(ordinary(), "spilled\n");
        segment.spill(8);
        return segment;
    }

    /** After two failures in a row a publish goes on with another file. */
    private static void publishInVainTwice(Segment segment) {
        write(segment, "more\n");
        assertThatThrownBy(segment::publish).isExactlyInstanceOf(IOException.class);
        assertThatThrownBy(segment::publish).isExactlyInstanceOf(IOException.class);
    }

    private void refuse(DiskCall refused, Predicate<String> where) {
        disk.fault((call, path) -> {
            if (call == refused && where.test(path.toString())) {
                throw new IOException("injected: " + call + " " + path);
            }
        });
    }

    private List<String> temporaries() throws IOException {
        return spooled.hidden().stream().filter(name -> name.endsWith(".tmp")).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
