package io.forebay.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.spool.SpoolRecovery;
import io.forebay.spool.Sync;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.DiskLog;
import io.forebay.testkit.disk.DiskState;
import io.forebay.testkit.disk.PowerLoss;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file that was given up has its name again, when a loss of power takes its deletion back: nobody must publish it then. */
class GivenUpTest {
    private static final TargetSpec SPEC = new TargetSpec(1, 1, 100);

    @TempDir
    Path root;

    private int places;

    @ParameterizedTest
    @EnumSource(Sync.class)
    void promise3_of_a_file_and_its_replacement_only_one_is_published_when_the_power_goes(Sync sync)
            throws IOException {
        DiskLog log = log();
        try (FlushTarget target = NioTarget.in(log.disk().path()).sync(sync).open(SPEC)) {
            Segment segment = target.open(SegmentSpec.ordinary(0, 100));
            put(segment, "a").spill(1);
            put(segment, "b");
            for (int i = 0; i < 2; i++) {
                refuseNext(log, DiskCall.WRITE);
                assertThatThrownBy(() -> segment.spill(1)).hasMessageContaining("injected");
            }
            segment.publish();
        }
        assertNeverMoreThan(log, "a", "ab");
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void promise3_of_a_file_that_the_disk_did_not_confirm_and_the_next_only_one_is_published_when_the_power_goes(
            Sync sync) throws IOException {
        DiskLog log = log();
        try (FlushTarget target = NioTarget.in(log.disk().path()).sync(sync).open(SPEC)) {
            Segment segment = put(target.open(SegmentSpec.ordinary(0, 100)), "a");
            refuseNext(log, DiskCall.CLOSE);
            assertThatThrownBy(segment::publish).hasMessageContaining("injected");
            segment.publish();
        }
        assertNeverMoreThan(log, "a");
    }

    @ParameterizedTest
    @EnumSource(Sync.class)
    void what_was_spilled_and_discarded_is_not_published_when_the_power_goes_after(Sync sync) throws IOException {
        DiskLog log = log();
        FlushTarget target = NioTarget.in(log.disk().path()).sync(sync).open(SPEC);
        Segment segment = put(target.open(SegmentSpec.oversize(0, 100, -1)), "a");
        segment.spill(1);
        segment.discard();
        int discarded = log.size();
        target.close();
        for (List<String> found : found(log, discarded)) {
            assertThat(found).isEmpty();
        }
    }

    private DiskLog log() throws IOException {
        return DiskLog.over(Files.createDirectory(root.resolve("written")));
    }

    private static Segment put(Segment segment, String record) {
        segment.buffer().put(0, record.getBytes(StandardCharsets.UTF_8));
        segment.commit(record.length());
        return segment;
    }

    private static void refuseNext(DiskLog log, DiskCall refused) {
        log.disk().fault((call, path) -> {
            if (call == refused && path.toString().endsWith(".tmp")) {
                log.disk().heal();
                throw new IOException("injected");
            }
        });
    }

    private void assertNeverMoreThan(DiskLog log, String... contents) throws IOException {
        for (List<String> found : found(log, 0)) {
            assertThat(found).hasSizeLessThanOrEqualTo(1).isSubsetOf(contents);
        }
    }

    /** What is visible after recovery, for each moment and each of the losses in which one file is set back by one name. */
    private List<List<String>> found(DiskLog log, int from) throws IOException {
        List<List<String>> all = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (int count = from; count <= log.size(); count++) {
            for (int file = 0; file < 4; file++) {
                for (int back = 0; back < 4; back++) {
                    DiskState state = log.after(count, setBack(file, back));
                    if (!seen.add(state.fingerprint())) {
                        continue;
                    }
                    Path directory = root.resolve("p" + places++);
                    state.write(directory);
                    SpoolRecovery.in(directory).run();
                    all.add(new SpoolView(directory)
                            .visible().values().stream()
                                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                                    .toList());
                }
            }
        }
        return all;
    }

    /**
     * Loses nothing but the latest name of one file, and the latest bytes of the one that was made first: that is the owner file.
     */
    private static PowerLoss setBack(int file, int back) {
        int[] asked = {-1};
        return (part, moments) -> {
            if (part == PowerLoss.Part.NAME) {
                asked[0]++;
            }
            boolean older = part == PowerLoss.Part.NAME && asked[0] == file;
            boolean stale = part == PowerLoss.Part.DATA && asked[0] == 0;
            return Math.max(0, moments - 1 - (older ? 1 : 0) - (stale ? back : 0));
        };
    }
}
