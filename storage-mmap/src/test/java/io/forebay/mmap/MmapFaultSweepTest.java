package io.forebay.mmap;

import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.sweep.FaultSweep;

class MmapFaultSweepTest extends FaultSweep {
    @Override
    protected StorageUnderTest storage() {
        return new MmapStorage();
    }
}
