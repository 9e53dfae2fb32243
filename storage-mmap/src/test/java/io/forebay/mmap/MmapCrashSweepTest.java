package io.forebay.mmap;

import io.forebay.testkit.CrashSweep;
import io.forebay.testkit.StorageUnderTest;

class MmapCrashSweepTest extends CrashSweep {
    @Override
    protected StorageUnderTest storage() {
        return new MmapStorage();
    }
}
