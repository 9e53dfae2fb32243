package io.forebay.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of the contract that speaks of refusals in each state that a segment can be in. */
abstract class RefusedStatesContract extends RefusalContract {
    private static final int MOST_REFUSALS = 3;
    private static final String LARGE = "x".repeat(CAPACITY);

    private static final List<State> STATES = List.of(
            new State(
                    "in the buffer",
                    false,
                    "1,2",
                    2,
                    segment -> segment.add("1,").add("2")),
            new State(
                    "spilled",
                    false,
                    "1,2",
                    2,
                    segment -> segment.add("1,").add("2").spill()),
            new State(
                    "spilled and in the buffer",
                    false,
                    "1,2",
                    2,
                    segment -> segment.add("1,").spill().add("2")),
            new State(
                    "spilled twice and in the buffer",
                    false,
                    "1,2,3",
                    3,
                    segment -> segment.add("1,").spill().add("2,").spill().add("3")),
            new State("a full buffer", false, LARGE, 1, segment -> segment.add(LARGE)),
            new State("a large one that is in the buffer yet", true, "large", 1, segment -> segment.add("large")),
            new State(
                    "a large one, spilled but for its end",
                    true,
                    LARGE + "end",
                    1,
                    segment -> segment.put(LARGE.getBytes(UTF_8)).spill().add("end")),
            new State(
                    "a large one, spilled to its last byte",
                    true,
                    LARGE,
                    1,
                    segment -> segment.put(LARGE.getBytes(UTF_8)).spill().add("")),
            new State(
                    "a large one, spilled with its end",
                    true,
                    LARGE + "end",
                    1,
                    segment -> segment.put(LARGE.getBytes(UTF_8))
                            .spill()
                            .add("end")
                            .spill()));

    /** What a segment holds when it is refused, and what must come of it. */
    private record State(String name, boolean oversize, String content, int records, Filling filling) {}

    @FunctionalInterface
    private interface Filling {
        void run(FilledSegment segment) throws IOException;
    }

    @Test
    void promise1_in_whatever_state_a_refused_publication_can_be_repeated() throws IOException {
        require(Capability.REFUSES);
        FlushTarget target = open();
        List<String> expected = new ArrayList<>();
        for (State state : STATES) {
            for (int refusals = 1; refusals <= MOST_REFUSALS; refusals++) {
                FilledSegment segment = filled(target, state);
                place().refuse(true);
                for (int i = 0; i < refusals; i++) {
                    assertRefused(segment);
                }
                place().refuse(false);
                assertComesOut(segment, state);
                expected.add(state.content());
            }
        }
        assertThat(contents()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void promise1_in_whatever_state_a_refused_spill_can_be_repeated() throws IOException {
        require(Capability.REFUSES);
        FlushTarget target = open();
        List<String> expected = new ArrayList<>();
        for (State state : STATES) {
            for (int refusals = 1; refusals <= MOST_REFUSALS; refusals++) {
                FilledSegment segment = filled(target, state);
                place().refuse(true);
                boolean spilled = false;
                for (int i = 0; i < refusals && !spilled; i++) {
                    spilled = spilledAllTheSame(segment);
                }
                place().refuse(false);
                if (!spilled) {
                    segment.spill();
                }
                assertComesOut(segment, state);
                expected.add(state.content());
            }
        }
        assertThat(contents()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void in_whatever_state_a_refused_segment_can_be_discarded_and_abandoned() throws IOException {
        require(Capability.REFUSES);
        for (State state : STATES) {
            try (FlushTarget target = place().open(SPEC)) {
                FilledSegment discarded = filled(target, state);
                place().refuse(true);
                assertRefused(discarded);
                discarded.discard();
                assertNotOpen(discarded.segment());
                place().refuse(false);
                FilledSegment abandoned = filled(target, state);
                place().refuse(true);
                assertRefused(abandoned);
                abandoned.abandon();
                assertNotOpen(abandoned.segment());
                place().refuse(false);
            }
        }
        assertThat(visible()).isEmpty();
    }

    private FilledSegment filled(FlushTarget target, State state) throws IOException {
        FilledSegment segment = state.oversize() ? oversize(target, 0) : ordinary(target, 0);
        state.filling().run(segment);
        return segment;
    }

    private static void assertComesOut(FilledSegment segment, State state) throws IOException {
        Published published = segment.publish();
        assertThat(published.records()).as("records, %s", state.name()).isEqualTo(state.records());
        assertThat(published.bytes())
                .as("bytes, %s", state.name())
                .isEqualTo(state.content().length());
    }
}
