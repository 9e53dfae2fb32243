package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RecordsProperties {
    @Provide
    Arbitrary<List<Integer>> lengths() {
        return Records.lengths(20_000).list().ofMaxSize(30);
    }

    @Provide
    Arbitrary<Integer> describable() {
        return Arbitraries.integers().between(Records.HEADER, 2_000);
    }

    @Property(tries = 200)
    void any_records_one_behind_the_other_are_read_back(@ForAll("lengths") List<Integer> lengths) {
        RecordChecker checker = new RecordChecker();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int serial = 0; serial < lengths.size(); serial++) {
            checker.expect(3, serial, lengths.get(serial), true);
            file.writeBytes(Records.record(3, serial, lengths.get(serial)));
        }
        checker.read("file", 0, file.toByteArray());
        assertThat(checker.problems()).isEmpty();
        assertThat(checker.found())
                .isEqualTo(lengths.stream().filter(length -> length > 0).count());
    }

    @Property(tries = 500)
    void any_changed_byte_is_found(@ForAll("describable") int length, @ForAll Random random) {
        byte[] file = both(Records.record(1, 0, length), Records.record(1, 1, length));
        file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
        assertThat(problems(length, file)).isNotEmpty();
    }

    @Property(tries = 500)
    void any_missing_end_is_found(@ForAll("describable") int length, @ForAll Random random) {
        byte[] file = both(Records.record(1, 0, length), Records.record(1, 1, length));
        assertThat(problems(length, Arrays.copyOf(file, random.nextInt(file.length))))
                .isNotEmpty();
    }

    @Property(tries = 200)
    void lengths_keep_to_the_bound(@ForAll Random random, @ForAll @IntRange(max = 100_000) int longest) {
        assertThat(Records.length(random, longest)).isBetween(0, longest);
    }

    @Example
    void a_record_that_comes_twice_or_late_or_uninvited_is_named() {
        RecordChecker checker = new RecordChecker();
        checker.expect(1, 0, 30, true);
        checker.expect(1, 1, 30, true);
        checker.expect(1, 2, 30, true);
        checker.allow(1, 3, 30);
        checker.expect(1, 4, 5, true);
        checker.read("first", 0, both(Records.record(1, 1, 30), Records.record(1, 0, 30)));
        checker.read("second", 0, both(Records.record(1, 1, 30), Records.record(9, 9, 30)));
        assertThat(checker.problems())
                .containsExactlyInAnyOrder(
                        "first: record 0 of producer 1 stands behind record 1 of the same producer and worker",
                        "second: record 1 of producer 1 is there a second time",
                        "second: record 9 of producer 9 must not be there: it was not accepted, or failed",
                        "record 2 of producer 1 is missing (30 bytes)",
                        "0 records of 5 bytes are there and should be 1 to 1");
        assertThat(checker.found(1, 0)).isTrue();
        assertThat(checker.found(1, 2)).isFalse();
    }

    @Example
    void records_of_other_workers_have_no_order_among_them() {
        RecordChecker checker = new RecordChecker();
        checker.expect(1, 0, 30, true);
        checker.expect(1, 1, 30, true);
        checker.read("of worker 0", 0, Records.record(1, 1, 30));
        checker.read("of worker 1", 1, Records.record(1, 0, 30));
        assertThat(checker.problems()).isEmpty();
    }

    private static List<String> problems(int length, byte[] file) {
        RecordChecker checker = new RecordChecker();
        checker.expect(1, 0, length, true);
        checker.expect(1, 1, length, true);
        checker.read("file", 0, file);
        return checker.problems();
    }

    private static byte[] both(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
