package io.forebay.engine;

import io.forebay.api.FlushTarget;
import org.jspecify.annotations.Nullable;

/**
 * Closes the target once nobody uses it any more: whoever gives back the last lease does it, on a thread of the sink.
 *
 * <p>So a thread that hangs in the target beyond the close deadline keeps the target, and with it the owner's lock, until it
 * returns; and {@code close} does no I/O in its caller's thread, which may be interrupted.
 */
final class TargetLease {
    private final FlushTarget target;
    private final Signal progress;
    private final SureLock lock = new SureLock();
    private int leases;
    private boolean closed;
    private @Nullable Throwable failure;

    TargetLease(FlushTarget target, int leases, Signal progress) {
        this.target = target;
        this.leases = leases;
        this.progress = progress;
    }

    /** Takes one more lease; false if the target is closed, or about to be. */
    boolean acquire() {
        lock.lock();
        try {
            if (leases == 0) {
                return false;
            }
            leases++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void release() {
        lock.lock();
        try {
            leases--;
            if (leases > 0) {
                return;
            }
        } finally {
            lock.unlock();
        }
        Throwable thrown = null;
        try {
            target.close();
        } catch (Throwable e) {
            thrown = e;
        }
        lock.lock();
        try {
            failure = thrown;
            closed = true;
        } finally {
            lock.unlock();
        }
        progress.raise();
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** What the target threw when it was closed. */
    @Nullable
    Throwable failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }
}
