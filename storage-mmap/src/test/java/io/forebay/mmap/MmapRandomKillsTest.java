package io.forebay.mmap;

import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.process.RandomKills;

class MmapRandomKillsTest extends RandomKills {
    @Override
    protected StorageUnderTest storage() {
        return new MmapStorage();
    }
}
