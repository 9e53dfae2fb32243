package io.forebay.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.FlushTarget;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.spool.SpoolRecovery;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.FaultyDisk;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NioTargetTest {
    private static final TargetSpec SPEC = new TargetSpec(2, 4, 64);

    @TempDir
    Path root;

    @Test
    void each_setting_shows_in_the_published_file() throws Exception {
        Path directory = root.resolve("published");
        NioTarget settings = NioTarget.in(directory)
                .temp(root.resolve("temp"))
                .createDirectories()
                .prefix("hits_")
                .suffix(".txt")
                .permission(0644)
                .clock(() -> Instant.parse("2026-02-03T04:05:06.789Z"));
        try (FlushTarget target = settings.open(SPEC)) {
            Segment segment = fill(target, 1);
            segment.spill(2);
            try (var temp = Files.newDirectoryStream(root.resolve("temp"), ".hits_1_*.tmp")) {
                assertThat(temp).hasSize(1);
            }
            String name = segment.publish().name();
            assertThat(name).matches("hits_1_20260203T040506789Z_[0-9a-f]{32}_0000000001\\.txt");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))))
                    .isEqualTo("rw-r--r--");
        }
        assertThat(root.resolve("temp")).isEmptyDirectory();
    }

    @Test
    void flaw8_two_targets_with_the_same_settings_never_meet_in_a_name() throws Exception {
        NioTarget settings = NioTarget.in(root);
        try (FlushTarget one = settings.open(SPEC);
                FlushTarget other = settings.open(SPEC)) {
            for (FlushTarget target : List.of(one, other, one, other)) {
                fill(target, 0).publish();
            }
        }
        assertThat(new SpoolView(root).visible()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65_537})
    void a_bound_of_open_files_that_makes_no_sense_is_refused(int count) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NioTarget.in(root).openFiles(count))
                .withMessageContaining("openFiles " + count);
    }

    @Test
    void a_prefix_that_leads_out_of_the_directory_is_refused_when_it_is_set() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NioTarget.in(root).prefix("../x"))
                .withMessageContaining("../x");
    }

    @Test
    void a_segment_that_the_target_was_not_opened_for_is_refused_and_told_what_is_possible() throws Exception {
        try (FlushTarget target = NioTarget.in(root).open(new TargetSpec(2, 4, 64))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> target.open(SegmentSpec.ordinary(2, 64)))
                    .withMessageContaining("worker 2 must be less than 2");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> target.open(SegmentSpec.ordinary(1, 65)))
                    .withMessageContaining("capacity 65 at most 64");
        }
    }

    @Test
    void an_error_of_the_disk_names_what_was_done_and_where() throws Exception {
        FaultyDisk disk = FaultyDisk.over(root);
        try (FlushTarget target = NioTarget.in(disk.path()).open(SPEC)) {
            disk.fault((call, path) -> {
                if (call == DiskCall.WRITE) {
                    throw new IOException("Auf dem Gerät ist kein Speicherplatz mehr verfügbar");
                }
            });
            assertThatThrownBy(() -> fill(target, 0).publish())
                    .hasMessageContaining("write")
                    .hasMessageContaining(root.toString())
                    .hasMessageContaining("Speicherplatz");
        }
    }

    @Test
    void promise11_close_does_not_wait_for_a_hung_write_and_the_last_one_out_releases_the_rest() throws Exception {
        FaultyDisk disk = FaultyDisk.over(root);
        FlushTarget target = NioTarget.in(disk.path()).open(SPEC);
        Segment other = fill(target, 1);
        other.spill(2);
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        disk.fault((call, path) -> {
            if (call == DiskCall.WRITE && path.getFileName().toString().startsWith(".0_")) {
                hanging.countDown();
                awaitIt(release);
            }
        });
        Segment segment = fill(target, 0);
        FutureTask<String> publishing = new FutureTask<>(() -> segment.publish().name());
        Thread thread = new Thread(publishing, "hung-publish");
        thread.start();
        try {
            awaitIt(hanging);
            assertThatThrownBy(target::close).isInstanceOf(IOException.class).hasMessageContaining("1 write");
            target.close();
            assertThat(SpoolRecovery.in(root).run())
                    .as("still its owner's")
                    .isEqualTo(new Recovery(List.of(), List.of(), 1));
            assertThat(new SpoolView(root).visible()).isEmpty();
        } finally {
            release.countDown();
        }
        String name = publishing.get(30, TimeUnit.SECONDS);
        thread.join();
        assertThat(new SpoolView(root).visible()).containsOnlyKeys(name);
        assertThat(disk.openHandles()).isZero();
        assertThat(SpoolRecovery.in(root).run().recovered())
                .as("what the other had spilled")
                .hasSize(1);
        assertThat(new SpoolView(root).hidden()).isEmpty();
    }

    private static Segment fill(FlushTarget target, int worker) throws IOException {
        Segment segment = target.open(SegmentSpec.ordinary(worker, 64));
        segment.buffer().put(0, new byte[] {'a', '\n'});
        segment.commit(2);
        return segment;
    }

    private static void awaitIt(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IOException("nobody came within 30 s");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
