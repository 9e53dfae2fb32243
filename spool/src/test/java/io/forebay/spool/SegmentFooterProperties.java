package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.spool.SegmentFooter.Content;
import io.forebay.spool.SegmentFooter.DamagedFooterException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** What a footer says after any commits, and after the last one was cut off or torn at any place. */
class SegmentFooterProperties {
    private static final int FIRST_SLOT = 64;
    private static final int SLOT_BYTES = 64;
    private static final int HEADER_BYTES = 52;
    private static final int VERSION_AT = 8;
    /** In a slot: generation, end, records, crc; 4 bytes that nobody uses; the check. */
    private static final int CRC_END = 28;

    private static final int CHECK_AT = 32;
    private static final int CHECK_END = 40;
    private static final long SIZE = MappedDir.CAPACITY + SegmentFooter.BYTES;

    private static Path directory = Path.of("");
    private static @Nullable Spool spool;
    private static @Nullable SpoolFile file;

    @BeforeContainer
    static void open() throws IOException {
        directory = Files.createTempDirectory("forebay-footer");
        spool = new MappedDir(directory).open();
        file = spool.file(0);
    }

    @AfterContainer
    static void close() throws IOException {
        if (file != null && spool != null) {
            file.delete();
            spool.close();
        }
        Files.delete(directory);
    }

    /** What may happen to a footer: a commit of so many bytes more, or none, and then a new generation begins. */
    private record Writer(ByteBuffer page, SegmentFooter footer, Random random, boolean checked) {
        static Writer create(boolean checked, long seed) {
            ByteBuffer page = MappedDir.page(file(), checked);
            return new Writer(page, new SegmentFooter(page), new Random(seed), checked);
        }

        Content step(int added, Content before) {
            if (added == 0) {
                footer.restart();
                return new Content(before.generation() + 1, 0, 0, Crc32c.EMPTY);
            }
            long end = before.end() + added;
            int crc = random.nextInt();
            footer.commit(end, before.records() + 1, crc);
            boolean summed = checked || before.generation() > 0;
            return new Content(before.generation(), end, before.records() + 1, summed ? crc : null);
        }

        /** Runs all steps, and returns what the footer says then. */
        Content run(List<Integer> steps) {
            Content content = new Content(0, 0, 0, null);
            for (int added : steps) {
                content = step(added, content);
            }
            return content;
        }
    }

    @Property
    void it_says_what_was_committed_last(
            @ForAll @Size(max = 20) List<@IntRange(max = 1000) Integer> steps,
            @ForAll boolean checked,
            @ForAll long seed)
            throws DamagedFooterException {
        Writer writer = Writer.create(checked, seed);
        Content expected = new Content(0, 0, 0, null);
        assertThat(read(writer.page())).isEqualTo(expected);
        for (int added : steps) {
            expected = writer.step(added, expected);
            assertThat(read(writer.page())).isEqualTo(expected);
            assertThat(writer.footer().generation()).isEqualTo(expected.generation());
        }
    }

    /** Whatever order the stores of a commit reach the memory in, and wherever a kill cuts them off. */
    @Property(tries = 2000)
    void promise9_any_part_of_a_commit_is_read_as_the_state_before_or_after_it(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 1000) Integer> steps,
            @ForAll @IntRange(max = 1000) int last,
            @ForAll boolean checked,
            @ForAll long seed)
            throws DamagedFooterException {
        Writer writer = Writer.create(checked, seed);
        Content before = writer.run(steps);
        ByteBuffer old = copy(writer.page());
        Content after = writer.step(last, before);
        Random random = new Random(seed);
        // By bytes: finer than any store.
        ByteBuffer mixed = copy(old);
        boolean mostly = random.nextBoolean();
        for (int at = 0; at < SegmentFooter.BYTES; at++) {
            if (mostly ? random.nextInt(16) > 0 : random.nextBoolean()) {
                mixed.put(at, writer.page().get(at));
            }
        }
        assertThat(read(mixed)).isIn(before, after);
        // By 8 bytes with the check cleared, which is the first store of a commit; the last one is still missing.
        ByteBuffer unfinished = copy(old);
        int slot = changedSlot(old, writer.page());
        for (int at = slot; at < slot + CHECK_AT; at += Long.BYTES) {
            if (random.nextBoolean()) {
                unfinished.putLong(at, writer.page().getLong(at));
            }
        }
        unfinished.putLong(slot + CHECK_AT, 0);
        assertThat(read(unfinished)).isEqualTo(before);
    }

    @Property
    void a_commit_touches_one_slot_and_never_the_one_that_counts(
            @ForAll @Size(max = 6) List<@IntRange(max = 1000) Integer> steps,
            @ForAll @IntRange(max = 1000) int last,
            @ForAll long seed)
            throws DamagedFooterException {
        Writer writer = Writer.create(true, seed);
        Content before = writer.run(steps);
        ByteBuffer old = copy(writer.page());
        writer.step(last, before);
        int slot = changedSlot(old, writer.page());
        old.put(slot, writer.page(), slot, CHECK_END);
        assertThat(old.mismatch(writer.page()))
                .as("first byte that changed elsewhere")
                .isEqualTo(-1);
        old.put(slot, new byte[SLOT_BYTES]);
        assertThat(read(old)).as("without that slot").isEqualTo(before);
    }

    @Property
    void a_page_with_a_torn_slot_says_what_the_other_one_does(
            @ForAll @Size(min = 2, max = 6) List<@IntRange(min = 1, max = 1000) Integer> steps,
            @ForAll @IntRange(max = 1) int which,
            @ForAll @IntRange(max = CHECK_END - 1) int at,
            @ForAll @IntRange(min = 1, max = 255) int change,
            @ForAll long seed)
            throws DamagedFooterException {
        Writer writer = Writer.create(true, seed);
        Content before = writer.run(steps.subList(0, steps.size() - 1));
        Content after = writer.step(steps.get(steps.size() - 1), before);
        int torn = FIRST_SLOT + SLOT_BYTES * which;
        // The first commit goes into the second slot.
        boolean tearsNewest = which == steps.size() % 2;
        flip(writer.page(), torn + at, change);
        boolean used = at < CRC_END || at >= CHECK_AT;
        assertThat(read(writer.page())).isEqualTo(tearsNewest && used ? before : after);
    }

    @Property
    void a_page_with_both_slots_torn_is_damaged(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 1000) Integer> steps,
            @ForAll @IntRange(max = CRC_END - 1) int first,
            @ForAll @IntRange(min = CHECK_AT, max = CHECK_END - 1) int second,
            @ForAll @IntRange(min = 1, max = 255) int change,
            @ForAll long seed) {
        Writer writer = Writer.create(true, seed);
        writer.run(steps);
        flip(writer.page(), FIRST_SLOT + first, change);
        flip(writer.page(), FIRST_SLOT + SLOT_BYTES + second, change);
        assertThatThrownBy(() -> read(writer.page())).isInstanceOf(DamagedFooterException.class);
    }

    @Property
    void a_head_with_any_bit_turned_is_damaged_or_of_a_version_to_come(
            @ForAll @IntRange(max = HEADER_BYTES - 1) int at, @ForAll @IntRange(max = 7) int bit)
            throws DamagedFooterException {
        Writer writer = Writer.create(true, 1);
        writer.run(List.of(5));
        flip(writer.page(), at, 1 << bit);
        if (at >= VERSION_AT && at < VERSION_AT + Integer.BYTES && writer.page().getInt(VERSION_AT) > 0) {
            assertThat(SegmentFooter.read(writer.page(), file().instance(), file().number(), SIZE))
                    .isNull();
        } else {
            assertThatThrownBy(() -> read(writer.page())).isInstanceOf(DamagedFooterException.class);
        }
    }

    @Property(tries = 100)
    void a_footer_of_another_file_or_size_is_damaged(@ForAll @LongRange(max = 1L << 40) long size) {
        ByteBuffer page = Writer.create(true, 1).page();
        String instance = file().instance();
        long number = file().number();
        String other = (instance.startsWith("0") ? "1" : "0") + instance.substring(1);
        if (size != SIZE) {
            assertThatThrownBy(() -> SegmentFooter.read(page, instance, number, size))
                    .isInstanceOf(DamagedFooterException.class);
        }
        assertThatThrownBy(() -> SegmentFooter.read(page, instance, number + 1, SIZE))
                .isInstanceOf(DamagedFooterException.class);
        assertThatThrownBy(() -> SegmentFooter.read(page, other, number, SIZE))
                .isInstanceOf(DamagedFooterException.class);
    }

    @Property
    void bytes_that_are_alike_but_for_one_are_zeros_only_if_all_are(
            @ForAll @IntRange(max = 100) int count,
            @ForAll @IntRange(max = 1) int most,
            @ForAll @IntRange(max = 99) int at,
            @ForAll @IntRange(max = 1) int one) {
        byte[] bytes = new byte[count + 1];
        Arrays.fill(bytes, (byte) most);
        bytes[at % Math.max(1, count)] = (byte) one;
        bytes[count] = 1; // behind the limit
        ByteBuffer buffer = ByteBuffer.wrap(bytes).limit(count).position(count / 2);
        boolean zeros = count == 0 || (one == 0 && (most == 0 || count == 1));
        assertThat(SegmentFooter.isZero(buffer)).isEqualTo(zeros);
    }

    private static SpoolFile file() {
        if (file == null) {
            throw new IllegalStateException("no file was made");
        }
        return file;
    }

    private static Content read(ByteBuffer page) throws DamagedFooterException {
        Content content = SegmentFooter.read(page, file().instance(), file().number(), SIZE);
        if (content == null) {
            throw new AssertionError("taken for a later version");
        }
        return content;
    }

    private static ByteBuffer copy(ByteBuffer page) {
        return ByteBuffer.allocateDirect(SegmentFooter.BYTES).put(0, page, 0, SegmentFooter.BYTES);
    }

    private static void flip(ByteBuffer page, int at, int change) {
        page.put(at, (byte) (page.get(at) ^ change));
    }

    /** Where the slot begins in which the first change is. */
    private static int changedSlot(ByteBuffer before, ByteBuffer after) {
        int at = before.mismatch(after);
        return at / SLOT_BYTES * SLOT_BYTES;
    }
}
