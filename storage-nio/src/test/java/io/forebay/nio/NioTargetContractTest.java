package io.forebay.nio;

import io.forebay.spool.Sync;
import io.forebay.testkit.FlushTargetContract;
import io.forebay.testkit.TargetHarness;
import io.forebay.testkit.disk.SpoolHarness;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Nested;

class NioTargetContractTest {
    private static TargetHarness harness(Sync sync, String prefix, int openFiles) throws IOException {
        return new SpoolHarness(
                Files.createTempDirectory("forebay-contract"),
                sync == Sync.PUBLISH,
                new NioStorage().capabilities(),
                directory -> NioTarget.in(directory).sync(sync).prefix(prefix).openFiles(openFiles));
    }

    @Nested
    class With_defaults extends FlushTargetContract {
        @Override
        protected TargetHarness harness() throws IOException {
            return NioTargetContractTest.harness(Sync.NONE, "", 64);
        }
    }

    @Nested
    class Forced_with_one_idle_handle extends FlushTargetContract {
        @Override
        protected TargetHarness harness() throws IOException {
            return NioTargetContractTest.harness(Sync.PUBLISH, "forced_", 1);
        }
    }
}
