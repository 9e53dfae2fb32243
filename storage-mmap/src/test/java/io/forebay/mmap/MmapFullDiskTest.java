package io.forebay.mmap;

import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.process.FullDisk;

class MmapFullDiskTest extends FullDisk {
    @Override
    protected StorageUnderTest storage() {
        return new MmapStorage();
    }
}
