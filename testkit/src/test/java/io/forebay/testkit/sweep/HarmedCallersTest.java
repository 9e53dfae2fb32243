package io.forebay.testkit.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.MemoryStorage;
import io.forebay.testkit.SinkPromises;
import java.util.List;
import org.junit.jupiter.api.Test;

class HarmedCallersTest {
    @Test
    void promise14_a_run_tells_of_a_sink_that_takes_an_interrupt_away() throws Exception {
        assertThat(problems(MemoryStorage.swallowingInterrupts()))
                .anyMatch(problem -> problem.startsWith("promise 14: act-producer 4"));
    }

    @Test
    void promise14_is_kept_by_a_sink_that_leaves_interrupts_alone() throws Exception {
        assertThat(problems(new MemoryStorage())).noneMatch(problem -> problem.startsWith("promise 14"));
    }

    private static List<String> problems(SinkPromises.Opener opener) throws Exception {
        Schedule<MemoryPlace> calm =
                new Schedule<>("no fault", Lasting.ONCE, true, false, false, MemoryPlace::new, (place, time) -> {});
        return SweepRun.go(opener, calm).problems();
    }
}
