package io.forebay.testkit;

class MemoryTargetContractTest extends FlushTargetContract {
    @Override
    protected TargetHarness harness() {
        return new MemoryHarness();
    }
}
