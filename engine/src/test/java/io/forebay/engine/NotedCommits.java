package io.forebay.engine;

import io.forebay.api.Amount;
import io.forebay.api.Published;
import io.forebay.api.Segment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A segment that notes where records end, and does nothing else. */
class NotedCommits implements Segment {
    private final List<Integer> ends = new ArrayList<>();

    List<Integer> ends() {
        return ends;
    }

    @Override
    public void commit(int end) {
        ends.add(end);
    }

    @Override
    public ByteBuffer buffer() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void spill(int end) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Published publish() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void discard() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Amount abandon() {
        throw new UnsupportedOperationException();
    }
}
