package io.forebay.nio;

import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.process.RandomKills;

class NioRandomKillsTest extends RandomKills {
    @Override
    protected StorageUnderTest storage() {
        return new NioStorage();
    }
}
