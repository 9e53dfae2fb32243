package io.forebay.api;

import java.io.IOException;
import java.util.OptionalInt;

/**
 * Opens a {@link FlushTarget} for one sink: the settings of a storage adapter, or one lambda.
 *
 * <p>A sink calls {@link #open} once, when it opens, and closes what it got when it closes.
 */
@FunctionalInterface
public interface TargetOpener {

    /**
     * Opens the target.
     *
     * @param spec how many segments of what size the sink will use; buffers must be allocated now, not later
     * @return an open target, which belongs to the caller
     * @throws IOException if the target can not be used; the message names the place, the cause, and what to do. Nothing is
     *     left behind
     * @throws IllegalArgumentException if the settings contradict each other or the spec
     */
    FlushTarget open(TargetSpec spec) throws IOException;

    /**
     * Says how large buffers serve this target best; used where the sink's {@code size} is not set.
     *
     * @return bytes, 1 to 1 GiB, with which {@link #open} does not contradict the settings; or empty if the target has no opinion
     */
    default OptionalInt bufferSize() {
        return OptionalInt.empty();
    }

    /**
     * Makes a target of one function, for the simple case: the bytes of a full buffer go somewhere.
     *
     * <p>There is no recovery: what is in memory when the process dies is lost. A record larger than a buffer, and
     * with a {@code rollSize} above {@code size} each file, is collected on the heap until it is whole, and then handed over as one batch:
     * it must fit one array, so keep {@code rollSize} below 2 GiB.
     *
     * @param consumer takes each batch
     * @return an opener of targets that call the consumer
     */
    static TargetOpener of(BatchConsumer consumer) {
        return spec -> new BatchTarget(spec, consumer);
    }
}
