package io.forebay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.api.FlushTarget;
import io.forebay.api.Recovery;
import io.forebay.api.SegmentSpec;
import io.forebay.api.SpilledDataLostException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The part of the contract that speaks of the place itself: gone, hanging, and left as it was found. */
abstract class PlaceContract extends NamesContract {
    private static final int LIMIT_SECONDS = 30;

    @Test
    void opening_without_the_place_fails_and_says_which_and_leaves_nothing_behind() throws IOException {
        require(Capability.VANISHES);
        String name = place().vanish();
        try {
            assertThatThrownBy(() -> place().open(SPEC))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(name);
            assertHoldsNothing();
        } finally {
            place().comeBack();
        }
        Recovery recovery = recoverAnew();
        assertFoundNothing(recovery);
        assertThat(recovery.live()).isZero();
        assertThat(visible()).isEmpty();
    }

    @Test
    void promise12_while_the_place_is_gone_nothing_is_lost() throws IOException {
        require(Capability.VANISHES);
        FlushTarget target = open();
        FilledSegment small = ordinary(target, 0).add("spilled,").spill().add("end");
        FilledSegment large =
                oversize(target, 1).put(bytes(CAPACITY, 'x')).spill().add("X");
        place().vanish();
        try {
            assertRefusedAndNotLost(small);
            assertRefusedAndNotLost(large);
            assertRefusedAndNotLost(small);
        } finally {
            place().comeBack();
        }
        small.publish();
        large.publish();
        assertThat(contents()).containsExactlyInAnyOrder("spilled,end", "x".repeat(CAPACITY) + "X");
    }

    @Test
    void while_the_place_is_gone_segments_can_be_discarded_and_abandoned() throws IOException {
        require(Capability.VANISHES);
        FlushTarget target = open();
        FilledSegment discarded = ordinary(target, 0).add("a").spill().add("b");
        FilledSegment abandoned =
                oversize(target, 1).put(bytes(CAPACITY, 'x')).spill().add("X");
        place().vanish();
        try {
            discarded.discard();
            abandoned.abandon();
        } finally {
            place().comeBack();
        }
        assertNotOpen(discarded.segment());
        assertNotOpen(abandoned.segment());
        assertThat(visible()).isEmpty();
    }

    @Test
    void promise12_an_open_without_the_place_can_be_repeated_and_costs_no_segment() throws IOException {
        require(Capability.VANISHES);
        FlushTarget target = open();
        place().vanish();
        try {
            for (int i = 0; i < SPEC.segments(); i++) {
                discardIfOpened(target, SegmentSpec.ordinary(0, CAPACITY));
                discardIfOpened(target, SegmentSpec.oversize(0, CAPACITY, 3L * CAPACITY));
            }
        } finally {
            place().comeBack();
        }
        for (int i = 0; i < SPEC.segments(); i++) {
            ordinary(target, 0).add("a").spill();
        }
        assertThat(visible()).isEmpty();
    }

    @Test
    void recovery_without_the_place_fails_and_can_be_repeated() throws IOException {
        require(Capability.VANISHES);
        require(Capability.RECOVERS);
        leaveBehind("spilled");
        FlushTarget target = open();
        place().vanish();
        try {
            assertThatThrownBy(target::recover).isInstanceOf(IOException.class);
        } finally {
            place().comeBack();
        }
        assertThat(target.recover().recovered()).hasSize(1);
        assertThat(contents()).containsExactly("spilled");
    }

    @Test
    void promise11_a_target_that_is_closed_holds_nothing() throws IOException {
        require(Capability.COUNTS_HANDLES);
        FlushTarget target = open();
        ordinary(target, 0).add("published").spill().publish();
        ordinary(target, 0).add("spilled").spill();
        ordinary(target, 1).add("discarded").spill().discard();
        oversize(target, 1).put(bytes(CAPACITY, 'x')).spill();
        oversize(target, 2).put(bytes(CAPACITY, 'y')).spill().abandon();
        target.close();
        assertHoldsNothing();
    }

    @Test
    void promise11_recovery_holds_nothing_when_it_has_returned() throws IOException {
        require(Capability.COUNTS_HANDLES);
        require(Capability.RECOVERS);
        leaveBehind("spilled");
        FlushTarget target = open();
        int before = place().handles();
        target.recover();
        assertThat(place().handles()).as("handles after recovery").isEqualTo(before);
    }

    @Test
    void promise11_a_target_that_is_closed_while_the_place_refuses_holds_nothing() throws IOException {
        require(Capability.COUNTS_HANDLES);
        require(Capability.REFUSES);
        FlushTarget target = open();
        FilledSegment segment = ordinary(target, 0).add("spilled,").spill().add("end");
        place().refuse(true);
        assertRefused(segment);
        closeWhateverItSays(target);
        assertHoldsNothing();
    }

    @Test
    void promise7_a_publication_that_hangs_holds_up_no_commit_and_no_other_worker() throws Exception {
        require(Capability.HANGS);
        FlushTarget target = open();
        FilledSegment stuck = ordinary(target, 0).add("stuck");
        FilledSegment next = ordinary(target, 0);
        Stop stop = new Stop();
        place().hang(stop);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> publishing = threads.submit(stuck::publish);
            stop.awaitSomebody();
            Future<?> beside = threads.submit(() -> {
                next.add("next");
                ordinary(target, 1).add("other,").spill().add("end").publish();
                oversize(target, 2).put(bytes(CAPACITY, 'x')).spill().add("X").publish();
                return null;
            });
            beside.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertThat(publishing).as("the one that hangs").isNotDone();
            assertThat(contents()).containsExactlyInAnyOrder("other,end", "x".repeat(CAPACITY) + "X");
            stop.end();
            publishing.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } finally {
            stop.end();
            end(threads);
        }
        next.publish();
        assertThat(contents()).contains("stuck", "next").hasSize(4);
    }

    void assertHoldsNothing() {
        if (has(Capability.COUNTS_HANDLES)) {
            assertThat(place().handles()).as("handles that are held").isZero();
        }
    }

    private static void assertRefusedAndNotLost(FilledSegment segment) {
        assertThatThrownBy(segment::publish)
                .as("a publication while the place is gone")
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SpilledDataLostException.class);
    }

    /** Stops the first thread that comes by, and lets the others pass. */
    private static final class Stop implements Runnable {
        private final AtomicBoolean taken = new AtomicBoolean();
        private final CountDownLatch arrived = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public void run() {
            if (taken.compareAndSet(false, true)) {
                arrived.countDown();
                await(ended);
            }
        }

        void awaitSomebody() {
            await(arrived);
        }

        void end() {
            ended.countDown();
        }

        private static void await(CountDownLatch latch) {
            try {
                if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nothing happened within " + LIMIT_SECONDS + " s");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
