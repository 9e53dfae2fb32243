package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.FlushReport.Status;
import io.forebay.api.RecordSink;
import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;
import io.forebay.testkit.Sources;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Interrupts from outside, which no thread of the sink asks for: none of them ends a thread, or shortens what it must wait for. */
class StrayInterruptTest extends TroubleFixture {
    private final Set<Thread> before = Thread.getAllStackTraces().keySet();

    private void interruptAll(String name) {
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.getName().startsWith(name))
                .forEach(Thread::interrupt);
    }

    @Test
    void promise14_anIdleSinkWhoseThreadsAreAllInterruptedServesOn() throws IOException {
        WatchedTime watched = new WatchedTime(time);
        RecordSink sink = open(settings().workers(2).timeSource(watched));
        for (String name : new String[] {"forebay-flush-0", "forebay-intake-", "forebay-watchdog", "forebay-events"}) {
            int waits = watched.awaits(name);
            interruptAll(name);
            eventually(() -> watched.awaits(name) > waits);
        }
        for (int i = 0; i < 50; i++) {
            sink.write(new byte[10]);
            sink.write(Sources.whole(new byte[10]));
            sink.write(Sources.whole(new byte[150]));
        }
        assertThat(sink.close(LONG).clean()).isTrue();
        assertThat(sink.ledger().published()).isEqualTo(amount(150, 8_500));
    }

    @Test
    void aLaneThatRestsBecauseItsTargetRefusesIsNotWokenEarly() throws IOException {
        WatchedTime early = new WatchedTime(new EarlyTime());
        RecordSink sink = open(settings().timeSource(early));
        fault = Fault.refusal();
        sink.write(Sources.whole(new byte[350]));
        eventually(() -> attempts(Operation.OPEN) == 3);
        for (int i = 0; i < 5; i++) {
            interruptAll("forebay-intake-");
            int waits = early.awaits("forebay-intake-");
            eventually(() -> early.awaits("forebay-intake-") > waits + 20);
        }
        assertThat(attempts(Operation.OPEN)).isEqualTo(3);
        fault = Fault.none();
        assertThat(sink.close(LONG).clean()).isTrue();
    }

    @Test
    void promise10_aFlushThatIsInterruptedWhenAllIsPublishedSaysSo() throws Exception {
        InterruptingTime interrupting = new InterruptingTime();
        Engine engine = Engine.open(
                new SinkConfig(1, 100, Long.MAX_VALUE, 10, 1_000, 100, 0, Long.MAX_VALUE, null, interrupting),
                target());
        CountDownLatch hung = latch();
        fault = Fault.hang(hung).on(Operation.PUBLISH);
        engine.admission.admit(new byte[10], null, 0, 10);
        interrupting.interruptOnce(Thread.currentThread(), () -> {
            hung.countDown();
            while (engine.workers.get(0).settled() < 1) {
                Thread.onSpinWait();
            }
        });
        Status status = new Barrier(engine)
                .await(Deadline.in(interrupting, Long.MAX_VALUE))
                .status();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(status).isEqualTo(Status.OK);
        new Closing(engine).close(LONG);
    }
}
