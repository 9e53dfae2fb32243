package io.forebay.nio;

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

/** The nio adapter under the engine, as the suites of the testkit see it. */
public class NioStorage implements StorageUnderTest {
    private final int openFiles;

    /** For those that make one by the name of this class. */
    public NioStorage() {
        this(64);
    }

    /**
     * Has fewer handles.
     *
     * @param openFiles as {@link NioTarget#openFiles} takes it
     */
    public NioStorage(int openFiles) {
        this.openFiles = openFiles;
    }

    @Override
    public TargetOpener in(Path directory, boolean forced) {
        return in(directory, forced, InstantSource.system());
    }

    @Override
    public NioTarget in(Path directory, boolean forced, InstantSource clock) {
        return NioTarget.in(directory)
                .openFiles(openFiles)
                .sync(forced ? Sync.PUBLISH : Sync.NONE)
                .clock(clock);
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
        return EnumSet.complementOf(EnumSet.of(Capability.KEEPS_COMMITTED));
    }
}
