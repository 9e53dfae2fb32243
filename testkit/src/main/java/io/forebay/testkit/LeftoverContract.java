package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.FlushTarget;
import io.forebay.api.Recovery;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The part of the contract that speaks of what is left for recovery where something was refused before, or is during it. */
abstract class LeftoverContract extends RecoveryContract {

    @Test
    void what_is_discarded_after_a_refusal_is_not_recovered() throws IOException {
        require(Capability.RECOVERS);
        require(Capability.REFUSES);
        FlushTarget target = open();
        FilledSegment small = ordinary(target, 0).add("spilled").spill().add("discarded");
        FilledSegment large =
                oversize(target, 1).put(bytes(CAPACITY, 'x')).spill().add("discarded");
        place().refuse(true);
        assertRefused(small);
        assertRefused(large);
        small.discard();
        large.discard();
        place().refuse(false);
        endSuddenly(target);
        recoverAnew();
        assertThat(contents()).containsExactly("spilled");
    }

    @Test
    void promise1_abandon_after_a_refusal_tells_exactly_what_recovery_publishes() throws IOException {
        require(Capability.RECOVERS);
        require(Capability.REFUSES);
        FlushTarget target = open();
        FilledSegment still = ordinary(target, 0).add("1,").spill().add("2,");
        FilledSegment healed = ordinary(target, 1).add("3,").spill().add("4,");
        FilledSegment large =
                oversize(target, 2).put(bytes(CAPACITY, 'x')).spill().add("5");
        place().refuse(true);
        assertRefused(still);
        assertRefused(healed);
        assertRefused(large);
        Amount told = still.abandon();
        place().refuse(false);
        told = told.plus(healed.abandon()).plus(large.abandon());
        target.close();

        Recovery recovery = recoverAnew();

        assertThat(recovery.bytes()).as("bytes recovered").isEqualTo(told.bytes());
        assertThat(contents().stream().mapToLong(String::length).sum())
                .as("bytes visible")
                .isEqualTo(told.bytes());
        assertThat(told.records()).as("at least what was spilled: 1 and 3").isGreaterThanOrEqualTo(2);
    }

    @Test
    void closing_while_the_place_refuses_leaves_what_was_spilled_to_recovery() throws IOException {
        require(Capability.RECOVERS);
        require(Capability.REFUSES);
        FlushTarget target = open();
        FilledSegment segment = ordinary(target, 0).add("spilled").spill();
        place().refuse(true);
        assertRefused(segment);
        closeWhateverItSays(target);
        place().refuse(false);
        assertNotOpen(segment.segment());
        assertThat(recoverAnew().live()).as("instances that still seem to live").isZero();
        assertThat(contents()).containsExactly("spilled");
    }

    @Test
    void promise12_a_recovery_that_was_refused_is_made_up_for() throws IOException {
        require(Capability.RECOVERS);
        require(Capability.REFUSES);
        leaveBehind("one");
        leaveBehind("two");
        FlushTarget target = open();
        place().refuse(true);
        recoverWhateverItSays(target);
        place().refuse(false);
        target.recover();
        assertFoundNothing(target.recover());
        assertThat(contents()).containsExactlyInAnyOrder("one", "two");
    }

    static void closeWhateverItSays(FlushTarget target) {
        try {
            target.close();
        } catch (IOException refused) {
            assertThat(refused.getMessage()).as("what could not be released").isNotBlank();
        }
    }

    private static void recoverWhateverItSays(FlushTarget target) {
        try {
            assertThat(target.recover()).isNotNull();
        } catch (IOException refused) {
            assertThat(refused.getMessage()).as("what could not be recovered").isNotBlank();
        }
    }
}
