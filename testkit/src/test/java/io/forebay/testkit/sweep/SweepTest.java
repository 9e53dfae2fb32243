package io.forebay.testkit.sweep;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepTest {
    @Test
    void a_run_whose_place_can_not_be_made_tells_its_schedule_and_how_to_repeat_it() {
        Schedule<MemoryPlace> schedule = new Schedule<>(
                "a fault",
                Lasting.ONCE,
                false,
                false,
                false,
                () -> {
                    throw new IOException("no place today");
                },
                (place, time) -> {});
        assertThatThrownBy(() -> run(schedule))
                .hasMessageContainingAll("no place today", "\"a fault\"", "-Dforebay.sweep.only=", "SweepTest");
    }

    @Test
    void a_run_that_throws_tells_its_schedule_and_how_to_repeat_it() {
        Schedule<MemoryPlace> schedule =
                new Schedule<>("a fault", Lasting.ONCE, false, false, false, MemoryPlace::new, (place, time) -> {
                    throw new IllegalStateException("no fault today");
                });
        assertThatThrownBy(() -> run(schedule))
                .hasMessageContainingAll("no fault today", "\"a fault\"", "-Dforebay.sweep.only=", "SweepTest");
    }

    private static void run(Schedule<MemoryPlace> schedule) throws Exception {
        Sweep sweep = new Sweep("of one", (target, settings, time) -> {
            throw new IOException("no sink today");
        });
        sweep.run(List.of(schedule), 1);
    }
}
