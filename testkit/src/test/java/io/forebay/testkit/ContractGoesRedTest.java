package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs the suite against targets that are broken in one way each, and expects the tests that are there for it to fail. */
class ContractGoesRedTest {
    private static final List<Broken> ALL = Stream.of(
                    BrokenSegments.ALL,
                    BrokenBounds.ALL,
                    BrokenOpenings.ALL,
                    BrokenErrors.ALL,
                    BrokenCounts.ALL,
                    BrokenFiles.ALL,
                    BrokenLives.ALL,
                    BrokenEnds.ALL,
                    BrokenThreads.ALL,
                    BrokenRefusals.ALL,
                    BrokenRecoveries.ALL,
                    BrokenLosses.ALL,
                    BrokenPlaces.ALL)
            .flatMap(List::stream)
            .toList();

    @Test
    void nothing_fails_for_a_target_that_is_only_wrapped() {
        Broken whole = Broken.segments("nothing", (segment, place) -> new ForwardingSegment(segment) {});
        assertThat(ContractRun.failures(whole.place())).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> what_is_broken_is_noticed() {
        return ALL.stream().map(broken -> DynamicTest.dynamicTest(broken.what(), () -> assertNoticed(broken)));
    }

    /** So that a test of the suite that can not fail, or a new one that nobody has seen fail, is found out. */
    @Test
    void each_test_of_the_suite_is_there_for_something_that_is_broken() {
        Set<String> needed = new TreeSet<>();
        ALL.forEach(broken -> needed.addAll(broken.noticedBy()));
        assertThat(needed).isEqualTo(ContractRun.allTests());
    }

    @Test
    void what_random_lives_find_is_told_with_a_promise_a_seed_and_the_steps() {
        Map<String, String> failures =
                ContractRun.failures(BrokenLives.SPILLED_TWICE.place(), BrokenLives.SPILLED_TWICE.noticedBy());
        assertThat(failures.get(BrokenLives.NOTICED_OVER_LIVES))
                .containsPattern("\\[promises? [1-9]")
                .contains("Repeat it with -Dforebay.seed=", "\nspill ");
    }

    private static void assertNoticed(Broken broken) {
        Map<String, String> failures = ContractRun.failures(broken.place(), broken.noticedBy());
        assertThat(failures).containsOnlyKeys(broken.noticedBy());
    }
}
