package io.forebay.nio;

import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.sweep.FaultSweep;

class NioFaultSweepTest extends FaultSweep {
    @Override
    protected StorageUnderTest storage() {
        return new NioStorage();
    }
}
