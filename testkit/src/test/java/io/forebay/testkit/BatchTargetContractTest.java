package io.forebay.testkit;

import io.forebay.api.FlushTarget;
import io.forebay.api.TargetOpener;
import io.forebay.api.TargetSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The target that is made of one lambda keeps the contract too. */
class BatchTargetContractTest extends FlushTargetContract {
    @Override
    protected TargetHarness harness() {
        return new BatchHarness();
    }

    private static final class BatchHarness implements TargetHarness {
        private final Map<String, byte[]> batches = new ConcurrentHashMap<>();
        private final AtomicInteger count = new AtomicInteger();
        private volatile Runnable stop = () -> {};
        private volatile boolean refusing;

        @Override
        public FlushTarget open(TargetSpec spec) throws IOException {
            return TargetOpener.of(this::take).open(spec);
        }

        private void take(ByteBuffer batch) throws IOException {
            stop.run();
            if (refusing) {
                throw new IOException("the receiver refuses");
            }
            byte[] bytes = new byte[batch.remaining()];
            batch.get(bytes);
            batches.put("batch-" + count.incrementAndGet(), bytes);
        }

        @Override
        public Map<String, byte[]> visible() {
            return Map.copyOf(batches);
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of(Capability.SHARES_PLACE, Capability.REFUSES, Capability.HANGS);
        }

        @Override
        public void refuse(boolean on) {
            refusing = on;
        }

        @Override
        public void hang(Runnable newStop) {
            stop = newStop;
        }

        @Override
        public void close() {}
    }
}
