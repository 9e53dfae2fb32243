package io.forebay.example;

import io.forebay.api.FlushTarget;
import io.forebay.api.TargetSpec;
import io.forebay.testkit.Capability;
import io.forebay.testkit.FlushTargetContract;
import io.forebay.testkit.TargetHarness;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The README's target of one's own keeps the contract. */
class BlobTargetContractTest extends FlushTargetContract {
    @Override
    protected TargetHarness harness() {
        return new BlobHarness();
    }

    private static final class BlobHarness implements TargetHarness {
        private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
        private volatile Runnable stop = () -> {};
        private volatile boolean refusing;

        @Override
        public FlushTarget open(TargetSpec spec) {
            return new BlobTarget(this::put, spec);
        }

        private void put(String name, byte[] bytes) throws IOException {
            stop.run();
            if (refusing) {
                throw new IOException("the store is full");
            }
            blobs.put(name, bytes);
        }

        @Override
        public Map<String, byte[]> visible() {
            return Map.copyOf(blobs);
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of(
                    Capability.NAMES_FILES,
                    Capability.NAMES_WORKERS,
                    Capability.SHARES_PLACE,
                    Capability.REFUSES,
                    Capability.HANGS);
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
        public int worker(String name) {
            return Integer.parseInt(name.substring(0, name.indexOf('_')));
        }

        @Override
        public void close() {}
    }
}
