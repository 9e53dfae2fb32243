package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class SpoolNamesProperties {
    @Property
    void a_temporary_name_tells_its_parts_to_whoever_knows_the_prefix(
            @ForAll("prefixes") String prefix,
            @ForAll @IntRange int worker,
            @ForAll("instances") String instance,
            @ForAll @LongRange(min = 1) long number) {
        String name = SpoolNames.temporary(prefix, worker, instance, number);
        SpoolNames.Temporary parsed = Objects.requireNonNull(SpoolNames.Temporary.parse(name));
        assertThat(parsed.worker(prefix)).hasValue(worker);
        assertThat(parsed.instance()).isEqualTo(instance);
        assertThat(parsed.number()).isEqualTo(number);
    }

    @Property
    void an_owner_name_tells_its_parts(@ForAll("prefixes") String prefix, @ForAll("instances") String instance) {
        String name = SpoolNames.owner(prefix, instance);
        assertThat(SpoolNames.Owner.parse(name)).isEqualTo(new SpoolNames.Owner(name, prefix, instance));
        assertThat(SpoolNames.Temporary.parse(name)).isNull();
    }

    @Property
    void promise5_two_names_are_equal_only_if_worker_instance_and_sequence_are(
            @ForAll("instances") String one,
            @ForAll("instances") String other,
            @ForAll @IntRange(max = 300) int worker,
            @ForAll @LongRange(min = 1, max = 20_000_000_000L) long sequence) {
        String name = SpoolNames.published("p", worker, 0, one, sequence, ".log");
        assertThat(name)
                .isNotEqualTo(SpoolNames.published("p", worker, 0, one, sequence + 1, ".log"))
                .isNotEqualTo(SpoolNames.published("p", worker + 1, 0, one, sequence, ".log"))
                .isNotEqualTo(SpoolNames.recovered("p", worker, 0, one, sequence, ".log"));
        assertThat(name.equals(SpoolNames.published("p", worker, 0, other, sequence, ".log")))
                .isEqualTo(one.equals(other));
    }

    @Property
    void names_of_a_worker_sort_by_time_and_then_by_sequence(
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long millis,
            @ForAll @LongRange(min = 0, max = 100_000_000_000L) long later,
            @ForAll @LongRange(min = 1, max = 9_999_999_998L) long sequence) {
        String instance = "0".repeat(32);
        assertThat(SpoolNames.published("", 0, millis, instance, sequence, ".log"))
                .isLessThan(SpoolNames.published("", 0, millis + later, instance, sequence + 1, ".log"));
    }

    @Property
    void every_name_fits_into_a_directory(
            @ForAll @IntRange int worker, @ForAll long millis, @ForAll @LongRange(min = 1) long number) {
        String prefix = "p".repeat(100);
        String suffix = "." + "s".repeat(31);
        String instance = "f".repeat(32);
        assertThat(SpoolNames.published(prefix, worker, millis, instance, number, suffix))
                .hasSizeLessThan(256);
        assertThat(SpoolNames.recovered(prefix, worker, millis, instance, number, suffix))
                .hasSizeLessThan(256);
        for (Damage damage : Damage.values()) {
            String temporary = SpoolNames.temporary(prefix, worker, instance, number);
            assertThat(SpoolNames.quarantine(temporary, damage)).hasSizeLessThan(256);
        }
    }

    @Property
    void what_is_not_a_name_of_ours_is_not_taken_for_one(@ForAll String text) {
        SpoolNames.Temporary parsed = SpoolNames.Temporary.parse(text);
        assertThat(parsed == null || parsed.name().equals(text)).isTrue();
        assertThat(SpoolNames.Temporary.parse(text + "/")).isNull();
        assertThat(SpoolNames.Owner.parse("../" + text)).isNull();
    }

    @Property
    void a_prefix_that_could_lead_out_of_the_directory_is_refused(@ForAll("attacks") String prefix) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SpoolSettings.in(Path.of("spool")).withPrefix(prefix))
                .withMessageContaining("prefix");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SpoolSettings.in(Path.of("spool")).withSuffix("/" + prefix))
                .withMessageContaining("suffix");
    }

    @Provide
    Arbitrary<String> prefixes() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('0', '9')
                .withChars("ABZ._-")
                .ofMaxLength(100)
                .filter(prefix -> !prefix.startsWith("."));
    }

    @Provide
    Arbitrary<String> instances() {
        return Arbitraries.strings()
                .withCharRange('a', 'f')
                .withCharRange('0', '9')
                .ofLength(32);
    }

    @Provide
    Arbitrary<String> attacks() {
        Arbitrary<String> bad = Arbitraries.of("/", "\\", "..", "\0", "\n", " ", "~/", "é", "*", ":", "%2e%2e/", "﹒﹒/");
        Arbitrary<String> tail = Arbitraries.strings().alpha().ofMaxLength(5);
        return bad.flatMap(head -> tail.map(rest -> head + rest));
    }
}
