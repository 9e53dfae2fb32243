package io.forebay.mmap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A mapped file that is filled again after it was spilled: on the disk it may still hold the bytes of before, which are in another published
 * file.
 */
class ReusedFileTest {
    @TempDir
    Path directory;

    private enum Step {
        FORCE_TABLE,
        NAME,
        NAME_AS_MAPPED
    }

    @ParameterizedTest
    @EnumSource
    void promise3_it_is_published_in_a_new_file_when_it_is_certain_that_it_does_not_count_itself(Sync sync)
            throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        List<Step> steps = new ArrayList<>();
        try (FlushTarget target = MmapTarget.in(disk.path()).sync(sync).open(new TargetSpec(1, 2, Filled.CAPACITY))) {
            Segment reused = reused(target);
            List<String> before = temporaries();
            disk.fault((call, path) -> note(call, path, before, steps));
            reused.publish();
        }
        // New bytes in a new file, and for certain the old one does not count.
        assertThat(steps).containsSubsequence(Step.FORCE_TABLE, Step.NAME).doesNotContain(Step.NAME_AS_MAPPED);
        assertThat(published(directory)).containsExactlyInAnyOrder("one\ntwo\n", "three\n");
        assertThat(new SpoolView(directory).hidden()).isEmpty();
    }

    @Test
    void promise3_it_does_not_count_again_when_its_bytes_are_visible_and_another_segment_is_abandoned()
            throws IOException {
        Path spool = Files.createDirectory(directory.resolve("spool"));
        Path killed = Files.createDirectory(directory.resolve("killed"));
        FaultyDisk disk = FaultyDisk.over(spool);
        try (FlushTarget target =
                MmapTarget.in(disk.path()).sync(Sync.PUBLISH).open(new TargetSpec(1, 3, Filled.CAPACITY))) {
            Segment reused = reused(target);
            Segment other = Filled.segment(target, "four\n");
            disk.fault((call, path) -> {
                if (call == DiskCall.FORCE && path.equals(spool)) {
                    throw new IOException("injected");
                }
            });
            assertThatThrownBy(reused::publish).isInstanceOf(IOException.class);
            other.abandon();
            // Takes the line in the commit table that is free now.
            Segment further = target.open(SegmentSpec.ordinary(0, Filled.CAPACITY));
            for (String name : new SpoolView(spool).hidden()) {
                Files.copy(spool.resolve(name), killed.resolve(name));
            }
            disk.heal();
            further.discard();
            reused.abandon();
        }
        SpoolRecovery.in(killed).run();
        assertThat(published(killed)).containsExactly("four\n");
    }

    /** Returns a segment with a record, whose first one is in a published file. */
    private static Segment reused(FlushTarget target) throws IOException {
        Segment first = Filled.segment(target, "one\n");
        first.spill(4);
        Filled.segment(target, "two\n").publish();
        Filled.with(first, "three\n");
        return first;
    }

    private static void note(DiskCall call, Path path, List<String> before, List<Step> steps) {
        String name = path.getFileName().toString();
        if (call == DiskCall.FORCE && name.endsWith(".owner")) {
            steps.add(Step.FORCE_TABLE);
        } else if (call == DiskCall.MOVE) {
            steps.add(before.contains(name) ? Step.NAME_AS_MAPPED : Step.NAME);
        }
    }

    private List<String> temporaries() throws IOException {
        return new SpoolView(directory)
                .hidden().stream().filter(name -> name.endsWith(".tmp")).toList();
    }

    private static List<String> published(Path directory) throws IOException {
        return new SpoolView(directory)
                .visible().values().stream()
                        .map(bytes -> new String(bytes, UTF_8))
                        .toList();
    }
}
