package io.forebay.nio;

import io.forebay.api.Recovery;
import io.forebay.spool.SpoolRecovery;
import io.forebay.testkit.disk.SpoolView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** The nio adapter with temporary files in a directory of their own. */
public final class NioTempStorage extends NioStorage {
    /** For those that make one by the name of this class. */
    public NioTempStorage() {}

    @Override
    public void prepare(Path directory) throws IOException {
        Files.createDirectory(directory.resolve(SpoolView.TEMP));
    }

    @Override
    public NioTarget in(Path directory, boolean forced, InstantSource clock) {
        return super.in(directory, forced, clock).temp(directory.resolve(SpoolView.TEMP));
    }

    @Override
    public Recovery recover(Path directory) throws IOException {
        return SpoolRecovery.in(directory)
                .temp(directory.resolve(SpoolView.TEMP))
                .run();
    }
}
