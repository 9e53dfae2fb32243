package io.forebay.api;

import java.io.IOException;

/**
 * The port that storage adapters implement: it opens the segments that a sink fills, and publishes them.
 *
 * <p>The compatibility suite of the testkit checks everything that is said here and in {@link Segment} with "must".
 *
 * <p><b>Threads.</b> The thread that opens the sink opens the target, lets it recover and opens the first segments. After that
 * only threads of the sink call it, never a caller of the sink but for {@link Segment#commit}. {@link #open} may be called by
 * several of them at once; the segments of different workers are used side by side, and so are {@link
 * SegmentSpec.Kind#OVERSIZE oversize} segments. The ordinary segments of one worker are spilled and published by one thread at a
 * time, in the order in which they were filled. No lock of the sink is held during any call but {@link Segment#commit}.
 *
 * <p><b>Failures.</b> Any exception, and any {@link Error}, counts as a refusal: the sink keeps the data and calls again,
 * with a back-off. So each operation must leave things as they were when it throws.
 */
public interface FlushTarget extends AutoCloseable {

    /**
     * Opens a segment. It must not be visible to anybody before it is published.
     *
     * @param spec for which worker, how large, and what for
     * @return an empty segment whose buffer has at least the capacity asked for
     * @throws IOException if there is no room, or the place can not be reached; it may be called again
     * @throws IllegalArgumentException if the worker or the capacity is beyond what the target was opened for; see {@link TargetSpec}
     * @throws IllegalStateException if the target is closed
     */
    Segment open(SegmentSpec spec) throws IOException;

    /**
     * Publishes or sets aside what dead instances have left.
     *
     * <p>It must not touch what a live instance owns, must be safe beside other recoverers, and must find nothing more to
     * do when it is called again. A damaged leftover must not make it fail. Targets that keep nothing return {@link
     * Recovery#NONE}.
     *
     * @return what was found
     * @throws IOException if leftovers can not even be looked for
     * @throws IllegalStateException if the target is closed
     */
    Recovery recover() throws IOException;

    /**
     * Tells whether {@link #recover} would publish all that was committed to this target's ordinary segments and not published, whenever this
     * process ended: as with buffers that are files. Then the sink counts what a hanging call has kept from being published as {@link
     * LossReason#RECOVERABLE}, and else as {@link LossReason#UNANSWERED}. Asked once, when the sink opens.
     *
     * @return whether it is kept by itself; false unless overridden
     */
    default boolean keepsCommitted() {
        return false;
    }

    /**
     * Releases all handles, locks and memory. Must do nothing when called again.
     *
     * <p>Segments that are still open are abandoned: what can be recovered of them must be left for {@link #recover}.
     *
     * @throws IOException if something could not be released; the rest is released all the same
     */
    @Override
    void close() throws IOException;
}
