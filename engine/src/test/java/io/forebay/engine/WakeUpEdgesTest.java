package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.FlushTarget;
import io.forebay.api.LossReason;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.api.TimeSource;
import io.forebay.testkit.MemoryStore;
import io.forebay.testkit.Sources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * That each change wakes whoever waits for it. The waits are of the machine's time and without end: nobody looks again by chance. That no
 * wake-up is lost in a race is in {@link WakeUpTest}.
 */
class WakeUpEdgesTest {
    private static final Set<Thread.State> WAITING = EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

    private final TimeSource time = TimeSource.system();
    private final Deadline never = Deadline.in(time, Long.MAX_VALUE);
    private final SinkConfig config =
            new SinkConfig(1, 100, Long.MAX_VALUE, 1, 1_000, 100, 0, Long.MAX_VALUE, null, time);
    private final Books books = new Books();
    private final Signal progress = new Signal(time);
    private final Intake intake = new Intake(config, books, progress);
    private final Vacancy vacancy = new Vacancy(time);
    private final FlushTarget target = new MemoryStore().open(new TargetSpec(1, 4, 100));
    private final Worker worker;
    private final ExecutorService threads = Executors.newSingleThreadExecutor();

    WakeUpEdgesTest() throws IOException {
        worker = new Worker(
                config, target.open(SegmentSpec.ordinary(0, 100)), target.open(SegmentSpec.ordinary(0, 100)));
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private static Handoff source() {
        return new Handoff(Sources.whole(new byte[3]));
    }

    private Handoff enqueued() {
        Handoff handoff = source();
        intake.enqueue(handoff, never);
        return handoff;
    }

    private Handoff lent() {
        Handoff handoff = new Handoff(new BorrowedBytes(ByteBuffer.allocate(150), books));
        intake.enqueue(handoff, never);
        return handoff;
    }

    private interface Change {
        void happen() throws Exception;
    }

    /** Returns what the wait has returned, once the change has happened while it lasted. */
    private <T> T woken(Callable<T> wait, Change change) throws Exception {
        Thread[] waiter = new Thread[1];
        Future<T> done = threads.submit(() -> {
            waiter[0] = Thread.currentThread();
            return wait.call();
        });
        TroubleFixture.eventually(() -> waiter[0] != null && WAITING.contains(waiter[0].getState()));
        change.happen();
        return done.get(30, TimeUnit.SECONDS);
    }

    private Worker.Task task() {
        return worker.next(new Pause(), new Pause());
    }

    /** What the flush thread does with a sealed segment, and the next one that it opens. */
    private void publish() throws IOException {
        Slot sealed = worker.sealed();
        sealed.segment.publish();
        worker.published(sealed);
        assertThat(task()).isEqualTo(Worker.Task.OPEN);
        Segment opened = target.open(SegmentSpec.ordinary(0, 100));
        worker.opened(opened, opened.buffer());
    }

    private int offer(int length) {
        return worker.offer(new byte[length], null, 0, length, true, true);
    }

    @Test
    void aFlushThreadIsWokenBySealingByAFlushAndByAClose() throws Exception {
        offer(100);
        assertThat(woken(this::task, () -> offer(10))).isEqualTo(Worker.Task.WRITE);
        publish();
        assertThat(woken(this::task, worker::requestFlush)).isEqualTo(Worker.Task.WRITE);
        publish();
        assertThat(woken(this::task, () -> worker.close(never))).isEqualTo(Worker.Task.END);
    }

    @Test
    void aLaneIsWokenByARecordAndByTheEnd() throws Exception {
        assertThat(woken(intake::take, this::enqueued)).isNotNull();
        assertThat(woken(intake::take, this::lent)).isNotNull();
        assertThat(woken(intake::takeLent, this::lent)).isNotNull();
        assertThat(woken(intake::take, intake::end)).isNull();
    }

    @Test
    void aLaneForWhatCallersLendIsWokenByTheEnd() throws Exception {
        assertThat(woken(intake::takeLent, intake::end)).isNull();
    }

    @Test
    void whoWaitsForAPlaceInTheQueueIsWokenByALaneAndByAClose() throws Exception {
        enqueued();
        woken(this::enqueued, intake::take);
        woken(this::enqueued, () -> intake.refuse(never));
    }

    @Test
    void aCallerWhoLendsItsRecordIsWokenWhenItIsTakenOrGivenUp() throws Exception {
        BorrowedBytes taken = new BorrowedBytes(ByteBuffer.allocate(150), books);
        woken(() -> taken.await(config, never), () -> taken.take(new NotedCommits(), 9));
        assertThat(taken.taken()).isTrue();
        BorrowedBytes givenUp = new BorrowedBytes(ByteBuffer.allocate(150), books);
        woken(() -> givenUp.await(config, never), givenUp::close);
        assertThat(givenUp.taken()).isFalse();
    }

    @Test
    void aLaneThatRestsIsWokenByAFlushAndWhenItsRecordIsSettled() throws Exception {
        Handoff handoff = source();
        assertThat(woken(() -> handoff.pause(time, Long.MAX_VALUE), handoff::hurry))
                .isTrue();
        assertThat(woken(() -> handoff.pause(time, Long.MAX_VALUE), () -> handoff.settleLost(books, LossReason.UNREAD)))
                .isFalse();
    }

    @Test
    void aLaneWhoseSourceIsClosedByAnotherIsWokenWhenThatIsDone() throws Exception {
        Handoff handoff = source();
        woken(
                () -> {
                    handoff.awaitSourceClosed();
                    return null;
                },
                handoff::closeSource);
    }

    @Test
    void aWriterIsWokenByAFreeBufferByAWriterThatGoesAndByAClose() throws Exception {
        long seen = vacancy.enter();
        long other = vacancy.enter();
        long first = woken(() -> vacancy.await(seen, never), vacancy::signal);
        assertThat(first).isGreaterThan(seen);
        long second = woken(() -> vacancy.await(first, never), () -> vacancy.leave(other, false));
        assertThat(second).isGreaterThan(first);
        assertThat(woken(() -> vacancy.await(second, never), vacancy::signalAll))
                .isGreaterThan(second);
    }

    @Test
    void whoWaitsForProgressIsWokenWhenARecordIsDoneAndAtTheEnd() throws Exception {
        Handoff handoff = enqueued();
        intake.take();
        assertThat(woken(() -> progress.await(intake::idle, never), () -> intake.done(handoff)))
                .isTrue();
        enqueued();
        assertThat(woken(() -> progress.await(intake::idle, never), intake::end))
                .isTrue();
    }

    @Test
    void whoWaitsForProgressIsWokenByEachStepOfAFlushThread() throws Exception {
        Flusher flusher = new Flusher(0, config, worker, target, vacancy, progress, new Events(config, books));
        offer(10);
        worker.requestFlush();
        assertThat(woken(() -> progress.await(() -> worker.settled() == 1, never), flusher::step))
                .isTrue();
        flusher.step();
        offer(10);
        worker.close(Deadline.in(time, 0));
        assertThat(woken(() -> progress.await(() -> worker.settled() == 2, never), flusher::step))
                .isTrue();
    }

    @Test
    void aWriterThatLeavesWakesTheNextOnlyIfThereMayBeRoom() {
        List<Long> seen = List.of(vacancy.enter(), vacancy.enter(), vacancy.enter());
        assertThat(seen).containsOnly(seen.get(0));
        vacancy.leave(seen.get(0), false);
        assertThat(vacancy.enter()).isEqualTo(seen.get(0));
        vacancy.leave(seen.get(0), true);
        assertThat(vacancy.enter()).isEqualTo(seen.get(0) + 1);
    }
}
