package io.forebay.mmap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.mmap.Mapper.Mapping;
import io.forebay.spool.SpoolSettings;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that can not be unmapped, and a logger that can not be told so: what was done stands, and is done once. */
class FailedUnmapTest {
    private static final int CAPACITY = 64;

    @TempDir
    Path directory;

    private final AtomicInteger unmapped = new AtomicInteger();
    private final PrintStream standardError = System.err;

    /** The logger of the tests writes to standard error. */
    @BeforeEach
    void break_the_logger() {
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, UTF_8) {
            @Override
            public void println(String line) {
                throw new AssertionError("the logger fails");
            }
        });
    }

    @AfterEach
    void mend_the_logger() {
        System.setErr(standardError);
    }

    @Test
    void promise3_what_was_published_with_a_spilled_file_is_not_published_again() throws IOException {
        try (FlushTarget target = open()) {
            Segment segment = target.open(SegmentSpec.ordinary(0, CAPACITY));
            commit(segment, "one\n");
            segment.spill(4);
            commit(segment, "two\n");
            assertThat(segment.publish().records()).isEqualTo(2);
            assertThatThrownBy(segment::publish).isInstanceOf(IllegalStateException.class);
        }
        assertThat(unmapped).hasValue(1);
        assertThat(new SpoolView(directory).visible().values()).containsExactly("one\ntwo\n".getBytes(UTF_8));
        assertThat(new SpoolView(directory).hidden()).isEmpty();
    }

    @Test
    void promise3_what_was_published_by_itself_is_not_published_again() throws IOException {
        try (FlushTarget target = open()) {
            Segment segment = target.open(SegmentSpec.ordinary(0, CAPACITY));
            commit(segment, "one\n");
            assertThat(segment.publish().records()).isEqualTo(1);
            assertThatThrownBy(segment::publish).isInstanceOf(IllegalStateException.class);
        }
        assertThat(unmapped).hasValue(1);
        assertThat(new SpoolView(directory).visible().values()).containsExactly("one\n".getBytes(UTF_8));
    }

    @Test
    void a_segment_that_is_discarded_leaves_nothing() throws IOException {
        try (FlushTarget target = open()) {
            Segment segment = target.open(SegmentSpec.ordinary(0, CAPACITY));
            commit(segment, "one\n");
            segment.discard();
        }
        assertThat(unmapped).hasValue(1);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_segment_that_is_abandoned_says_what_recovery_will_find() throws IOException {
        try (FlushTarget target = open()) {
            Segment segment = target.open(SegmentSpec.ordinary(0, CAPACITY));
            commit(segment, "one\n");
            assertThat(segment.abandon().records()).isEqualTo(1);
        }
        assertThat(unmapped).hasValue(1);
    }

    private FlushTarget open() throws IOException {
        Mapper real = Mapper.ofThisJvm();
        Mapper stuck = (channel, size) -> {
            Mapping mapping = real.map(channel, size);
            return new Mapping(mapping.buffer(), () -> {
                unmapped.incrementAndGet();
                throw new IllegalStateException("it stays mapped");
            });
        };
        return MmapFlushTarget.open(SpoolSettings.in(directory), new TargetSpec(1, 2, CAPACITY), stuck);
    }

    private static void commit(Segment segment, String record) {
        byte[] bytes = record.getBytes(UTF_8);
        segment.buffer().put(0, bytes);
        segment.commit(bytes.length);
    }
}
