package io.forebay.testkit;

import static java.util.Objects.requireNonNull;

import io.forebay.api.FlushTarget;
import io.forebay.api.Recovery;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import java.io.IOException;

/**
 * A target that passes every call on to another one; override one method to make it misbehave in one way.
 *
 * <p>A target that has no room, in three lines:
 *
 * <pre>{@code
 * FlushTarget crowded = new ForwardingTarget(target) {
 *     @Override public Segment open(SegmentSpec spec) throws IOException { throw new IOException("no room"); }
 * };
 * }</pre>
 *
 * <p>To change what segments do, override {@link #wrap} and return a {@link ForwardingSegment}:
 *
 * <pre>{@code
 * FlushTarget readOnly = new ForwardingTarget(target) {
 *     @Override protected Segment wrap(Segment segment, SegmentSpec spec) {
 *         return new ForwardingSegment(segment) {
 *             @Override public Published publish() throws IOException { throw new IOException("read-only"); }
 *         };
 *     }
 * };
 * }</pre>
 *
 * <p><b>Threads.</b> It adds no state, and so is as safe as the target that it calls.
 */
public class ForwardingTarget implements FlushTarget {
    private final FlushTarget delegate;

    /**
     * Passes calls on.
     *
     * @param delegate takes the calls; closed when this target is closed
     */
    protected ForwardingTarget(FlushTarget delegate) {
        this.delegate = requireNonNull(delegate, "delegate");
    }

    /**
     * Opens a segment of the other target and wraps it.
     *
     * @param spec passed on as it is
     * @return what {@link #wrap} made of the segment
     */
    @Override
    public Segment open(SegmentSpec spec) throws IOException {
        return wrap(delegate.open(spec), spec);
    }

    /**
     * Decides what callers see of a segment that was just opened; the segment itself unless overridden.
     *
     * @param segment an open segment of the other target
     * @param spec what it was opened for
     * @return the segment to hand out
     */
    protected Segment wrap(Segment segment, SegmentSpec spec) {
        return segment;
    }

    @Override
    public Recovery recover() throws IOException {
        return delegate.recover();
    }

    @Override
    public boolean keepsCommitted() {
        return delegate.keepsCommitted();
    }

    @Override
    public void close() throws IOException {
        delegate.close();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(" + delegate + ")";
    }
}
