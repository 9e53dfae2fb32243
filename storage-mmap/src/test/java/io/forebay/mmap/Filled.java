package io.forebay.mmap;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import java.io.IOException;

/** Small segments of one worker with a record each. */
final class Filled {
    static final int CAPACITY = 64;

    private Filled() {}

    static Segment segment(FlushTarget target, String record) throws IOException {
        Segment segment = target.open(SegmentSpec.ordinary(0, CAPACITY));
        with(segment, record);
        return segment;
    }

    /** Stores and commits the first record of a segment in which nothing is. */
    static void with(Segment segment, String record) {
        byte[] bytes = record.getBytes(UTF_8);
        segment.buffer().put(0, bytes);
        segment.commit(bytes.length);
    }
}
