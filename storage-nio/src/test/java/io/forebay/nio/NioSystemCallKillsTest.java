package io.forebay.nio;

import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.process.SystemCallKills;

class NioSystemCallKillsTest extends SystemCallKills {
    @Override
    protected StorageUnderTest storage() {
        return new NioStorage();
    }
}
