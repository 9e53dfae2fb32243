package io.forebay.testkit;

import io.forebay.api.RecordSink;
import io.forebay.api.Recovery;
import io.forebay.api.TargetOpener;
import io.forebay.api.TargetSpec;
import io.forebay.api.TimeSource;
import io.forebay.testkit.ModelSink.Flaw;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** A storage that touches no directory: what a suite does with one that fails is shown by overriding a method. */
public class MemoryStorage implements StorageUnderTest {
    private final MemoryStore store = new MemoryStore();

    /** For those that make one by the name of its class. */
    public MemoryStorage() {}

    /** A sink on it that takes the interrupt of its callers away. */
    public static SinkPromises.Opener swallowingInterrupts() {
        return (target, settings, time) -> new ModelSink(target, settings, Flaw.SWALLOWS_INTERRUPTS);
    }

    @Override
    public TargetOpener in(Path directory, boolean forced) {
        return store;
    }

    @Override
    public RecordSink open(TargetOpener target, SinkSettings settings, TimeSource time) throws IOException {
        return new ModelSink(target, settings, Flaw.NONE);
    }

    @Override
    public Recovery recover(Path directory) throws IOException {
        try (MemoryTarget target = store.open(new TargetSpec(1, 1, 1))) {
            return target.recover();
        }
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.RECOVERS);
    }
}
