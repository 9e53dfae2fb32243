package io.forebay.engine;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Closes sources whose lane may hang in them, each on a thread of its own, because closing is user code and may hang as well.
 *
 * <p>At most as many of these threads hang at a time as there are lanes that read sources, and once more as many when the sink closes: a
 * source that is being closed gets no second one, or one that ends at once. When the sink closes there is also one for each lane in a
 * source, which gives the target back in its place.
 */
final class SourceCloser {
    private final EngineThreads threads;
    private final Events events;

    SourceCloser(EngineThreads threads, Events events) {
        this.threads = threads;
        this.events = events;
    }

    void closeAside(Handoff handoff) {
        closeAside(List.of(handoff));
    }

    /**
     * Closes them in turn, on some threads so that one that hangs does not keep all the others; lanes that are free help with those that
     * are still queued. If the machine has no thread left, the lanes do it alone, each when it comes back from its source.
     */
    void closeAside(List<Handoff> handoffs) {
        if (handoffs.stream().allMatch(Handoff::sourceClosing)) {
            return;
        }
        try {
            Queue<Handoff> left = new ConcurrentLinkedQueue<>(handoffs);
            for (int i = 0; i < Math.min(SinkConfig.SOURCE_LANES, handoffs.size()); i++) {
                threads.start("forebay-closer", () -> closeAll(left));
            }
        } catch (OutOfMemoryError e) {
            events.closeFailed(e);
        }
    }

    /** Gives the target back that such a lane had: the last to do so closes it, which is I/O. */
    void releaseAside(TargetLease lease) {
        try {
            threads.start("forebay-closer", lease::release);
        } catch (OutOfMemoryError e) {
            lease.release();
        }
    }

    private void closeAll(Queue<Handoff> left) {
        Handoff handoff;
        while ((handoff = left.poll()) != null) {
            try {
                Lane.closeSource(handoff);
            } catch (SourceFailure e) {
                events.closeFailed(e);
            }
        }
    }
}
