package io.forebay.mmap;

import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.model.SinkModelSuite;
import net.jqwik.api.Tag;

@Tag("stress")
class MmapTempModelProperties extends SinkModelSuite {
    @Override
    protected StorageUnderTest storage() {
        return new MmapTempStorage();
    }
}
