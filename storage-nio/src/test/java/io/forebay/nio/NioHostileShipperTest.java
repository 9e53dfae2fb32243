package io.forebay.nio;

import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.process.HostileShipper;

class NioHostileShipperTest extends HostileShipper {
    @Override
    protected StorageUnderTest storage() {
        return new NioStorage();
    }
}
