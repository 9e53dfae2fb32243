package io.forebay.nio;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.forebay.spool.IdleHandles;
import io.forebay.spool.SteadyChannel;
import io.forebay.spool.WorkerFile;
import java.io.IOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The open handles of spilled files that nobody is using at the moment, at most so many.
 *
 * <p>A handle is taken out for as long as it is used, so eviction never closes one in use. It is closed within the cache's own step,
 * so that whoever opens the file anew knows already whether that failed.
 *
 * <p><b>Threads.</b> Any.
 */
final class HandleCache implements IdleHandles {
    private final int openFiles;
    private final Cache<WorkerFile, SteadyChannel> idle;

    HandleCache(int openFiles) {
        this.openFiles = openFiles;
        // With its default executor eviction runs late, and there would be no bound worth the name.
        this.idle = Caffeine.newBuilder()
                .maximumSize(openFiles)
                .executor(Runnable::run)
                .evictionListener(HandleCache::evicted)
                .build();
    }

    @Override
    public @Nullable SteadyChannel take(WorkerFile file) {
        return idle.asMap().remove(file);
    }

    @Override
    public void give(WorkerFile file, SteadyChannel handle) {
        idle.put(file, handle);
        // While one thread evicts, the others' additions would pile up behind it: nearly five times the maximum was
        // seen.
        idle.cleanUp();
        // Even so, rarely and under load, the maximum was passed several times over: the bound is kept here.
        while (idle.asMap().size() > openFiles && closeSome(1)) {}
    }

    /**
     * Opens a file. If that fails, idle handles are given up and it is tried once more: nothing but the wording of a message would
     * tell that there were too many open files.
     */
    @Override
    public SteadyChannel open(Opening opening) throws IOException {
        try {
            return opening.open();
        } catch (IOException e) {
            if (!shrink()) {
                throw e;
            }
        }
        return opening.open();
    }

    /** Closes half of the idle handles, and tells whether there were any. */
    private boolean shrink() {
        return closeSome((idle.asMap().size() + 1) / 2);
    }

    /** Closes as many idle handles, and tells whether there was any. */
    private boolean closeSome(int surplus) {
        Iterator<WorkerFile> files = idle.asMap().keySet().iterator();
        int left = surplus;
        while (left > 0 && files.hasNext()) {
            idle.asMap().computeIfPresent(files.next(), (file, handle) -> {
                close(file, handle);
                return null;
            });
            left--;
        }
        return left < surplus;
    }

    private static void evicted(@Nullable WorkerFile file, @Nullable SteadyChannel handle, RemovalCause cause) {
        if (file != null && handle != null) {
            close(file, handle);
        }
    }

    private static void close(WorkerFile file, SteadyChannel handle) {
        try {
            handle.close();
        } catch (IOException | RuntimeException | Error e) {
            // The cache would swallow it.
            file.closeFailed(e);
        }
    }
}
