package io.forebay.engine;

import io.forebay.api.SinkListener;
import io.forebay.api.TargetSpec;
import io.forebay.api.TimeSource;
import org.jspecify.annotations.Nullable;

/** The settings of one sink, checked. Times in nanoseconds; {@link Long#MAX_VALUE} is for ever. */
record SinkConfig(
        int workers,
        int size,
        long timeout,
        int queue,
        int maxRecordBytes,
        long rollSize,
        long rollAge,
        long sourceTimeout,
        @Nullable SinkListener listener,
        TimeSource time) {

    /** Threads that read sources, and what callers lend. */
    static final int LANES = 4;

    /** How many of them read sources too. A source that hangs for good takes one of them out, and callers must not pay for that. */
    static final int SOURCE_LANES = LANES - 1;

    /** The largest record that callers copy into a buffer themselves. */
    int largestDirect() {
        return Math.min(size, maxRecordBytes);
    }

    TargetSpec targetSpec() {
        return new TargetSpec(workers, workers * 2 + LANES, size);
    }
}
