package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.testkit.Fault;
import io.forebay.testkit.Fault.Operation;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A disk that hangs under many callers: each is answered within its bound, and service goes on when the disk does. */
class HungDiskTest extends TroubleFixture {
    private static final int CALLERS = 64;
    private static final Duration TIMEOUT = Duration.ofMillis(100);

    private final CountDownLatch hung = latch();
    private final WatchedTime watched = new WatchedTime(time);

    @Test
    void promise7_eachOf64CallersIsAnsweredWithinItsBound() throws Exception {
        eachIsAnsweredWithinItsBound(callers);
    }

    @Test
    void promise7_eachOf64VirtualCallersIsAnsweredWithinItsBound() throws Exception {
        ExecutorService virtual = virtualThreads();
        try {
            eachIsAnsweredWithinItsBound(virtual);
        } finally {
            virtual.shutdownNow();
        }
    }

    /** As {@code Executors.newVirtualThreadPerTaskExecutor()}, which this source level does not know. */
    private static ExecutorService virtualThreads() throws Exception {
        Assumptions.assumeTrue(Runtime.version().feature() >= 21, "virtual threads need Java 21");
        try {
            return (ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class))
                    .invoke();
        } catch (Throwable e) {
            throw new AssertionError("a Java of 21 or later has virtual threads", e);
        }
    }

    private void eachIsAnsweredWithinItsBound(ExecutorService threads) throws Exception {
        RecordSink sink = open(settings().workers(2).timeout(TIMEOUT).timeSource(watched));
        fault = Fault.hang(hung);
        // Two workers with two buffers each, and nothing comes back from the disk.
        for (int i = 0; i < 4; i++) {
            assertThat(sink.write(new byte[100])).isEqualTo(Outcome.ACCEPTED);
        }
        List<Future<Long>> waits = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            waits.add(threads.submit(() -> timeOfDrop(sink)));
        }
        eventually(() -> watched.callersThatWaited() == CALLERS);
        time.advance(TIMEOUT.minusNanos(1));
        assertThat(waits).as("nobody gives up before its time").noneMatch(Future::isDone);
        time.advance(Duration.ofNanos(1));
        for (Future<Long> wait : waits) {
            assertThat(answer(wait)).as("injected nanoseconds").isEqualTo(TIMEOUT.toNanos());
        }
        assertThat(sink.ledger().dropped()).isEqualTo(amount(CALLERS, CALLERS * 10L));
        assertThat(sink.ledger().accepted()).isEqualTo(amount(4, 400));
        assertServiceResumes(sink);
    }

    private long timeOfDrop(RecordSink sink) {
        long began = time.nanoTime();
        assertThat(sink.write(new byte[10])).isEqualTo(Outcome.TIMED_OUT);
        return time.nanoTime() - began;
    }

    private void assertServiceResumes(RecordSink sink) throws IOException {
        fault = Fault.none();
        hung.countDown();
        eventually(() -> sink.write(new byte[10]) == Outcome.ACCEPTED);
        assertThat(closing(sink, LONG).clean()).isTrue();
        assertBalanced(sink.ledger());
        assertThat(sink.ledger().published()).isEqualTo(sink.ledger().accepted());
        assertThat(sink.ledger().accepted()).isEqualTo(amount(5, 410));
    }

    @Test
    void promise7_64CallersGoOnAtTheWorkerWhoseDiskAnswers() throws Exception {
        RecordSink sink = open(settings().workers(2).timeout(FOR_EVER));
        fault = Fault.hang(hung).onCall(1).on(Operation.PUBLISH);
        List<Future<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            outcomes.add(callers.submit(() -> {
                Outcome last = Outcome.ACCEPTED;
                for (int n = 0; n < 10 && last == Outcome.ACCEPTED; n++) {
                    last = sink.write(new byte[60]);
                }
                return last;
            }));
        }
        for (Future<Outcome> outcome : outcomes) {
            assertThat(answer(outcome)).isEqualTo(Outcome.ACCEPTED);
        }
        assertThat(sink.ledger().accepted()).isEqualTo(amount(640, 640 * 60L));
        assertThat(sink.ledger().published().records()).as("one worker hangs").isLessThan(640);
        hung.countDown();
        assertThat(closing(sink, LONG).clean()).isTrue();
        assertBalanced(sink.ledger());
        assertThat(sink.ledger().published()).isEqualTo(amount(640, 640 * 60L));
    }
}
