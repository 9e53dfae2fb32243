package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SinkSettingsProperties {
    @Provide
    Arbitrary<SinkSettings> settings() {
        return SinkSettings.any();
    }

    @Property(tries = 500)
    void settings_keep_to_their_ranges_and_do_not_contradict_each_other(@ForAll("settings") SinkSettings settings) {
        assertThat(settings.workers()).isBetween(1, 8);
        assertThat(settings.size()).isBetween(64, 65_536);
        assertThat(settings.timeout()).isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(settings.queue()).isPositive();
        assertThat(settings.maxRecordBytes()).isPositive();
        assertThat(settings.rollSize()).isGreaterThanOrEqualTo(settings.size());
        assertThat(settings.rollAge()).isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(settings.sourceTimeout()).isPositive();
    }
}
