package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolSettingsTest {
    private final SpoolSettings settings = SpoolSettings.in(Path.of("spool"));

    @Test
    void the_defaults_are_those_of_the_original() {
        assertThat(settings.prefix()).isEmpty();
        assertThat(settings.suffix()).isEqualTo(".log");
        assertThat(settings.permission()).isEqualTo(0400);
        assertThat(settings.sync()).isEqualTo(Sync.NONE);
        assertThat(settings.temp()).isNull();
        assertThat(settings.createDirectories()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 01000, 04755, 999})
    void a_permission_that_is_no_mode_is_refused(int mode) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withPermission(mode))
                .withMessageContaining("permission")
                .withMessageContaining("777");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0400, 0640, 0777})
    void a_permission_is_set_bit_by_bit(int mode) {
        assertThat(settings.withPermission(mode).permission()).isEqualTo(mode);
        assertThat(PosixMode.toSet(mode)).hasSize(Integer.bitCount(mode));
    }

    @ParameterizedTest
    @ValueSource(strings = {".tmp", ".owner", ".guest", ".quarantine", ".log.tmp"})
    void a_suffix_that_marks_unpublished_files_is_refused(String suffix) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withSuffix(suffix))
                .withMessageContaining(suffix);
    }

    @Test
    void a_prefix_that_would_hide_files_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withPrefix(".hits"))
                .withMessageContaining("dot");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withPrefix("p".repeat(101)))
                .withMessageContaining("100");
    }
}
