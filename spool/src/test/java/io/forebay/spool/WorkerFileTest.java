package io.forebay.spool;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Amount;
import io.forebay.api.SpilledDataLostException;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.DiskFault;
import io.forebay.testkit.disk.FaultyDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
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

    @Test
    void promise1_what_a_publish_has_put_there_stays_once_it_was_told_that_recovery_will_find_it() throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()));
        WorkerFile file = new WorkerFile(spool, new Forgetful(), 0);
        file.lock();
        try {
            file.spill(bytes("one\n"), 1, 4, null);
            disk.fault(DiskFault.refusal().on(DiskCall.MOVE));
            assertThatThrownBy(() -> file.publish(this, bytes("two\n"), 1, null))
                    .isInstanceOf(IOException.class);
            disk.heal();
            assertThat(file.abandon()).isEqualTo(new Amount(2, 8));
            assertThatThrownBy(() -> file.spill(bytes("three\n"), 1, 6, null))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("count nowhere else");
        } finally {
            file.unlock();
        }
        SpoolDir.kill(spool);
        SpoolRecovery.in(directory).run();
        assertThat(new SpoolDir(directory).visible().values()).containsExactly("one\ntwo\n");
    }

    /** It would replace the file by an empty one, on a handle of which nobody notices that somebody deletes it. */
    @Test
    void a_spill_of_nothing_leaves_alone_what_a_publish_has_put_there() throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        try (Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()))) {
            WorkerFile file = new WorkerFile(spool, new OneHandle(true), 0);
            file.lock();
            try {
                disk.fault(DiskFault.refusal().on(DiskCall.MOVE));
                assertThatThrownBy(() -> file.publish(this, bytes("one\n"), 1, null))
                        .isInstanceOf(IOException.class);
                disk.heal();
                file.spill(bytes(""), 0, 0, null);
                assertThat(file.holds(this)).isTrue();
                file.publish(this, bytes("one\n"), 1, null);
            } finally {
                file.unlock();
            }
        }
        assertThat(new SpoolDir(directory).visible().values()).containsExactly("one\n");
    }

    private static final String CERTAIN = "force of what all others have noted";

    /** A mapped file that takes down what it is told. */
    private static final class Notebook implements Origin {
        private final long number;
        private final List<Absorbed> notes = new ArrayList<>();

        Notebook(long number) {
            this.number = number;
        }

        @Override
        public Absorbed absorbed() {
            return new Absorbed(number, 0);
        }

        @Override
        public void noteAbsorbed(Absorbed bytes) {
            notes.add(bytes);
        }

        @Override
        public void giveAway() {
            notes.add(new Absorbed(number, Long.MAX_VALUE));
        }

        @Override
        public boolean takeBack() {
            throw new AssertionError("nothing was lost");
        }
    }

    /** Each origin is named in a line at any time: its own, or that of the file which has its bytes. */
    @Test
    void promise3_more_origins_than_a_line_has_room_for_have_noted_themselves_for_certain_before_they_leave_it()
            throws IOException {
        List<Notebook> origins = LongStream.rangeClosed(1, OwnerLayout.MOST_ABSORBED + 1)
                .mapToObj(Notebook::new)
                .toList();
        Notebook last = origins.get(OwnerLayout.MOST_ABSORBED);
        List<Notebook> others = origins.subList(0, OwnerLayout.MOST_ABSORBED);
        FaultyDisk disk = FaultyDisk.over(directory);
        try (Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()))) {
            WorkerFile file = new WorkerFile(spool, new Forgetful(), 0);
            file.lock();
            try {
                for (Notebook origin : others) {
                    file.spill(bytes("one\n"), 1, 4, origin);
                }
                file.spill(bytes("one\n"), 1, 4, others.get(0));
                assertThat(origins)
                        .allSatisfy(origin -> assertThat(origin.notes).isEmpty());

                List<Object> steps = new ArrayList<>();
                disk.fault((call, path) -> steps.add(
                        call == DiskCall.FORCE && others.stream().noneMatch(other -> other.notes.isEmpty())
                                ? CERTAIN
                                : call));
                file.spill(bytes("one\n"), 1, 4, last);
                assertThat(others).allSatisfy(origin -> assertThat(origin.notes).containsExactly(origin.absorbed()));
                assertThat(last.notes).isEmpty();
                // Before the bytes, and the line that names none of the others.
                assertThat(steps.subList(0, steps.indexOf(DiskCall.WRITE))).contains(CERTAIN);

                file.publish(this, bytes("two\n"), 1, others.get(0));
                assertThat(last.notes).containsExactly(last.absorbed());
                assertThat(others.get(0).notes).hasSize(2);
                assertThat(others.get(1).notes).hasSize(1);
            } finally {
                file.unlock();
            }
        }
    }

    @Test
    void promise12_a_file_that_can_not_be_written_any_more_is_replaced_by_a_copy() throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()));
        WorkerFile file = new WorkerFile(spool, new OneHandle(true), 0);
        file.lock();
        try {
            file.spill(bytes("one\n"), 1, 4, null);
            DiskFault broken = DiskFault.refusal().onNames(temporary()).on(DiskCall.WRITE);
            disk.fault(broken);
            assertThatThrownBy(() -> file.spill(bytes("two\n"), 1, 4, null)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> file.spill(bytes("two\n"), 1, 4, null))
                    .as("the same file first: it may have been a passing trouble")
                    .isInstanceOf(IOException.class);
            disk.fault(broken.and(DiskFault.refusal().onCall(1).on(DiskCall.READ)));
            String old = temporary();
            assertThatThrownBy(() -> file.spill(bytes("two\n"), 1, 4, null)).isInstanceOf(IOException.class);
            assertThat(temporary()).as("what was copied half is gone").isEqualTo(old);
            assertThatThrownBy(() -> file.spill(bytes("two\n"), 1, 4, null)).isInstanceOf(IOException.class);
            file.spill(bytes("two\n"), 1, 4, null);
            assertThat(temporary()).as("the copy, alone").isNotEqualTo(old);
        } finally {
            file.unlock();
        }
        disk.heal();
        SpoolDir.kill(spool);
        SpoolRecovery.in(directory).run();
        assertThat(new SpoolDir(directory).visible().values()).containsExactly("one\ntwo\n");
    }

    @Test
    void a_file_that_somebody_has_deleted_is_called_gone_and_one_that_was_cut_is_set_aside() throws IOException {
        try (Spool spool = SpoolDir.open(SpoolSettings.in(directory))) {
            WorkerFile file = new WorkerFile(spool, new OneHandle(false), 0);
            file.lock();
            try {
                file.spill(bytes("one\n"), 1, 4, null);
                Files.delete(directory.resolve(temporary()));
                assertThatThrownBy(() -> file.spill(bytes("two\n"), 1, 4, null))
                        .isInstanceOf(SpilledDataLostException.class)
                        .hasMessageContaining(" is gone with what was spilled to it");
                file.spill(bytes("two\n"), 1, 4, null);
                Files.write(directory.resolve(temporary()), new byte[3]);
                assertThatThrownBy(() -> file.spill(bytes("three\n"), 1, 6, null))
                        .isInstanceOf(SpilledDataLostException.class)
                        .hasMessageContaining(" is set aside with what was spilled to it");
            } finally {
                file.unlock();
            }
        }
    }

    private String temporary() throws IOException {
        List<String> names = new SpoolDir(directory)
                .hidden().stream().filter(name -> name.endsWith(".tmp")).toList();
        assertThat(names).hasSize(1);
        return names.get(0);
    }

    /** A mapped file of which a publish has taken the bytes, and that is told when they count there again. */
    private static final class Lender implements Origin {
        private final boolean willing;
        private final List<String> told = new ArrayList<>();

        Lender(boolean willing) {
            this.willing = willing;
        }

        @Override
        public Absorbed absorbed() {
            return new Absorbed(1, 0);
        }

        @Override
        public void noteAbsorbed(Absorbed bytes) {
            told.add("absorbed");
        }

        @Override
        public void giveAway() {
            told.add("given away");
        }

        @Override
        public boolean takeBack() {
            told.add("taken back");
            return willing;
        }
    }

    @Test
    void promise3_a_mapped_file_has_its_bytes_back_before_the_plain_one_goes_on_without_them() throws IOException {
        Lender origin = new Lender(true);
        FaultyDisk disk = FaultyDisk.over(directory);
        Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()));
        WorkerFile file = new WorkerFile(spool, new OneHandle(true), 0);
        file.lock();
        try {
            file.spill(bytes("one\n"), 1, 4, null);
            publishInVain(disk, file, origin);
            disk.fault((call, path) -> {
                if (call == DiskCall.WRITE || call == DiskCall.TRUNCATE) {
                    assertThat(origin.told).containsExactly("given away", "taken back");
                }
            });
            file.spill(bytes("three\n"), 1, 6, null);
        } finally {
            file.unlock();
        }
        assertThat(origin.told).containsExactly("given away", "taken back");
        SpoolDir.kill(spool);
        SpoolRecovery.in(directory).run();
        assertThat(new SpoolDir(directory).visible().values()).containsExactly("one\nthree\n");
    }

    @Test
    void promise1_what_a_mapped_file_can_not_have_back_stays_in_the_plain_one() throws IOException {
        Lender origin = new Lender(false);
        FaultyDisk disk = FaultyDisk.over(directory);
        Spool spool = SpoolDir.open(SpoolSettings.in(disk.path()));
        WorkerFile file = new WorkerFile(spool, new OneHandle(true), 0);
        file.lock();
        try {
            file.spill(bytes("one\n"), 1, 4, null);
            publishInVain(disk, file, origin);
            assertThatThrownBy(() -> file.spill(bytes("three\n"), 1, 6, null))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("count nowhere else");
            assertThat(file.abandon()).isEqualTo(new Amount(2, 8));
        } finally {
            file.unlock();
        }
        SpoolDir.kill(spool);
        SpoolRecovery.in(directory).run();
        assertThat(new SpoolDir(directory).visible().values()).containsExactly("one\ntwo\n");
    }

    private void publishInVain(FaultyDisk disk, WorkerFile file, Origin origin) {
        disk.fault(DiskFault.refusal().on(DiskCall.MOVE));
        assertThatThrownBy(() -> file.publish(this, bytes("two\n"), 1, origin)).isInstanceOf(IOException.class);
        disk.heal();
        assertThat(file.holds(this)).isTrue();
        assertThat(file.holds(origin)).isFalse();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }
}
