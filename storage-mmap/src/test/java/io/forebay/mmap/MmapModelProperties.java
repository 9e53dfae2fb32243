package io.forebay.mmap;

import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.model.SinkModelSuite;

class MmapModelProperties extends SinkModelSuite {
    @Override
    protected StorageUnderTest storage() {
        return new MmapStorage();
    }
}
