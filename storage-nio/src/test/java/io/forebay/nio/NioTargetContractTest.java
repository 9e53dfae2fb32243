package io.forebay.nio;

import io.forebay.testkit.FlushTargetContract;
import io.forebay.testkit.TargetHarness;
import java.io.IOException;
import java.nio.file.Files;

class NioTargetContractTest extends FlushTargetContract {
    @Override
    protected TargetHarness harness() throws IOException {
        return new DirectoryHarness(Files.createTempDirectory("forebay-contract"));
    }
}
