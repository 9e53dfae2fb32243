package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.FlushTarget;
import io.forebay.api.Ledger;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.engine.Worker.Task;
import io.forebay.testkit.MemoryFile;
import io.forebay.testkit.MemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A worker over a target in memory, in whose flush thread's place the test stands. */
abstract class WorkerFixture {
    static final long AGE = Duration.ofSeconds(10).toNanos();

    final SkippingTime time = new SkippingTime();
    final MemoryStore store = new MemoryStore();
    final FlushTarget target = store.open(new TargetSpec(1, 4, 100));
    final Pause writing = new Pause();
    final Pause opening = new Pause();

    final Worker worker(long rollSize, long rollAge) throws IOException {
        SinkConfig config = new SinkConfig(1, 100, 0, 1, 1_000, rollSize, rollAge, Long.MAX_VALUE, null, time);
        return new Worker(config, segment(), segment());
    }

    final Segment segment() throws IOException {
        return target.open(SegmentSpec.ordinary(0, 100));
    }

    static int offer(Worker worker, int length) {
        return worker.offer(new byte[length], null, 0, length, false, true);
    }

    final Task next(Worker worker) {
        return worker.next(writing, opening);
    }

    static Ledger ledger(Worker worker) {
        return Ledgers.of(worker);
    }

    /** What the flush thread does with the sealed segment; tells whether it has published it. */
    static boolean write(Worker worker) throws IOException {
        Slot slot = worker.sealed();
        assertThat(slot).isNotNull();
        if (worker.publishNow(slot)) {
            slot.segment.publish();
            worker.published(slot);
            return true;
        }
        slot.segment.spill(slot.end);
        worker.spilled(slot);
        return false;
    }

    final void reopen(Worker worker) throws IOException {
        assertThat(next(worker)).isEqualTo(Task.OPEN);
        Segment opened = segment();
        worker.opened(opened, opened.buffer());
    }

    final List<Integer> lengths() {
        return store.files().stream().map(MemoryFile::length).toList();
    }
}
