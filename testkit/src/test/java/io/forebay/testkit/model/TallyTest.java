package io.forebay.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.testkit.model.Tally.Deed;
import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally all = new Tally();

    private void sequences(int count, Deed... deeds) {
        for (int i = 0; i < count; i++) {
            Tally one = new Tally();
            for (Deed deed : deeds) {
                one.count(deed);
            }
            all.add(one, deeds.length);
        }
    }

    @Test
    void tellsWhatNeverCameUp() {
        sequences(Tally.ENOUGH, Deed.OPEN);
        assertThat(all.gaps())
                .contains("Deed KILL came up 0 times in 400 sequences of 400 actions")
                .noneMatch(gap -> gap.startsWith("Deed OPEN "));
    }

    @Test
    void tellsWhatNearlyNeverCameUp() {
        sequences(999, Deed.OPEN, Deed.FLUSH);
        sequences(4, Deed.CLOSE);
        sequences(6, Deed.KILL);
        assertThat(all.gaps())
                .anyMatch(gap -> gap.startsWith("Deed CLOSE came up 4 times"))
                .noneMatch(gap -> gap.startsWith("Deed KILL "));
    }

    @Test
    void saysNothingOfFewSequences() {
        sequences(Tally.ENOUGH - 1, Deed.OPEN);
        assertThat(all.gaps()).isEmpty();
    }

    @Test
    void countsTheLongestSequences() {
        for (int i = 0; i < Tally.ENOUGH; i++) {
            all.add(new Tally(), Moves.MOST);
        }
        assertThat(all.gaps()).noneMatch(gap -> gap.startsWith("Event LONGEST_SEQUENCE"));
        assertThat(all.table()).contains("400 Event LONGEST_SEQUENCE");
    }
}
