package io.forebay.mmap;

import io.forebay.api.Recovery;
import io.forebay.spool.SpoolRecovery;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** The mmap adapter with temporary files in a directory of their own. */
public final class MmapTempStorage extends MmapStorage {
    /** For those that make one by the name of this class. */
    public MmapTempStorage() {}

    @Override
    public void prepare(Path directory) throws IOException {
        Files.createDirectory(directory.resolve(SpoolView.TEMP));
    }

    @Override
    public MmapTarget in(Path directory, boolean forced, InstantSource clock) {
        return super.in(directory, forced, clock).temp(directory.resolve(SpoolView.TEMP));
    }

    @Override
    public Recovery recover(Path directory) throws IOException {
        return SpoolRecovery.in(directory)
                .temp(directory.resolve(SpoolView.TEMP))
                .run();
    }
}
