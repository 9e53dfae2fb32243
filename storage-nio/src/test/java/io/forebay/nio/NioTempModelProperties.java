package io.forebay.nio;

import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.model.SinkModelSuite;
import net.jqwik.api.Tag;

@Tag("stress")
class NioTempModelProperties extends SinkModelSuite {
    @Override
    protected StorageUnderTest storage() {
        return new NioTempStorage();
    }
}
