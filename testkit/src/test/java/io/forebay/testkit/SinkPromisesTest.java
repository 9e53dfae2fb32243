package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.testkit.ModelSink.Flaw;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SinkPromisesTest {
    private static final int RUNS = 200;

    @Test
    void a_sink_that_keeps_its_promises_passes_whatever_is_drawn() {
        SinkPromises promises = promisesOf(Flaw.NONE);
        for (long seed = 0; seed < RUNS; seed++) {
            promises.run(seed);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void a_sink_that_breaks_one_is_found_out(Flaw flaw) {
        SinkPromises promises = promisesOf(flaw);
        List<String> found = new ArrayList<>();
        for (long seed = 0; seed < RUNS && found.isEmpty(); seed++) {
            try {
                promises.run(seed);
            } catch (AssertionError e) {
                found.add(e.getMessage());
            }
        }
        assertThat(found)
                .as("what %d runs found out", RUNS)
                .singleElement()
                .asString()
                .startsWith("seed ");
    }

    @Test
    void a_sink_that_does_not_open_in_calm_weather_is_found_out() {
        SinkPromises promises = new SinkPromises((target, settings, time) -> {
            throw new IOException("not today");
        });
        assertThatThrownBy(() -> {
                    for (long seed = 0; seed < RUNS; seed++) {
                        promises.run(seed);
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("did not open");
    }

    private static SinkPromises promisesOf(Flaw flaw) {
        return new SinkPromises((target, settings, time) -> new ModelSink(target, settings, flaw));
    }
}
