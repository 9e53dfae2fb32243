package io.forebay.engine;

import java.util.List;

/**
 * Closes sources whose lane may hang in them, each on a thread of its own, because closing is user code and may hang as well.
 *
 * <p>At most as many of these threads run at a time as there are lanes, and one more when the sink closes.
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

    /** Closes them one after the other; lanes that are free help with those that are still queued. */
    void closeAside(List<Handoff> handoffs) {
        if (!handoffs.isEmpty()) {
            threads.start("forebay-closer", () -> handoffs.forEach(this::close));
        }
    }

    private void close(Handoff handoff) {
        try {
            Lane.closeSource(handoff);
        } catch (SourceFailure e) {
            events.closeFailed(e);
        }
    }
}
