package io.forebay.nio;

import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.model.SinkModelSuite;

class NioModelProperties extends SinkModelSuite {
    @Override
    protected StorageUnderTest storage() {
        return new NioStorage();
    }
}
