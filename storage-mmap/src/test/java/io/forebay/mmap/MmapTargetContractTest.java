package io.forebay.mmap;

import io.forebay.spool.Sync;
import io.forebay.testkit.FlushTargetContract;
import io.forebay.testkit.TargetHarness;
import io.forebay.testkit.disk.SpoolHarness;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Nested;

class MmapTargetContractTest {
    private static TargetHarness harness(Sync sync, String prefix) throws IOException {
        return new SpoolHarness(
                Files.createTempDirectory("forebay-contract"),
                sync == Sync.PUBLISH,
                new MmapStorage().capabilities(),
                directory -> MmapTarget.in(directory).sync(sync).prefix(prefix),
                directory -> MmapTarget.in(directory).sync(sync).prefix(prefix).segmentSize(1 << 20));
    }

    @Nested
    class With_defaults extends FlushTargetContract {
        @Override
        protected TargetHarness harness() throws IOException {
            return MmapTargetContractTest.harness(Sync.NONE, "");
        }
    }

    @Nested
    class Forced extends FlushTargetContract {
        @Override
        protected TargetHarness harness() throws IOException {
            return MmapTargetContractTest.harness(Sync.PUBLISH, "forced_");
        }
    }
}
