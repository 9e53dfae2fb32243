package io.forebay.mmap;

import io.forebay.api.RecordSink;
import io.forebay.api.Recovery;
import io.forebay.api.TargetOpener;
import io.forebay.api.TimeSource;
import io.forebay.engine.Forebay;
import io.forebay.spool.SpoolRecovery;
import io.forebay.spool.Sync;
import io.forebay.testkit.Capability;
import io.forebay.testkit.SinkSettings;
import io.forebay.testkit.StorageUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;

/** The mmap adapter under the engine, as the suites of the testkit see it. */
public class MmapStorage implements StorageUnderTest {
    /** For those that make one by the name of this class. */
    public MmapStorage() {}

    @Override
    public TargetOpener in(Path directory, boolean forced) {
        return in(directory, forced, InstantSource.system());
    }

    @Override
    public MmapTarget in(Path directory, boolean forced, InstantSource clock) {
        return MmapTarget.in(directory).sync(forced ? Sync.PUBLISH : Sync.NONE).clock(clock);
    }

    @Override
    public RecordSink open(TargetOpener target, SinkSettings settings, TimeSource time) throws IOException {
        return Forebay.to(target)
                .workers(settings.workers())
                .size(settings.size())
                .timeout(settings.timeout())
                .queue(settings.queue())
                .maxRecordBytes(settings.maxRecordBytes())
                .rollSize(settings.rollSize())
                .rollAge(settings.rollAge())
                .sourceTimeout(settings.sourceTimeout())
                .timeSource(time)
                .open();
    }

    @Override
    public Recovery recover(Path directory) throws IOException {
        return SpoolRecovery.in(directory).run();
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }
}
