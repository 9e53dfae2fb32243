package io.forebay.bench.overload;

import io.forebay.api.BatchConsumer;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** A target that takes so many bytes a second, whatever comes, and counts them. */
final class Throttle implements BatchConsumer {
    private final double nanosPerByte;
    /** When all that was given so far is taken. */
    private long free = System.nanoTime();

    private long taken;
    private boolean lifted;

    Throttle(double bytesPerSecond) {
        nanosPerByte = 1e9 / bytesPerSecond;
    }

    /** Batches of all workers stand in one line, as at a disk. */
    @Override
    public synchronized void accept(ByteBuffer batch) throws InterruptedIOException {
        free = Math.max(free, System.nanoTime()) + (long) (batch.remaining() * nanosPerByte);
        long due = free;
        try {
            for (long wait = due - System.nanoTime(); wait > 0 && !lifted; wait = due - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, wait);
            }
        } catch (InterruptedException e) {
            throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
        }
        taken += batch.remaining();
    }

    /** Has it take everything at once from now on. */
    synchronized void lift() {
        lifted = true;
        notifyAll();
    }

    synchronized long taken() {
        return taken;
    }
}
