package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.Fault.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FaultyTargetTest {
    private static final SegmentSpec SEGMENT = SegmentSpec.ordinary(0, 16);

    private final MemoryStore store = new MemoryStore();

    @Test
    void a_refused_publication_has_not_happened_and_can_be_repeated() throws IOException {
        try (FlushTarget target = faulty(Fault.refusal().onCall(1).on(Operation.PUBLISH))) {
            FilledSegment segment = new FilledSegment(target.open(SEGMENT)).add("kept");
            assertThatThrownBy(segment::publish).isInstanceOf(IOException.class).hasMessageContaining("PUBLISH");
            assertThat(store.files()).isEmpty();
            segment.publish();
            assertThat(store.files())
                    .singleElement()
                    .extracting(MemoryFile::text)
                    .isEqualTo("kept");
        }
    }

    @Test
    void each_operation_can_be_struck_alone() throws IOException {
        assertThatThrownBy(() -> faulty(Fault.refusal().on(Operation.OPEN)).open(SEGMENT))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> faulty(Fault.refusal().on(Operation.RECOVER)).recover())
                .isInstanceOf(IOException.class);
        Segment segment = faulty(Fault.refusal().on(Operation.SPILL)).open(SEGMENT);
        assertThatThrownBy(() -> segment.spill(0)).isInstanceOf(IOException.class);
        segment.discard();
    }

    @Test
    void a_close_that_fails_has_released_everything_all_the_same() {
        FlushTarget target = faulty(Fault.refusal().on(Operation.CLOSE));
        assertThatThrownBy(target::close).isInstanceOf(IOException.class);
        assertThat(store.liveTargets()).isZero();
    }

    @Test
    void throws_what_it_is_given() {
        assertThatThrownBy(() -> faulty(Fault.thrown(() -> new StackOverflowError("deep")))
                        .open(SEGMENT))
                .isInstanceOf(StackOverflowError.class)
                .hasMessage("deep");
        assertThatThrownBy(() -> faulty(Fault.thrown(() -> new IllegalStateException("odd")))
                        .open(SEGMENT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("odd");
        assertThatThrownBy(() -> faulty(Fault.thrown(() -> new InterruptedException("no")))
                        .open(SEGMENT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hangs_deaf_to_interrupts_until_it_is_released() throws InterruptedException {
        CountDownLatch released = new CountDownLatch(1);
        FlushTarget target = faulty(Fault.hang(released));
        AtomicBoolean flagKept = new AtomicBoolean();
        Thread thread = new Thread(() -> {
            try {
                target.open(SEGMENT).discard();
                flagKept.set(Thread.interrupted());
            } catch (IOException e) {
                throw new AssertionError("nothing is refused", e);
            }
        });
        thread.start();
        try {
            await().until(() -> thread.getState() == Thread.State.WAITING);
            thread.interrupt();
            await().until(() -> thread.getState() == Thread.State.WAITING && !thread.isInterrupted());
        } finally {
            released.countDown();
        }
        thread.join();
        assertThat(flagKept).isTrue();
    }

    @Test
    void strikes_the_same_calls_for_the_same_seed_and_tells_the_seed() {
        assertThat(struck(Fault.refusal().withProbability(0.5, 7)))
                .isEqualTo(struck(Fault.refusal().withProbability(0.5, 7)))
                .isNotEqualTo(struck(Fault.refusal().withProbability(0.5, 8)))
                .contains(true, false);
        assertThat(struck(Fault.refusal().withProbability(0, 7))).doesNotContain(true);
        assertThat(struck(Fault.refusal().withProbability(1, 7))).doesNotContain(false);
        assertThat(Fault.refusal().withProbability(0.5, 7).on(Operation.SPILL))
                .hasToString("refusal with probability 0.5 and seed 7 on [SPILL]");
    }

    @Test
    void ends_when_it_is_over_and_adds_up() {
        AtomicBoolean over = new AtomicBoolean();
        Fault fault =
                Fault.none().and(Fault.refusal().onCall(2)).and(Fault.refusal().onCall(4));
        assertThat(struck(fault)).startsWith(false, true, false).contains(true);
        Fault ending = Fault.refusal().until(over::get);
        assertThat(struck(ending)).doesNotContain(false);
        over.set(true);
        assertThat(struck(ending)).doesNotContain(true);
    }

    @Test
    void strikes_from_a_call_on_lets_time_pass_and_interrupts() throws IOException {
        assertThat(struck(Fault.refusal().fromCall(3)).subList(0, 4)).containsExactly(false, false, true, true);
        List<String> passed = new ArrayList<>();
        Fault fault = Fault.slow(() -> passed.add("time")).and(Fault.interrupt());
        fault.strike(Operation.OPEN);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(passed).containsExactly("time");
        assertThat(fault).hasToString("slow, and interrupt");
        assertThat(Fault.refusal().fromCall(3)).hasToString("refusal from call 3");
    }

    @Test
    void says_what_is_wrong_with_its_settings() {
        assertThatThrownBy(() -> Fault.refusal().onCall(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fault.refusal().withProbability(1.5, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private FlushTarget faulty(Fault fault) {
        return new FaultyTarget(store.open(new TargetSpec(1, 1, 16)), fault);
    }

    private static List<Boolean> struck(Fault fault) {
        List<Boolean> struck = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            try {
                fault.strike(Operation.PUBLISH);
                struck.add(false);
            } catch (IOException e) {
                struck.add(true);
            }
        }
        return struck;
    }
}
