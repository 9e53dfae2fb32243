package io.forebay.nio;

import io.forebay.spool.Sync;
import io.forebay.testkit.FlushTargetContract;
import io.forebay.testkit.TargetHarness;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Nested;

class NioTargetContractTest {
    @Nested
    class With_defaults extends FlushTargetContract {
        @Override
        protected TargetHarness harness() throws IOException {
            return new DirectoryHarness(Files.createTempDirectory("forebay-contract"), Sync.NONE, target -> target);
        }
    }

    @Nested
    class Forced_with_one_idle_handle extends FlushTargetContract {
        @Override
        protected TargetHarness harness() throws IOException {
            return new DirectoryHarness(
                    Files.createTempDirectory("forebay-contract"),
                    Sync.PUBLISH,
                    target -> target.prefix("forced_").openFiles(1));
        }
    }
}
