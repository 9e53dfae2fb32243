package io.forebay.mmap;

import io.forebay.spool.IdleHandles;
import io.forebay.spool.SteadyChannel;
import io.forebay.spool.WorkerFile;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The handles of the plain files that segments are spilled to: one for each, kept until the file is published. There are few, since
 * spilling is what a mapped segment hardly ever does.
 */
final class KeptHandles implements IdleHandles {
    private final Map<WorkerFile, SteadyChannel> idle = new ConcurrentHashMap<>();

    @Override
    public @Nullable SteadyChannel take(WorkerFile file) {
        return idle.remove(file);
    }

    @Override
    public void give(WorkerFile file, SteadyChannel handle) {
        idle.put(file, handle);
    }

    @Override
    public SteadyChannel open(Opening opening) throws IOException {
        return opening.open();
    }
}
