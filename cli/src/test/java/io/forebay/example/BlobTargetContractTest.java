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
        private volatile boolean refusing;

        @Override
        public FlushTarget open(TargetSpec spec) {
            return new BlobTarget(this::put, spec);
        }

        private void put(String name, byte[] bytes) throws IOException {
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
            return Set.of(Capability.NAMES_FILES, Capability.SHARES_PLACE, Capability.REFUSES);
        }

        @Override
        public void refuse(boolean on) {
            refusing = on;
        }

        @Override
        public void close() {}
    }
}
