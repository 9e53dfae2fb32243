package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.forebay.api.Outcome;
import io.forebay.api.SegmentSpec;
import io.forebay.testkit.ManualTime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Wake-ups that do not come where they should: nobody is dropped for that while there is room. */
class HandOnTest {
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        callers.shutdownNow();
    }

    @Test
    void promise14_aCallerThatFailsWhenItIsWokenLetsTheNextOneIn() throws Exception {
        BoundedTime time = new BoundedTime();
        Rig rig = Rig.full(2, 2, time);
        rig.step();
        rig.worker.requestFlush();
        assertThat(rig.step())
                .as("both buffers are published, and none is open")
                .isEqualTo("aa|bb|");

        ByteBuffer shrinking = ByteBuffer.wrap(Rig.bytes("cc"));
        Future<Outcome> first = callers.submit(() -> rig.admission.admit(null, shrinking, 0, 2));
        await().until(() -> time.waits() == 1);
        Future<String> second = callers.submit(() -> rig.write("dd"));
        await().until(() -> time.waits() == 2);

        shrinking.limit(1);
        assertThat(rig.step()).as("one buffer is opened").isEqualTo("aa|bb|");
        assertThatThrownBy(() -> first.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(IndexOutOfBoundsException.class);
        assertThat(second.get(60, TimeUnit.SECONDS)).isEqualTo("ACCEPTED");
    }

    @Test
    void promise7_aCallerThatNobodyWakesLooksOnceMoreWhenItsTimeIsUp() throws Exception {
        ManualTime time = new ManualTime();
        SinkConfig config = new SinkConfig(1, 2, Duration.ofMillis(100).toNanos(), 1, 100, 100, 0, 1, null, time);
        HeapTarget target = new HeapTarget();
        SegmentSpec spec = SegmentSpec.ordinary(0, 2);
        Worker worker = new Worker(config, target.open(spec), target.open(spec));
        Admission admission = new Admission(config, List.of(worker), new Vacancy(time));
        assertThat(admission.admit(Rig.bytes("aa"), null, 0, 2)).isEqualTo(Outcome.ACCEPTED);
        assertThat(admission.admit(Rig.bytes("bb"), null, 0, 2)).isEqualTo(Outcome.ACCEPTED);

        AtomicReference<Thread> caller = new AtomicReference<>();
        Future<Outcome> outcome = callers.submit(() -> {
            caller.set(Thread.currentThread());
            return admission.admit(Rig.bytes("c"), null, 0, 1);
        });
        await().until(() -> caller.get() != null && caller.get().getState() == Thread.State.TIMED_WAITING);
        worker.spilled(worker.sealed());
        time.advance(Duration.ofMillis(99));
        assertThat(outcome.isDone()).isFalse();
        time.advance(Duration.ofMillis(1));
        assertThat(outcome.get(60, TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);
    }
}
