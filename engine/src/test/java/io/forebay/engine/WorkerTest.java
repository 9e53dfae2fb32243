package io.forebay.engine;

import static io.forebay.engine.Ledgers.amount;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.Amount;
import io.forebay.api.Ledger;
import io.forebay.api.LossReason;
import io.forebay.api.TimeSource;
import io.forebay.engine.SkippingTime.WouldHang;
import io.forebay.engine.Worker.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;

/** Two buffers that take turns, step by step: what writers are told, and what the flush thread is to do next, and when. */
class WorkerTest extends WorkerFixture {
    @Test
    void itTakesWhatFitsTwoBuffersToTheLastByteAndThenSaysThatItIsFull() throws IOException {
        Worker worker = worker(100, 0);
        assertThat(offer(worker, 60)).isEqualTo(Worker.TAKEN);
        assertThat(offer(worker, 40)).isEqualTo(Worker.TAKEN);
        assertThat(worker.sealed()).isNull();
        assertThat(offer(worker, 1)).isEqualTo(Worker.TAKEN);
        assertThat(worker.sealed()).isNotNull();
        assertThat(offer(worker, 100)).isEqualTo(Worker.FULL);
        assertThat(offer(worker, 99)).isEqualTo(Worker.TAKEN);
        assertThat(offer(worker, 1)).isEqualTo(Worker.FULL);
        assertThat(ledger(worker).accepted()).isEqualTo(amount(4, 200));

        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(write(worker)).isTrue();
        assertThat(offer(worker, 1)).isEqualTo(Worker.FULL);
        reopen(worker);
        assertThat(offer(worker, 1)).isEqualTo(Worker.TAKEN);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(write(worker)).isTrue();
        assertThat(lengths()).containsExactly(100, 100);
        assertThat(ledger(worker).buffered()).isEqualTo(amount(1, 1));
        assertThat(ledger(worker).files()).isEqualTo(2);
    }

    @Test
    void aBufferThatIsFullForSmallRecordsIsWrittenOnceThereIsAnotherWithoutAWriterThatAsks() throws IOException {
        Worker worker = fullForSmallRecords(100);
        assertThat(write(worker)).isTrue();
        assertThat(next(worker)).isEqualTo(Task.OPEN);
        reopen(worker);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(write(worker)).isTrue();
        assertThat(lengths()).containsExactly(90, 90);

        // That is over: the next one is filled.
        reopen(worker);
        assertThat(offer(worker, 60)).isEqualTo(Worker.TAKEN);
        assertThatThrownBy(() -> next(worker)).isInstanceOf(WouldHang.class);
        assertThat(offer(worker, 40)).isEqualTo(Worker.TAKEN);
    }

    @Test
    void aFullBufferIsSpilledOnceThereIsAnotherWithoutAWriterThatAsks() throws IOException {
        Worker worker = fullForSmallRecords(1_000);
        assertThat(write(worker)).isFalse();
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(write(worker)).isFalse();
        assertThatThrownBy(() -> next(worker)).isInstanceOf(WouldHang.class);
    }

    private Worker fullForSmallRecords(long rollSize) throws IOException {
        Worker worker = worker(rollSize, 0);
        offer(worker, 90);
        offer(worker, 90);
        assertThat(offer(worker, 12)).isEqualTo(Worker.FULL);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        return worker;
    }

    @Test
    void aLargeRecordDoesNotHaveABufferWrittenThatIsNotFullAndFindsTheNextOne() throws IOException {
        Worker worker = worker(100, 0);
        offer(worker, 60);
        offer(worker, 60);
        assertThat(offer(worker, 100)).isEqualTo(Worker.FULL);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        write(worker);
        reopen(worker);
        assertThatThrownBy(() -> next(worker)).isInstanceOf(WouldHang.class);
        assertThat(offer(worker, 1)).isEqualTo(Worker.TAKEN);
        assertThat(offer(worker, 100)).isEqualTo(Worker.TAKEN);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        write(worker);
        assertThat(lengths()).containsExactly(60, 61);
    }

    @Test
    void promise2_recordsStandInTheFileAsTheyWereGiven() throws IOException {
        Worker worker = worker(100, 0);
        worker.offer("xxonexx".getBytes(UTF_8), null, 2, 3, false, true);
        ByteBuffer bytes = ByteBuffer.wrap("..two..".getBytes(UTF_8)).position(5);
        worker.offer(null, bytes, 2, 3, false, true);
        assertThat(bytes.position()).isEqualTo(5);
        worker.requestFlush();
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        write(worker);
        assertThat(store.files()).singleElement().satisfies(file -> {
            assertThat(file.text()).isEqualTo("onetwo");
            assertThat(file.records()).isEqualTo(2);
        });
    }

    @Test
    void whatASourceBringsWasCountedBefore() throws IOException {
        Worker worker = worker(100, 0);
        worker.offer(new byte[5], null, 0, 5, false, false);
        assertThat(ledger(worker).accepted()).isEqualTo(amount(0, 5));
        assertThat(worker.requestFlush()).isEqualTo(1);
    }

    @Test
    void aWriterThatMeetsAnotherIsToldSoUnlessItWaits() throws Exception {
        int[] told = new int[1];
        Thread[] waiting = new Thread[1];
        Worker[] self = new Worker[1];
        TimeSource meeting = new TimeSource() {
            @Override
            public long nanoTime() {
                // The first writer is inside.
                if (waiting[0] == null) {
                    waiting[0] = new Thread(() -> self[0].offer(new byte[7], null, 0, 7, true, true));
                    Thread other = new Thread(() -> told[0] = offer(self[0], 1));
                    waiting[0].start();
                    other.start();
                    join(other);
                }
                return 0;
            }

            @Override
            public void await(Lock lock, Condition condition, long nanos) {
                throw new WouldHang(nanos);
            }
        };
        self[0] = new Worker(
                new SinkConfig(1, 100, 0, 1, 1_000, 100, 0, Long.MAX_VALUE, null, meeting), segment(), segment());
        assertThat(offer(self[0], 5)).isEqualTo(Worker.TAKEN);
        join(waiting[0]);
        assertThat(told[0]).isEqualTo(Worker.BUSY);
        assertThat(ledger(self[0]).accepted()).isEqualTo(amount(2, 12));
    }

    private static void join(Thread thread) {
        try {
            thread.join(30_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void anIdleFlushThreadLooksOnceInEachRollAge() throws IOException {
        Worker worker = worker(100, AGE);
        time.duringNextWait(() -> worker.close(Deadline.in(time, Long.MAX_VALUE)));
        assertThat(next(worker)).isEqualTo(Task.END);
        assertThat(time.waits()).containsExactly(AGE);
    }

    @Test
    void withoutARollAgeItSleepsUntilItIsWoken() throws IOException {
        Worker worker = worker(100, 0);
        assertThatThrownBy(() -> next(worker)).isInstanceOf(WouldHang.class);
        offer(worker, 10);
        assertThatThrownBy(() -> next(worker)).isInstanceOf(WouldHang.class);
        assertThat(time.waits()).containsExactly(Long.MAX_VALUE, Long.MAX_VALUE);
    }

    @Test
    void aSegmentThatWasToBePublishedIsNotSpilledThoughTheClockGoesBack() throws IOException {
        Worker worker = worker(1_000, AGE);
        offer(worker, 10);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(worker.publishNow(worker.sealed())).isTrue();
        time.advance(-AGE);
        assertThat(write(worker)).isTrue();
        reopen(worker);
        offer(worker, 10);
        offer(worker, 95);
        assertThat(write(worker)).isFalse();
    }

    @Test
    void aBufferIsSealedWhenItsFirstRecordIsOld() throws IOException {
        Worker worker = worker(1_000, AGE);
        time.advance(77);
        offer(worker, 10);
        time.advance(AGE - 3);
        offer(worker, 10);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(time.waits()).containsExactly(3L);
        assertThat(write(worker)).isTrue();
        assertThat(lengths()).containsExactly(20);
    }

    @Test
    void aFileIsAsOldAsTheFirstRecordThatWasSpilledToIt() throws IOException {
        Worker worker = worker(1_000, AGE);
        time.advance(7);
        offer(worker, 100);
        time.advance(AGE - 10);
        offer(worker, 100);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(write(worker)).isFalse();
        time.advance(4);
        offer(worker, 1);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(write(worker)).isFalse();
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(time.waits()).containsExactly(6L);
        assertThat(write(worker)).isTrue();
        assertThat(lengths()).containsExactly(201);

        // The next file begins with its own first record, not with those of the last one.
        reopen(worker);
        offer(worker, 100);
        offer(worker, 1);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(write(worker)).isFalse();
        time.advance(AGE - 1);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(time.waits()).containsExactly(1L);
    }

    @Test
    void aClockThatGoesBackMakesNothingOlder() throws IOException {
        Worker worker = worker(100, AGE);
        offer(worker, 10);
        time.advance(-AGE);
        time.duringNextWait(worker::requestFlush);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(time.waits()).containsExactly(AGE);
    }

    @Test
    void aBufferThatIsFullButNotTheFileIsSpilledUntilTheNextOneMightPassTheRollSize() throws IOException {
        Worker worker = worker(300, 0);
        for (int i = 0; i < 2; i++) {
            offer(worker, 100);
            offer(worker, 100);
            assertThat(next(worker)).isEqualTo(Task.WRITE);
            assertThat(write(worker)).isFalse();
            offer(worker, 100);
            assertThat(next(worker)).isEqualTo(Task.WRITE);
            assertThat(write(worker)).isFalse();
            assertThat(offer(worker, 100)).isEqualTo(Worker.TAKEN);
            assertThat(next(worker)).isEqualTo(Task.WRITE);
            assertThat(write(worker)).isTrue();
            reopen(worker);
            worker.requestFlush();
            assertThat(next(worker)).isEqualTo(Task.WRITE);
            assertThat(write(worker)).isTrue();
            reopen(worker);
        }
        assertThat(lengths()).containsExactly(300, 100, 300, 100);
        assertThat(ledger(worker).published()).isEqualTo(amount(8, 800));
    }

    @Test
    void promise10_aFlushSealsWhatHasEnteredAndTellsHowFarItMustCome() throws IOException {
        Worker worker = worker(1_000, 0);
        assertThat(worker.requestFlush()).isZero();
        assertThatThrownBy(() -> next(worker)).isInstanceOf(WouldHang.class);
        offer(worker, 10);
        offer(worker, 10);
        assertThat(worker.requestFlush()).isEqualTo(2);
        assertThat(worker.settled()).isZero();
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        offer(worker, 10);
        assertThat(write(worker)).isTrue();
        assertThat(worker.settled()).isEqualTo(2);
        assertThat(worker.requestFlush()).isEqualTo(3);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(write(worker)).isTrue();
        assertThat(worker.settled()).isEqualTo(3);
        reopen(worker);
        assertThat(lengths()).containsExactly(20, 10);
    }

    @Test
    void whatWasPublishedBeforeIsNotFlushedAgain() throws IOException {
        Worker worker = worker(1_000, 0);
        offer(worker, 10);
        worker.requestFlush();
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        write(worker);
        reopen(worker);
        offer(worker, 10);
        assertThatThrownBy(() -> next(worker)).isInstanceOf(WouldHang.class);
    }

    @Test
    void aRefusedWriteRestsUntilItsPauseIsOverAndOpeningGoesOnMeanwhile() throws IOException {
        Worker worker = worker(100, 0);
        offer(worker, 100);
        offer(worker, 100);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        write(worker);
        offer(worker, 100);
        worker.requestFlush();
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        long delay = writing.begin(time.nanoTime(), worker.longestPause());
        reopen(worker);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(time.waits()).containsExactly(delay);
    }

    @Test
    void aRefusedOpenRestsUntilItsPauseIsOver() throws IOException {
        Worker worker = worker(100, 0);
        offer(worker, 10);
        worker.requestFlush();
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        write(worker);
        assertThat(next(worker)).isEqualTo(Task.OPEN);
        long delay = opening.begin(time.nanoTime(), worker.longestPause());
        assertThat(next(worker)).isEqualTo(Task.OPEN);
        assertThat(time.waits()).containsExactly(delay);
    }

    @Test
    void aRefusedOpenRestsAlsoWhenNoBufferIsLeft() throws IOException {
        Worker worker = worker(100, 0);
        offer(worker, 100);
        offer(worker, 100);
        worker.requestFlush();
        for (int i = 0; i < 2; i++) {
            assertThat(next(worker)).isEqualTo(Task.WRITE);
            write(worker);
        }
        long delay = opening.begin(time.nanoTime(), worker.longestPause());
        assertThat(next(worker)).isEqualTo(Task.OPEN);
        assertThat(time.waits()).containsExactly(delay);
    }

    @Test
    void aFlushEndsAPauseAlsoWhereNothingIsHeld() throws IOException {
        Worker worker = worker(100, 0);
        offer(worker, 10);
        worker.requestFlush();
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        writing.begin(time.nanoTime(), worker.longestPause());
        worker.requestFlush();
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        write(worker);
        opening.begin(time.nanoTime(), worker.longestPause());
        // Nothing is held, but a record of the queue may wait for what is to be opened.
        worker.requestFlush();
        assertThat(next(worker)).isEqualTo(Task.OPEN);
        assertThat(time.waits()).isEmpty();
    }

    @Test
    void aFlushEndsThePauseOfOpeningToo() throws IOException {
        Worker worker = worker(100, 0);
        offer(worker, 100);
        offer(worker, 10);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        write(worker);
        opening.begin(time.nanoTime(), worker.longestPause());
        worker.requestFlush();
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        write(worker);
        assertThat(next(worker)).isEqualTo(Task.OPEN);
        assertThat(time.waits()).isEmpty();
    }

    @Test
    void whatTheTargetHasDamagedIsLostAndTheBufferGoesToAnotherFile() throws IOException {
        Worker worker = worker(1_000, 0);
        offer(worker, 60);
        offer(worker, 40);
        offer(worker, 30);
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        write(worker);
        worker.requestFlush();
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(worker.damaged()).isEqualTo(amount(2, 100));
        assertThat(worker.damaged()).isEqualTo(Amount.ZERO);
        assertThat(worker.settled()).isEqualTo(2);
        Slot sealed = worker.sealed();
        assertThat(sealed.end).isEqualTo(30);
        worker.published(sealed);
        Ledger ledger = ledger(worker);
        assertThat(ledger.published()).isEqualTo(amount(1, 30));
        assertThat(ledger.losses()).containsExactlyEntriesOf(Map.of(LossReason.DAMAGED, amount(2, 100)));
        assertThat(ledger.buffered()).isEqualTo(Amount.ZERO);
    }

    @Test
    void emptyRecordsNeedNoFileAndTheBufferTakesItsTurnAgain() throws IOException {
        Worker worker = worker(100, 0);
        offer(worker, 0);
        worker.requestFlush();
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        Slot sealed = worker.sealed();
        assertThat(worker.nothingToWrite(sealed)).isTrue();
        worker.emptied(sealed);
        assertThat(ledger(worker).published()).isEqualTo(amount(1, 0));
        assertThat(ledger(worker).files()).isZero();
        assertThat(offer(worker, 100)).isEqualTo(Worker.TAKEN);
        assertThat(offer(worker, 100)).isEqualTo(Worker.TAKEN);
        assertThat(worker.nothingToWrite(worker.sealed())).isFalse();
        assertThat(write(worker)).isTrue();
        worker.requestFlush();
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(write(worker)).isTrue();
        assertThat(ledger(worker).published()).isEqualTo(amount(3, 200));
    }

    @Test
    void anEmptyBufferBehindASpilledFileIsWritten() throws IOException {
        Worker worker = worker(1_000, AGE);
        offer(worker, 100);
        // A record that can not be copied: its buffer was shortened by another thread. Room was made for it all the
        // same.
        assertThatThrownBy(() -> worker.offer(null, ByteBuffer.allocate(3), 0, 50, false, true))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(ledger(worker).accepted()).isEqualTo(amount(1, 100));
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(write(worker)).isFalse();
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        assertThat(time.waits()).containsExactly(AGE);
        Slot sealed = worker.sealed();
        assertThat(sealed.end).isZero();
        assertThat(worker.nothingToWrite(sealed)).isFalse();
        assertThat(write(worker)).isTrue();
        assertThat(lengths()).containsExactly(100);
    }

    @Test
    void promise1_aBufferHoldsAnyNumberOfEmptyRecords() throws IOException {
        Worker worker = worker(100, 0);
        offer(worker, 0);
        worker.requestFlush();
        assertThat(next(worker)).isEqualTo(Task.WRITE);
        Slot slot = worker.sealed();
        assertThat(slot).isNotNull();
        // As many as a flood of them would count up to in a minute.
        slot.records = Integer.MAX_VALUE;
        slot.records++;
        worker.emptied(slot);
        assertThat(ledger(worker).published()).isEqualTo(amount(1L << 31, 0));
    }
}
