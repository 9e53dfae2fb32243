package io.forebay.testkit;

import static java.util.Objects.requireNonNull;

import io.forebay.api.Amount;
import io.forebay.api.Published;
import io.forebay.api.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A segment that passes every call on to another one; override one method to make it misbehave in one way, and hand it out
 * from {@link ForwardingTarget#wrap}.
 *
 * <p>A segment that can not be published, in three lines:
 *
 * <pre>{@code
 * Segment readOnly = new ForwardingSegment(segment) {
 *     @Override public Published publish() throws IOException { throw new IOException("read-only"); }
 * };
 * }</pre>
 *
 * <p><b>Threads.</b> As {@link Segment} says: one at a time.
 */
public class ForwardingSegment implements Segment {
    private final Segment delegate;

    /**
     * Passes calls on.
     *
     * @param delegate takes the calls
     */
    protected ForwardingSegment(Segment delegate) {
        this.delegate = requireNonNull(delegate, "delegate");
    }

    @Override
    public ByteBuffer buffer() {
        return delegate.buffer();
    }

    @Override
    public void commit(int end) {
        delegate.commit(end);
    }

    @Override
    public void spill(int end) throws IOException {
        delegate.spill(end);
    }

    @Override
    public Published publish() throws IOException {
        return delegate.publish();
    }

    @Override
    public void discard() {
        delegate.discard();
    }

    @Override
    public Amount abandon() {
        return delegate.abandon();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(" + delegate + ")";
    }
}
