package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.FlushTarget;
import io.forebay.api.Recovery;
import io.forebay.api.SegmentSpec;
import io.forebay.testkit.LeftoverDamage.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The part of the contract that speaks of damaged leftovers. Each test goes through all the damage that the harness can do, each
 * on a place of its own, and names it in its failure.
 */
abstract class DamageContract extends PlaceContract {
    private static final Set<Outcome> ALL = Set.of(Outcome.values());
    private static final String PUBLISHED = "published";
    private static final String SMALL = "one,two,";
    private static final String OTHER = "of another worker";
    private static final String LARGE = "x".repeat(CAPACITY) + "X";
    private static final String BYSTANDER = "of a target that died unharmed";

    @FunctionalInterface
    private interface Check {
        void run(Aftermath after) throws IOException;
    }

    /**
     * How a place looks when recovery has met damage on it.
     *
     * @param place where it was done
     * @param target that was opened after, and has recovered
     * @param recovery what it found
     */
    private record Aftermath(TargetHarness place, FlushTarget target, Recovery recovery) {
        List<String> contents() throws IOException {
            return texts(place.visible()).values().stream().toList();
        }
    }

    @Test
    void damage_stops_neither_the_start_nor_the_recovery_of_what_is_whole() throws Exception {
        forEachDamage(ALL, after -> {
            new FilledSegment(after.target().open(SegmentSpec.ordinary(0, CAPACITY)))
                    .add("new")
                    .publish();
            assertThat(after.contents()).contains(PUBLISHED, BYSTANDER, "new");
        });
    }

    @Test
    void promise2_damage_never_lets_anything_be_published_that_is_not_whole() throws Exception {
        forEachDamage(
                ALL,
                after -> assertThat(after.contents())
                        .doesNotHaveDuplicates()
                        .isSubsetOf(PUBLISHED, BYSTANDER, SMALL, OTHER, LARGE));
    }

    @Test
    void promise3_recovery_after_damage_finds_nothing_more_when_it_runs_again() throws Exception {
        forEachDamage(ALL, after -> {
            Map<String, String> once = texts(after.place().visible());
            assertFoundNothing(after.target().recover());
            assertThat(texts(after.place().visible())).isEqualTo(once);
        });
    }

    @Test
    void promise9_what_can_still_be_told_is_recovered() throws Exception {
        forEachDamage(
                Set.of(Outcome.RECOVERED), after -> assertThat(after.contents()).contains(SMALL, OTHER, LARGE));
    }

    @Test
    void what_can_not_be_told_any_more_is_set_aside_with_a_reason_and_kept() throws Exception {
        forEachDamage(Set.of(Outcome.SET_ASIDE), after -> {
            assertThat(after.contents()).doesNotContain(SMALL, OTHER, LARGE);
            assertThat(after.recovery().quarantined()).as("what is told").isNotEmpty();
            after.target().recover();
            Map<String, byte[]> kept = after.place().setAside();
            for (Recovery.Quarantined file : after.recovery().quarantined()) {
                assertThat(file.reason()).isNotBlank();
                assertThat(kept).containsKey(file.name());
                assertThat(kept.get(file.name())).as("%s", file).hasSize(Math.toIntExact(file.bytes()));
                assertThat(after.place().visible()).doesNotContainKey(file.name());
            }
        });
    }

    private void forEachDamage(Set<Outcome> outcomes, Check check) throws Exception {
        require(Capability.DAMAGES);
        int ways = place().damages().size();
        assertThat(ways).as("ways to damage leftovers").isPositive();
        for (int way = 0; way < ways; way++) {
            try (TargetHarness place = harness()) {
                LeftoverDamage damage = place.damages().get(way);
                if (outcomes.contains(damage.outcome())) {
                    leaveDamaged(place, damage);
                    judge(place, damage, check);
                }
            }
        }
    }

    private static void judge(TargetHarness place, LeftoverDamage damage, Check check) {
        try (FlushTarget target = place.open(SPEC)) {
            check.run(new Aftermath(place, target, target.recover()));
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError("after this damage: " + damage + ": " + e.getMessage(), e);
        }
    }

    private void leaveDamaged(TargetHarness place, LeftoverDamage damage) throws IOException {
        FlushTarget victim = place.open(SPEC);
        ordinary(victim, 0).add(PUBLISHED).publish();
        ordinary(victim, 0).add("one,").add("two,").spill();
        ordinary(victim, 1).add(OTHER).spill();
        oversize(victim, 2).put(bytes(CAPACITY, 'x')).spill().add("X").spill();
        endSuddenly(place, victim);
        damage.step().run();
        FlushTarget bystander = place.open(SPEC);
        ordinary(bystander, 0).add(BYSTANDER).spill();
        endSuddenly(place, bystander);
    }
}
