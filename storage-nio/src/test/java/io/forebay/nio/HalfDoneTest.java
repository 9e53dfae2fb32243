package io.forebay.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.spool.SpoolRecovery;
import io.forebay.spool.Sync;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.FaultyDisk;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operation that fails when most of it is done. */
class HalfDoneTest {
    private static final TargetSpec SPEC = new TargetSpec(2, 4, 64);

    @TempDir
    Path root;

    @Test
    void what_is_visible_but_could_not_be_made_sure_is_told_when_it_is_abandoned() throws IOException {
        Path directory = Files.createDirectory(root.resolve("d"));
        FaultyDisk disk = FaultyDisk.over(directory);
        try (FlushTarget target = NioTarget.in(disk.path()).sync(Sync.PUBLISH).open(SPEC)) {
            Segment segment = MovedDirectoryTest.write(target.open(SegmentSpec.ordinary(0, 64)), "a\n");
            disk.fault((call, path) -> {
                if (call == DiskCall.FORCE && path.equals(directory)) {
                    throw new IOException("injected");
                }
            });
            assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
            assertThat(MovedDirectoryTest.contents(directory)).hasSize(1);
            assertThat(segment.abandon()).isEqualTo(new Amount(1, 2));
            disk.heal();
        }
        assertThat(MovedDirectoryTest.contents(directory)).containsExactly("a\n");
    }

    @Test
    void promise9_a_copy_whose_original_can_not_be_closed_shares_its_line_in_the_commit_table_with_no_other_file()
            throws IOException {
        Path directory = Files.createDirectory(root.resolve("d"));
        FaultyDisk disk = FaultyDisk.over(directory);
        FlushTarget target = NioTarget.in(disk.path()).open(SPEC);
        Segment first = MovedDirectoryTest.write(target.open(SegmentSpec.ordinary(0, 64)), "a\n");
        Segment second = MovedDirectoryTest.write(target.open(SegmentSpec.ordinary(1, 64)), "b\n");
        first.spill(2);
        MovedDirectoryTest.write(first, "c\n");
        boolean[] copying = new boolean[1];
        disk.fault((call, path) -> {
            String name = path.getFileName().toString();
            copying[0] |= call == DiskCall.OPEN && name.endsWith("_2.tmp");
            boolean refused = call == DiskCall.WRITE || (copying[0] && call == DiskCall.CLOSE);
            if (name.endsWith("_1.tmp") && refused) {
                throw new IOException("injected");
            }
        });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> first.spill(2)).isExactlyInstanceOf(IOException.class);
        }
        first.spill(2);
        assertThat(copying[0]).isTrue();
        disk.heal();
        second.spill(2);
        disk.die();
        new SpoolView(directory).forgetInstances();
        SpoolRecovery.in(directory).run();

        assertThat(MovedDirectoryTest.contents(directory)).containsExactlyInAnyOrder("a\nc\n", "b\n");
    }
}
