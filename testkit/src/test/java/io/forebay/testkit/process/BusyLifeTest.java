package io.forebay.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BusyLifeTest {
    private static final int LIVES = 3_200;

    @Test
    void whatIsDrawnOfALifeDoesNotHangTogether() {
        Map<List<Object>, Integer> lives = new HashMap<>();
        for (long seed = 0; seed < LIVES; seed++) {
            BusyLife life = new BusyLife(seed);
            boolean early = life.momentOfKill().nextInt(4) == 0;
            lives.merge(List.of(life.settings().size(), life.forced(), life.lastFlush() > 0, early), 1, Integer::sum);
        }
        assertThat(lives).as("combinations").hasSize(4 * 2 * 2 * 2);
        // The rarest are expected 50 times.
        assertThat(lives.values()).allMatch(count -> count > 20);
    }
}
