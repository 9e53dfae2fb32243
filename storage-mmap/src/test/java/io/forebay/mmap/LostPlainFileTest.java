package io.forebay.mmap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SpilledDataLostException;
import io.forebay.api.TargetSpec;
import io.forebay.spool.SpoolRecovery;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.DiskFault;
import io.forebay.testkit.disk.FaultyDisk;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A plain file that is lost with what was spilled to it, after it was given the bytes of a mapped one too: that one is the only one to have
 * them again.
 */
class LostPlainFileTest {
    @TempDir
    Path root;

    private Path directory = Path.of("");
    private FaultyDisk disk;
    private FlushTarget target;

    @BeforeEach
    void open() throws IOException {
        directory = Files.createDirectory(root.resolve("spool"));
        disk = FaultyDisk.over(directory);
        target = MmapTarget.in(disk.path()).open(new TargetSpec(1, 2, Filled.CAPACITY));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void promise9_what_is_in_a_mapped_file_is_recovered_though_it_was_given_away(boolean own) throws IOException {
        Segment segment = given(own);
        loseAtRename(segment);
        assertThat(segment.abandon()).isEqualTo(new Amount(1, 4));
        target.close();
        assertThat(recovered(directory)).containsExactly("two\n".getBytes(UTF_8));
    }

    @Test
    void promise9_what_is_in_a_mapped_file_is_recovered_after_a_kill_though_it_was_given_away() throws IOException {
        Segment segment = given(true);
        loseAtRename(segment);
        Path killed = copy();
        segment.discard();
        target.close();
        assertThat(recovered(killed)).containsExactly("two\n".getBytes(UTF_8));
    }

    @Test
    void promise9_a_mapped_file_that_was_given_away_can_still_be_published() throws IOException {
        Segment segment = given(true);
        loseAtRename(segment);
        assertThat(segment.publish().records()).isEqualTo(1);
        target.close();
        assertThat(recovered(directory)).containsExactly("two\n".getBytes(UTF_8));
    }

    @Test
    void a_mapped_file_that_can_not_be_taken_back_is_set_aside_and_not_deleted() throws IOException {
        Segment segment = given(true);
        loseAtRenameWithoutANote(segment);
        assertThat(segment.abandon()).isEqualTo(Amount.ZERO);
        disk.heal();
        target.close();
        assertThat(recovered(directory)).isEmpty();
        assertThat(new SpoolView(directory).hidden()).anyMatch(name -> name.endsWith(".quarantine"));
    }

    @Test
    void promise9_a_mapped_file_that_could_not_be_taken_back_is_recovered_when_the_table_has_its_length_since()
            throws IOException {
        Segment segment = given(true);
        loseAtRenameWithoutANote(segment);
        disk.fault(DiskFault.refusal().on(DiskCall.MOVE));
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
        assertThat(segment.abandon()).isEqualTo(new Amount(1, 4));
        disk.heal();
        target.close();
        assertThat(recovered(directory)).containsExactly("two\n".getBytes(UTF_8));
    }

    @Test
    void promise9_what_is_in_a_mapped_file_is_recovered_when_the_plain_one_is_in_doubt() throws IOException {
        Segment segment = given(true);
        // It can not be sealed, and closing it says that its bytes may not be on the disk.
        disk.fault(DiskFault.refusal().on(DiskCall.ATTRIBUTES, DiskCall.CLOSE));
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
        disk.heal();
        assertThat(segment.abandon()).isEqualTo(new Amount(1, 4));
        target.close();
        assertThat(recovered(directory)).containsExactly("two\n".getBytes(UTF_8));
        assertThat(new SpoolView(directory).hidden()).anyMatch(name -> name.endsWith(".quarantine"));
    }

    @Test
    void promise9_what_was_given_away_stays_in_the_plain_file_while_it_can_not_be_noted_that_it_counts_again()
            throws IOException {
        Segment segment = given(true);
        disk.fault(DiskFault.refusal().on(DiskCall.MOVE));
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
        Segment next = Filled.segment(target, "three\n");
        disk.fault(DiskFault.refusal().onCall(1).on(DiskCall.WRITE));
        assertThatThrownBy(() -> next.spill(6)).isInstanceOf(IOException.class);
        disk.heal();
        Path killed = copy();
        segment.publish();
        next.publish();
        target.close();
        assertThat(recovered(killed))
                .containsExactlyInAnyOrder("one\ntwo\n".getBytes(UTF_8), "three\n".getBytes(UTF_8));
        assertThat(recovered(directory))
                .containsExactlyInAnyOrder("one\ntwo\n".getBytes(UTF_8), "three\n".getBytes(UTF_8));
    }

    @Test
    void promise9_what_was_given_away_counts_again_when_the_plain_file_goes_on_without_it() throws IOException {
        Segment segment = given(true);
        disk.fault(DiskFault.refusal().on(DiskCall.MOVE));
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
        disk.heal();
        Filled.segment(target, "three\n").spill(6);
        Path killed = copy();
        segment.discard();
        target.close();
        assertThat(recovered(killed))
                .containsExactlyInAnyOrder("one\nthree\n".getBytes(UTF_8), "two\n".getBytes(UTF_8));
    }

    /** Returns a segment with a record, of a worker that has spilled another one: from this segment itself, or from one before. */
    private Segment given(boolean own) throws IOException {
        Segment first = Filled.segment(target, "one\n");
        first.spill(4);
        if (own) {
            Filled.with(first, "two\n");
            return first;
        }
        Segment second = Filled.segment(target, "two\n");
        first.discard();
        return second;
    }

    /** Somebody deletes the plain file in the moment before it is renamed. */
    private static DiskFault plainFileLost() {
        return (call, path) -> {
            if (call == DiskCall.MOVE) {
                Files.deleteIfExists(path);
            }
        };
    }

    private void loseAtRename(Segment segment) {
        disk.fault(plainFileLost().onCall(1).on(DiskCall.MOVE));
        assertThatThrownBy(segment::publish).isInstanceOf(SpilledDataLostException.class);
        disk.heal();
    }

    /** And from then on the table can not be written. */
    private void loseAtRenameWithoutANote(Segment segment) {
        disk.fault((call, path) -> {
            plainFileLost().before(call, path);
            if (call == DiskCall.MOVE) {
                disk.fault(DiskFault.refusal().on(DiskCall.WRITE));
            }
        });
        assertThatThrownBy(segment::publish).isInstanceOf(SpilledDataLostException.class);
    }

    /** What a kill would leave now. */
    private Path copy() throws IOException {
        Path copy = Files.createDirectory(root.resolve("killed"));
        for (String name : new SpoolView(directory).hidden()) {
            Files.copy(directory.resolve(name), copy.resolve(name));
        }
        return copy;
    }

    private static Iterable<byte[]> recovered(Path directory) throws IOException {
        Recovery recovery = SpoolRecovery.in(directory).run();
        assertThat(recovery.quarantined()).isEmpty();
        return new SpoolView(directory).visible().values();
    }
}
