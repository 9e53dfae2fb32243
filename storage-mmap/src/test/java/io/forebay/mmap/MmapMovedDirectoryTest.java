package io.forebay.mmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.spool.SpoolRecovery;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.FaultyDisk;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory is moved away from under mapped files that hold records, and another one is put in its place. */
class MmapMovedDirectoryTest {
    @TempDir
    Path root;

    private Path directory;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createDirectory(root.resolve("spool"));
    }

    @Test
    void promise3_a_file_that_is_written_again_elsewhere_is_not_recovered_where_it_was() throws IOException {
        Path away;
        try (FlushTarget target = MmapTarget.in(directory).open(new TargetSpec(1, 3, 64))) {
            Segment segment = write(target.open(SegmentSpec.ordinary(0, 64)), "one\n");
            for (String hidden : new SpoolView(directory).hidden()) {
                if (hidden.endsWith(".owner")) {
                    Files.delete(directory.resolve(hidden));
                }
            }
            target.open(SegmentSpec.ordinary(0, 64)).discard();
            away = replaceDirectory();
            assertThatThrownBy(segment::publish).isInstanceOf(NoSuchFileException.class);
            segment.publish();
        }
        assertThat(afterRecovery(away)).containsExactly("one\n");
    }

    @Test
    void promise3_records_that_were_taken_to_a_plain_file_elsewhere_are_recovered_once() throws IOException {
        FaultyDisk disk = FaultyDisk.over(directory);
        FlushTarget target = MmapTarget.in(disk.path()).open(new TargetSpec(1, 2, 64));
        Segment segment = write(target.open(SegmentSpec.ordinary(0, 64)), "one\n");
        Path away = replaceDirectory();
        segment.spill(4);
        write(segment, "two\n");
        disk.fault((call, path) -> {
            if (call == DiskCall.ATTRIBUTES) {
                disk.dieAfter(0);
                throw new IOException("killed before the mapped file was given away");
            }
        });
        assertThatThrownBy(segment::publish).isNotNull();
        new SpoolView(directory).forgetInstances();
        assertThat(afterRecovery(away)).containsExactly("one\ntwo\n");
    }

    private static Segment write(Segment segment, String record) {
        segment.buffer().put(0, record.getBytes(StandardCharsets.US_ASCII));
        segment.commit(record.length());
        return segment;
    }

    private Path replaceDirectory() throws IOException {
        Path away = Files.move(directory, root.resolve("away"));
        Files.createDirectory(directory);
        return away;
    }

    private List<String> afterRecovery(Path away) throws IOException {
        List<String> all = new ArrayList<>();
        for (Path place : List.of(directory, away)) {
            SpoolRecovery.in(place).run();
            for (byte[] bytes : new SpoolView(place).visible().values()) {
                all.add(new String(bytes, StandardCharsets.US_ASCII));
            }
        }
        return all;
    }
}
