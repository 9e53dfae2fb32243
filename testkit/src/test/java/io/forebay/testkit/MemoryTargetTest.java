package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MemoryTargetTest {
    private final MemoryStore store = new MemoryStore();
    private final MemoryTarget target = store.open(new TargetSpec(2, 4, 16));

    @Test
    void publishes_what_was_committed_and_counts_it() throws IOException {
        Segment segment = target.open(SegmentSpec.ordinary(1, 16));
        add(segment, 0, "one\n");
        add(segment, 4, "two\n");
        segment.publish();
        assertThat(store.files()).singleElement().satisfies(file -> {
            assertThat(file.worker()).isEqualTo(1);
            assertThat(file.sequence()).isEqualTo(1);
            assertThat(file.text()).isEqualTo("one\ntwo\n");
            assertThat(file.length()).isEqualTo(8);
            assertThat(file.records()).isEqualTo(2);
        });
        assertThat(target.openSegments()).isZero();
    }

    @Test
    void overwrites_a_buffer_that_came_back_so_that_later_use_shows() throws IOException {
        Segment segment = target.open(SegmentSpec.ordinary(0, 16));
        ByteBuffer buffer = segment.buffer();
        add(segment, 0, "abc");
        segment.discard();
        assertThat(buffer.get(0)).isEqualTo((byte) 0xDB);
    }

    @Test
    void a_kill_keeps_what_was_spilled_and_loses_what_was_in_buffers() throws IOException {
        Segment segment = target.open(SegmentSpec.ordinary(0, 16));
        add(segment, 0, "spilled");
        segment.spill(7);
        add(segment, 0, "buffered");
        store.kill();
        assertThat(store.liveTargets()).isZero();
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class).hasMessageContaining("killed");
        assertThat(store.files()).isEmpty();

        Recovery recovery = store.open(new TargetSpec(1, 1, 16)).recover();

        assertThat(recovery.recovered()).hasSize(1);
        assertThat(store.files()).singleElement().extracting(MemoryFile::text).isEqualTo("spilled");
        assertThat(store.unpublishedFiles()).isZero();
    }

    @Test
    void half_a_record_is_set_aside_and_not_published() throws IOException {
        Segment segment = target.open(SegmentSpec.oversize(0, 16, 40));
        segment.buffer().put(0, new byte[16]);
        segment.spill(16);
        target.kill();
        MemoryTarget other = store.open(new TargetSpec(1, 1, 16));
        assertThat(other.recover().quarantined()).hasSize(1);
        assertThat(store.quarantined())
                .singleElement()
                .extracting(MemoryFile::length)
                .isEqualTo(16);
        assertThat(store.files()).isEmpty();
    }

    @Test
    void refuses_to_spill_part_of_a_record_from_an_ordinary_segment() throws IOException {
        Segment segment = target.open(SegmentSpec.ordinary(0, 16));
        add(segment, 0, "whole");
        assertThatThrownBy(() -> segment.spill(9)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_full_store_refuses_and_changes_nothing() throws IOException {
        Segment segment = target.open(SegmentSpec.ordinary(0, 16));
        add(segment, 0, "kept");
        store.full(true);
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class).hasMessageContaining("full");
        store.full(false);
        segment.publish();
        assertThat(store.files()).singleElement().extracting(MemoryFile::text).isEqualTo("kept");
    }

    private static void add(Segment segment, int at, String record) {
        byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
        segment.buffer().put(at, bytes);
        segment.commit(at + bytes.length);
    }
}
