package io.forebay.mmap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.spool.Format;
import io.forebay.spool.Spool;
import io.forebay.spool.SpoolRecovery;
import io.forebay.spool.SpoolSettings;
import io.forebay.spool.Sync;
import io.forebay.testkit.disk.DiskCall;
import io.forebay.testkit.disk.DiskFault;
import io.forebay.testkit.disk.FaultyDisk;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a mapped file when the disk lets its writer down. */
class MappedTroubleTest {
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
        target = MmapTarget.in(disk.path()).sync(Sync.PUBLISH).open(new TargetSpec(2, 4, CAPACITY));
    }

    @AfterEach
    void close() throws IOException {
        disk.heal();
        target.close();
    }

    private Segment filled() throws IOException {
        Segment segment = target.open(SegmentSpec.ordinary(0, CAPACITY));
        segment.buffer().put(0, "record\n".getBytes(UTF_8));
        segment.commit(7);
        return segment;
    }

    private List<Path> temporaries() throws IOException {
        return spooled.hidden().stream()
                .filter(name -> name.endsWith(".tmp"))
                .map(directory::resolve)
                .toList();
    }

    private void assertPublished(Segment segment) throws IOException {
        segment.publish();
        assertThat(spooled.visible().values()).containsExactly("record\n".getBytes(UTF_8));
        assertThat(temporaries()).isEmpty();
    }

    @Test
    void a_file_that_can_not_be_forced_is_written_anew_from_a_copy_since_the_map_may_have_lost_its_bytes_too()
            throws IOException {
        Segment segment = filled();
        DiskFault forgetful = DiskFault.forgetfulForce(() -> new IOException("injected"));
        disk.fault(forgetful.on(DiskCall.FORCE));
        List<Path> before = temporaries();
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
        disk.heal();
        assertPublished(segment);
        assertThat(before).hasSize(1).allMatch(Files::notExists);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void promise12_a_record_for_which_there_is_no_memory_to_copy_it_is_published_all_the_same(boolean diskFails)
            throws IOException {
        Copies none = new Copies(CAPACITY, 0, size -> {
            throw new OutOfMemoryError("Cannot reserve " + size + " bytes of direct buffer memory");
        });
        Path place = Files.createDirectory(disk.path().resolve("spool"));
        try (Spool spool = Spool.open(SpoolSettings.in(place).withSync(Sync.PUBLISH), Format.FOOTER, 1, 4)) {
            MappedFile file = MappedFile.create(spool, none, 0, 5000, Mapper.ofThisJvm());
            file.buffer().put(0, "record\n".getBytes(UTF_8));
            int sum = file.checksum(0, 7);
            file.commit(7, 1, sum);
            if (diskFails) {
                disk.fault(DiskFault.refusal().on(DiskCall.FORCE).onNames("\\.tmp$"));
                assertThatThrownBy(() -> file.publish(7, 1, sum)).isInstanceOf(IOException.class);
                disk.heal();
            }
            file.publish(7, 1, sum);
        }
        SpoolView published = new SpoolView(directory.resolve("spool"));
        assertThat(published.visible().values()).containsExactly("record\n".getBytes(UTF_8));
        assertThat(published.hidden()).isEmpty();
    }

    @Test
    void a_file_that_somebody_has_deleted_is_written_anew_from_memory() throws IOException {
        Segment segment = filled();
        for (Path path : temporaries()) {
            Files.delete(path);
        }
        assertThatThrownBy(segment::publish).isInstanceOf(NoSuchFileException.class);
        assertPublished(segment);
    }

    @Test
    void promise9_a_file_that_could_not_be_forced_is_not_published_by_recovery() throws IOException {
        Segment segment = filled();
        disk.fault(DiskFault.refusal().on(DiskCall.FORCE));
        assertThatThrownBy(segment::publish).isInstanceOf(IOException.class);
        disk.heal();
        assertThat(segment.abandon().bytes()).isZero();
        assertThat(spooled.hidden()).anyMatch(name -> name.endsWith(".quarantine"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void promise3_a_visible_file_that_is_not_confirmed_is_told_once_in_whatever_order_segments_are_abandoned(
            boolean staged) throws IOException {
        Segment first = filled();
        first.spill(7);
        first.buffer().put(0, "record\n".getBytes(UTF_8));
        first.commit(7);
        Segment second = filled();
        disk.fault((call, path) -> {
            if (call == DiskCall.FORCE && path.equals(directory)) {
                throw new IOException("injected");
            }
        });
        assertThatThrownBy(first::publish).isInstanceOf(IOException.class);
        disk.heal();
        List<Segment> order = staged ? List.of(first, second) : List.of(second, first);
        Amount told = order.get(0).abandon();
        // Takes the line in the commit table that is free now.
        Segment third = target.open(SegmentSpec.ordinary(0, CAPACITY));
        told = told.plus(order.get(1).abandon());
        third.discard();
        target.close();
        SpoolRecovery.in(directory).run();
        assertThat(spooled.visible().values())
                .containsExactlyInAnyOrder("record\nrecord\n".getBytes(UTF_8), "record\n".getBytes(UTF_8));
        assertThat(told).isEqualTo(new Amount(3, 21));
    }

    @Test
    void promise14_an_interrupt_while_a_file_is_mapped_harms_nothing_and_the_flag_stays() throws IOException {
        AtomicInteger maps = new AtomicInteger();
        disk.fault((call, path) -> {
            if (call == DiskCall.MAP && maps.incrementAndGet() == 1) {
                Thread.currentThread().interrupt();
            }
        });
        Segment segment = filled();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(maps).hasValue(2);
        assertPublished(segment);
    }

    @Test
    void promise11_a_map_of_a_file_that_holds_other_bytes_than_zeros_is_unmapped_and_the_file_deleted()
            throws IOException {
        Mapper disturbed = (channel, size) -> {
            Mapper.Mapping mapping = Mapper.ofThisJvm().map(channel, size);
            mapping.buffer().put(0, (byte) 1).put(4096, (byte) 1);
            return mapping;
        };
        assertRefusedAndUnmapped(disturbed, IOException.class, "was written with zeros and holds something else");
    }

    @Test
    void promise11_a_map_whose_channel_can_not_be_closed_is_unmapped_and_the_file_deleted() throws IOException {
        Mapper last = (channel, size) -> {
            Mapper.Mapping mapping = Mapper.ofThisJvm().map(channel, size);
            disk.fault(DiskFault.refusal().on(DiskCall.CLOSE));
            return mapping;
        };
        assertRefusedAndUnmapped(last, IOException.class, "Input/output error");
    }

    @Test
    void promise11_so_is_one_whose_channel_throws_something_else() throws IOException {
        Mapper last = (channel, size) -> {
            Mapper.Mapping mapping = Mapper.ofThisJvm().map(channel, size);
            disk.fault(DiskFault.thrown(() -> new IllegalStateException("closed badly"))
                    .on(DiskCall.CLOSE)
                    .onCall(1));
            return mapping;
        };
        assertRefusedAndUnmapped(last, IllegalStateException.class, "closed badly");
    }

    /** The JDK's own way to say so, whether the process is out of maps or of addresses. */
    @Test
    void where_maps_or_addresses_are_short_the_file_is_named_and_what_to_do() throws IOException {
        Mapper none = (channel, size) -> {
            throw new IOException("Map failed", new OutOfMemoryError("Map failed"));
        };
        Path place = Files.createDirectory(disk.path().resolve("spool"));
        try (Spool spool = Spool.open(SpoolSettings.in(place), Format.FOOTER, 1, 4)) {
            assertThatThrownBy(() -> MappedFile.create(spool, new Copies(5000, 0), 0, 5000, none))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching("can not map .*spool.*\\.tmp: Map failed; use fewer workers .*max_map_count.*");
        }
    }

    private void assertRefusedAndUnmapped(Mapper mapper, Class<? extends Exception> type, String message)
            throws IOException {
        AtomicInteger unmapped = new AtomicInteger();
        Mapper counted = (channel, size) -> {
            Mapper.Mapping mapping = mapper.map(channel, size);
            return new Mapper.Mapping(mapping.buffer(), () -> {
                unmapped.incrementAndGet();
                mapping.unmap();
            });
        };
        Path place = Files.createDirectory(disk.path().resolve("spool"));
        try (Spool spool = Spool.open(SpoolSettings.in(place), Format.FOOTER, 1, 4)) {
            assertThatThrownBy(() -> MappedFile.create(spool, new Copies(5000, 0), 0, 5000, counted))
                    .isInstanceOf(type)
                    .hasMessageContaining(message);
            disk.heal();
            assertThat(unmapped).hasValue(1);
            assertThat(new SpoolView(directory.resolve("spool")).hidden()).noneMatch(name -> name.endsWith(".tmp"));
        }
    }
}
