package io.forebay.mmap;

import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.process.SystemCallKills;

class MmapSystemCallKillsTest extends SystemCallKills {
    @Override
    protected StorageUnderTest storage() {
        return new MmapStorage();
    }
}
