package io.forebay.mmap;

import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.process.HostileShipper;

class MmapHostileShipperTest extends HostileShipper {
    @Override
    protected StorageUnderTest storage() {
        return new MmapStorage();
    }
}
