package io.forebay.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock that is held for a copy and some stores at most. Whoever finds it taken tries again, first at once and then after naps; so it
 * has no queue, nobody has to be woken, and to release it is one store, which takes no memory.
 *
 * <p>A caller may be at the end of its stack, where any call may throw, also that of {@link #unlock}: see {@link #held}. Not reentrant.
 */
final class BriefLock {
    private static final VarHandle HELD = handle();
    /** Some microseconds. */
    private static final int SPINS = 100;

    private static final long NAP = TimeUnit.MICROSECONDS.toNanos(50);
    /** They take some ten milliseconds, which a holder that merely lost its processor is rarely without it. */
    private static final int NAPS = 100;

    /** Set to false by its holder, and by nobody else, to release it where {@link #unlock} can not be called. */
    volatile boolean held;

    BriefLock() {
        // Has the calls linked, which takes a lot of stack.
        lock();
        unlock();
    }

    private static VarHandle handle() {
        try {
            return MethodHandles.lookup().findVarHandle(BriefLock.class, "held", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    boolean tryLock() {
        return !held && HELD.compareAndSet(this, false, true);
    }

    void lock() {
        while (!tryLockForAWhile()) {
            // Its holder stands still, and nothing can be done without it.
        }
    }

    /** Waits for much longer than the lock is held, but not for a holder that stands still. */
    boolean tryLockForAWhile() {
        return spin() || tryLockBetweenNaps();
    }

    private boolean spin() {
        for (int spins = 0; spins < SPINS; spins++) {
            if (tryLock()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private boolean tryLockBetweenNaps() {
        // Once it is taken nothing may throw any more, and to set the flag is a call.
        StackRoom.check();
        boolean interrupted = false;
        try {
            for (int naps = 0; naps < NAPS; naps++) {
                LockSupport.parkNanos(NAP);
                // It would end each nap at once.
                interrupted |= Thread.interrupted();
                if (spin()) {
                    return true;
                }
            }
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Releases it, and does not wait until others can see that: nobody sleeps until it is released. Whoever takes the lock next sees what was
     * stored before; whoever had it before has been seen since {@link #lock}.
     */
    void unlock() {
        HELD.setRelease(this, false);
    }
}
