package io.forebay.spool;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Keeps the handle of one file, or closes it at once, as a cache does that is full. */
final class OneHandle implements IdleHandles {
    private final boolean keeps;
    private @Nullable SteadyChannel idle;

    OneHandle(boolean keeps) {
        this.keeps = keeps;
    }

    @Override
    public @Nullable SteadyChannel take(WorkerFile file) {
        SteadyChannel handle = idle;
        idle = null;
        return handle;
    }

    @Override
    public void give(WorkerFile file, SteadyChannel handle) {
        if (keeps) {
            idle = handle;
            return;
        }
        try {
            handle.close();
        } catch (IOException | RuntimeException | Error e) {
            file.closeFailed(e);
        }
    }

    @Override
    public SteadyChannel open(Opening opening) throws IOException {
        return opening.open();
    }
}
