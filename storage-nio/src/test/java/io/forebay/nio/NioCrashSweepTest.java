package io.forebay.nio;

import io.forebay.testkit.CrashSweep;
import io.forebay.testkit.StorageUnderTest;

class NioCrashSweepTest extends CrashSweep {
    /** With one idle handle, so that files are closed and opened again between spills. */
    @Override
    protected StorageUnderTest storage() {
        return new NioStorage(1);
    }
}
