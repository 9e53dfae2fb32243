package io.forebay.engine;

import static io.forebay.engine.TroubleFixture.answer;
import static io.forebay.engine.TroubleFixture.awaitDeaf;
import static io.forebay.engine.TroubleFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.FlushTarget;
import io.forebay.api.Outcome;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.api.TimeSource;
import io.forebay.engine.SkippingTime.WouldHang;
import io.forebay.testkit.MemoryStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which worker a record goes to, and for how long its writer waits if all are full. */
class AdmissionTest {
    private static final int WORKERS = 3;

    private final SkippingTime time = new SkippingTime();
    private final Vacancy vacancy = new Vacancy(time);
    private final FlushTarget target = new MemoryStore().open(new TargetSpec(WORKERS, 3 * WORKERS, 10));
    private final List<Worker> workers = new ArrayList<>();
    private long signalled;

    private Admission admission(long timeout) throws IOException {
        SinkConfig config = new SinkConfig(WORKERS, 10, timeout, 1, 1_000, 10, 0, Long.MAX_VALUE, null, time);
        for (int i = 0; i < WORKERS; i++) {
            workers.add(new Worker(config, segment(i), segment(i)));
        }
        return new Admission(config, workers, vacancy);
    }

    private Segment segment(int worker) throws IOException {
        return target.open(SegmentSpec.ordinary(worker, 10));
    }

    private static Outcome admit(Admission admission) {
        return admission.admit(new byte[10], null, 0, 10);
    }

    private static void fill(Admission admission) {
        for (int i = 0; i < 2 * WORKERS; i++) {
            assertThat(admit(admission)).isEqualTo(Outcome.ACCEPTED);
        }
    }

    private long records(int worker) {
        return Ledgers.of(workers.get(worker)).accepted().records();
    }

    /** A worker's flush thread brings one full buffer to the target. */
    private void empty(Worker worker) {
        try {
            Slot slot = worker.sealed();
            slot.segment.publish();
            worker.published(slot);
            Segment opened = target.open(SegmentSpec.ordinary(0, 10));
            worker.opened(opened, opened.buffer());
            vacancy.signal();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void promise2_aThreadStaysOnItsWorkerWhileThatHasRoomAndThenGoesRound() throws IOException {
        Admission admission = admission(0);
        int home = (int) (Thread.currentThread().getId() % WORKERS);
        for (int i = 0; i < WORKERS; i++) {
            int worker = (home + i) % WORKERS;
            for (int n = 1; n <= 2; n++) {
                assertThat(admit(admission)).isEqualTo(Outcome.ACCEPTED);
                assertThat(records(worker)).isEqualTo(n);
            }
        }
        assertThat(admit(admission)).isEqualTo(Outcome.TIMED_OUT);
        assertThat(time.waits()).isEmpty();
    }

    @Test
    void promise7_aWriterWaitsForItsTimeoutAndNoLonger() throws IOException {
        Admission admission = admission(1_000);
        fill(admission);
        assertThat(admit(admission)).isEqualTo(Outcome.TIMED_OUT);
        assertThat(time.waits()).containsExactly(1_000L);
    }

    @Test
    void promise7_theWaitIsOneInAllHoweverOftenAWriterIsWokenForNothing() throws IOException {
        Admission admission = admission(1_000);
        fill(admission);
        time.duringNextWait(() -> {
            time.advance(400);
            vacancy.signal();
        });
        assertThat(admit(admission)).isEqualTo(Outcome.TIMED_OUT);
        assertThat(time.waits()).containsExactly(1_000L, 600L);
    }

    @Test
    void aWriterThatIsWokenTakesTheRoomThatWasMade() throws IOException {
        Admission admission = admission(1_000);
        fill(admission);
        time.duringNextWait(() -> empty(workers.get(1)));
        assertThat(admit(admission)).isEqualTo(Outcome.ACCEPTED);
        assertThat(records(1)).isEqualTo(3);
        assertThat(time.waits()).containsExactly(1_000L);
        time.duringNextWait(() -> empty(workers.get(0)));
        assertThat(admission.admit(null, ByteBuffer.allocate(10), 0, 10)).isEqualTo(Outcome.ACCEPTED);
        assertThat(records(0)).isEqualTo(3);
    }

    @Test
    void roomThatIsMadeInTheLastMomentIsTaken() throws IOException {
        Admission admission = admission(1_000);
        fill(admission);
        time.duringNextWait(() -> {
            time.advance(1_000);
            empty(workers.get(2));
        });
        assertThat(admit(admission)).isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    void promise7_aQueuedRecordWaitsForEver() throws IOException {
        Admission admission = admission(0);
        fill(admission);
        assertThatThrownBy(() -> admission.admitQueued(ByteBuffer.allocate(10), 10))
                .isInstanceOf(WouldHang.class);
        time.duringNextWait(() -> empty(workers.get(0)));
        assertThat(admission.admitQueued(ByteBuffer.allocate(10), 10)).isEqualTo(Outcome.ACCEPTED);
        assertThat(records(0)).isEqualTo(2);
    }

    @Test
    void callersWhoWaitAreTurnedAwayAndQueuedRecordsAreNot() throws IOException {
        Admission admission = admission(1_000);
        fill(admission);
        time.duringNextWait(admission::refuseCallers);
        assertThat(admit(admission)).isEqualTo(Outcome.CLOSED);
        assertThat(time.waits()).containsExactly(1_000L);
        empty(workers.get(0));
        assertThat(admit(admission)).isEqualTo(Outcome.CLOSED);
        assertThat(admission.admitQueued(ByteBuffer.allocate(10), 10)).isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    void whoComesToClosedWorkersIsToldSo() throws IOException {
        Admission admission = admission(1_000);
        workers.forEach(worker -> worker.close(Deadline.in(time, 0)));
        assertThat(admit(admission)).isEqualTo(Outcome.CLOSED);
        assertThat(admission.admitQueued(ByteBuffer.allocate(10), 10)).isEqualTo(Outcome.CLOSED);
        assertThat(time.waits()).isEmpty();
    }

    @Test
    void whoWaitsWhileTheWorkersCloseIsToldSo() throws IOException {
        Admission admission = admission(1_000);
        fill(admission);
        time.duringNextWait(() -> {
            workers.forEach(worker -> worker.close(Deadline.in(time, 0)));
            vacancy.signalAll();
        });
        assertThat(admission.admitQueued(ByteBuffer.allocate(10), 10)).isEqualTo(Outcome.CLOSED);
    }

    /** Tells how often waiters were signalled since the last time it was asked. */
    private long signals() {
        long now = vacancy.enter();
        long count = now - signalled;
        signalled = now;
        vacancy.leave(now, false);
        return count;
    }

    @Test
    void aWriterThatFoundRoomWakesTheNextOneAndOneThatDidNotWakesNobody() throws IOException {
        Admission admission = admission(1_000);
        fill(admission);
        vacancy.enter();
        time.duringNextWait(() -> empty(workers.get(0)));
        assertThat(admit(admission)).isEqualTo(Outcome.ACCEPTED);
        assertThat(signals()).isEqualTo(2);
        assertThat(admit(admission)).isEqualTo(Outcome.TIMED_OUT);
        assertThat(signals()).isZero();
    }

    @Test
    void aFreeBufferCostsNoSignalOnceTheLastWriterHasLeft() throws IOException {
        Admission admission = admission(1_000);
        fill(admission);
        assertThat(admit(admission)).isEqualTo(Outcome.TIMED_OUT);
        vacancy.signal();
        assertThat(signals()).isZero();
    }

    /** A copy into a mapped file stands still with its disk, and with it the lock of its worker. */
    private final class StandingStill implements TimeSource, AutoCloseable {
        private final CountDownLatch inside = new CountDownLatch(WORKERS);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private final Admission admission;
        private final AtomicLong now = new AtomicLong();
        /** How often somebody who does not stand still has asked for the time. */
        private final AtomicLong asked = new AtomicLong();

        /** Another one than those that stand still. */
        private volatile @Nullable Thread caller;

        private volatile boolean callerFlag;

        StandingStill(long timeout) throws IOException, InterruptedException {
            SinkConfig config = new SinkConfig(WORKERS, 10, timeout, 1, 1_000, 10, 0, Long.MAX_VALUE, null, this);
            for (int i = 0; i < WORKERS; i++) {
                workers.add(new Worker(config, segment(i), segment(i)));
            }
            admission = new Admission(config, workers, vacancy);
            for (Worker worker : workers) {
                threads.execute(() -> worker.offer(new byte[10], null, 0, 10, true, true));
            }
            inside.await();
        }

        @Override
        public long nanoTime() {
            // Asked for a buffer's first record, under the worker's lock.
            if (inside.getCount() > 0) {
                inside.countDown();
                awaitDeaf(goOn);
            }
            asked.incrementAndGet();
            return now.get();
        }

        @Override
        public void await(Lock lock, Condition condition, long nanos) {
            throw new WouldHang(nanos);
        }

        Future<Outcome> write() {
            return threads.submit(() -> {
                caller = Thread.currentThread();
                Outcome outcome = admit(admission);
                callerFlag = Thread.interrupted();
                return outcome;
            });
        }

        /** A caller that has looked several times, and goes on waiting. */
        Future<Outcome> waitingWrite() {
            long before = asked.get();
            Future<Outcome> outcome = write();
            eventually(() -> asked.get() > before + 3);
            assertThat(outcome).isNotDone();
            return outcome;
        }

        @Override
        public void close() {
            goOn.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    void promise7_aWriterThatMeetsOthersOnAllWorkersIsNotDroppedForThat() throws Exception {
        try (StandingStill others = new StandingStill(1)) {
            Future<Outcome> outcome = others.waitingWrite();
            others.goOn.countDown();
            assertThat(answer(outcome)).isEqualTo(Outcome.ACCEPTED);
        }
    }

    @Test
    void promise7_aWriterWaitsForItsTimeoutThoughOthersStandStill() throws Exception {
        try (StandingStill others = new StandingStill(1)) {
            Future<Outcome> outcome = others.waitingWrite();
            others.now.set(1);
            assertThat(answer(outcome)).isEqualTo(Outcome.TIMED_OUT);
        }
    }

    @Test
    void promise7_oneThatNeverWaitsDoesNotWaitForThoseThatStandStill() throws Exception {
        try (StandingStill others = new StandingStill(0)) {
            assertThat(answer(others.write())).isEqualTo(Outcome.TIMED_OUT);
        }
    }

    @Test
    void whatElseEndsAWaitEndsTheWaitForThoseThatStandStillToo() throws Exception {
        try (StandingStill others = new StandingStill(1)) {
            Future<Outcome> interrupted = others.waitingWrite();
            others.caller.interrupt();
            assertThat(answer(interrupted)).isEqualTo(Outcome.TIMED_OUT);
            assertThat(others.callerFlag).as("the flag stays").isTrue();
            Future<Outcome> refused = others.waitingWrite();
            others.admission.refuseCallers();
            assertThat(answer(refused)).isEqualTo(Outcome.CLOSED);
        }
    }

    @Test
    void promise14_anInterruptEndsTheWaitAndTheFlagStays() throws IOException {
        Admission admission = admission(1_000);
        fill(admission);
        Thread.currentThread().interrupt();
        assertThat(admit(admission)).isEqualTo(Outcome.TIMED_OUT);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(time.waits()).isEmpty();
    }
}
