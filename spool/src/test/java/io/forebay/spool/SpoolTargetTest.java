package io.forebay.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.Amount;
import io.forebay.api.Published;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a target does with segments that an adapter can not end well. */
class SpoolTargetTest {
    @TempDir
    Path directory;

    private final List<SpoolSegment> givenUp = new ArrayList<>();
    private final List<SpoolSegment> givenBack = new ArrayList<>();

    @Test
    void promise11_an_error_while_a_segment_is_given_up_keeps_neither_the_others_nor_the_lock() throws IOException {
        Spool spool = Spool.open(SpoolSettings.in(directory), Format.COMMIT_TABLE, 2, 4);
        Target target = new Target(spool);
        for (int worker = 0; worker < 2; worker++) {
            target.open(SegmentSpec.ordinary(worker, 1));
        }
        target.close();
        assertThat(givenUp).hasSize(2);
        assertThat(givenBack).hasSize(2);
        assertThat(LiveInstances.contains(spool.instance())).isFalse();
        assertThat(directory).isEmptyDirectory();
    }

    private final class Target extends SpoolTarget {
        Target(Spool spool) {
            super(new TargetSpec(2, 4, 1), spool, new OneHandle(false));
        }

        @Override
        protected SpoolSegment segment(SegmentSpec segment, WorkerFile file) {
            return new Doomed(this, file);
        }
    }

    private final class Doomed extends SpoolSegment {
        Doomed(SpoolTarget target, WorkerFile file) {
            super(target, file);
        }

        @Override
        public ByteBuffer buffer() {
            return ByteBuffer.allocate(1);
        }

        @Override
        public void commit(int end) {}

        @Override
        protected void doSpill(int end) {}

        @Override
        protected Published doPublish() throws IOException {
            throw new IOException("injected");
        }

        @Override
        protected void doDiscard() {}

        @Override
        protected Amount doAbandon() {
            givenUp.add(this);
            throw new StackOverflowError("injected");
        }

        @Override
        protected void giveBack() {
            givenBack.add(this);
        }
    }
}
