package io.forebay.testkit.sweep;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one run, and the time that they live by.
 *
 * <p>Time stands still while any of them has something to do. When all rest, it jumps by the longest back-off there is; so hours of
 * waiting pass in milliseconds, and a machine that is busy makes no difference.
 */
final class Stage {
    /** The longest back-off of the sink. */
    static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);

    private static final long GLANCE_NANOS = TimeUnit.MICROSECONDS.toNanos(300);
    private static final long LONG_STILL_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final StageTime time = new StageTime();
    private final ThreadGroup group = new ThreadGroup("forebay-sweep");
    private final LongSupplier calls;
    private final Set<Thread> hung;
    private long callsBefore = -1;
    private long stillSince;

    /**
     * @param calls counts what targets are asked for
     * @param hung who hangs, as long as the fault lasts
     */
    Stage(LongSupplier calls, Set<Thread> hung) {
        this.calls = calls;
        this.hung = hung;
    }

    StageTime time() {
        return time;
    }

    /** Something that a thread of its own does on this stage. */
    final class Act<T> {
        private final String what;
        private final CountDownLatch done = new CountDownLatch(1);
        private @Nullable T result;
        private @Nullable Throwable thrown;

        private Act(String what, int parity, Callable<T> action) {
            this.what = what;
            Thread thread = newThread(action);
            while (thread.getId() % 2 != parity) {
                thread = newThread(action);
            }
            thread.setDaemon(true);
            thread.start();
        }

        private Thread newThread(Callable<T> action) {
            return new Thread(
                    group,
                    () -> {
                        try {
                            result = action.call();
                        } catch (Throwable e) {
                            thrown = e;
                        } finally {
                            done.countDown();
                        }
                    },
                    "act-" + what);
        }

        /** Waits for it, and moves time whenever all rest. */
        Act<T> await() {
            return await(Integer.MAX_VALUE, () -> {});
        }

        /** Waits for it, and moves time whenever all rest; after some such steps, does something more. */
        Act<T> await(int steps, Runnable then) {
            int left = steps;
            long start = System.nanoTime();
            while (!finished()) {
                checkBound(start, what);
                if (resting()) {
                    if (left-- == 0) {
                        then.run();
                    }
                    time.advance(LONGEST_BACKOFF);
                }
            }
            return this;
        }

        /** Waits for it while time stands still. */
        Act<T> awaitAtOnce() {
            long start = System.nanoTime();
            while (!finished()) {
                checkBound(start, what + ", while time stood still");
            }
            return this;
        }

        private boolean finished() {
            try {
                return done.await(GLANCE_NANOS, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                throw stuck("interrupted while waiting for " + what);
            }
        }

        @Nullable
        Throwable thrown() {
            return thrown;
        }

        T result() {
            Throwable failure = thrown;
            T value = result;
            if (failure != null || value == null) {
                throw new AssertionError(what + " threw", failure);
            }
            return value;
        }
    }

    <T> Act<T> start(String what, Callable<T> action) {
        return start(what, 0, action);
    }

    /**
     * Starts something.
     *
     * @param parity of the thread's id, 0 or 1: a sink picks a worker by it, and each run is to be like the others
     */
    <T> Act<T> start(String what, int parity, Callable<T> action) {
        return new Act<>(what, parity, action);
    }

    /** Waits until no thread has anything to do before time moves. */
    void settle() {
        long start = System.nanoTime();
        while (!resting()) {
            checkBound(start, "the sink to come to rest");
            LockSupport.parkNanos(GLANCE_NANOS);
        }
    }

    /** Waits until all threads have ended; moves time whenever they rest. False if they do not. */
    boolean awaitEnd(boolean moving, long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (group.activeCount() > 0) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(GLANCE_NANOS);
            if (moving && resting()) {
                time.advance(LONGEST_BACKOFF);
            }
        }
        return true;
    }

    /**
     * Whether no thread has anything to do before time moves, or the fault lets it go. A thread may wait for something else, such as a
     * lock or the clock of the machine; then all is quiet only if it stays so.
     */
    private boolean resting() {
        long now = calls.getAsLong();
        boolean still = now == callsBefore;
        callsBefore = now;
        Set<Thread> asleep = time.asleep();
        boolean sure = true;
        for (Thread thread : threads()) {
            if (!asleep.contains(thread) && !hung.contains(thread)) {
                sure = false;
                still &= thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
            }
        }
        if (!still || sure) {
            stillSince = 0;
            return still;
        }
        if (stillSince == 0) {
            stillSince = System.nanoTime();
        }
        return System.nanoTime() - stillSince > LONG_STILL_NANOS;
    }

    private Thread[] threads() {
        Thread[] threads = new Thread[group.activeCount() + 8];
        return Arrays.copyOf(threads, group.enumerate(threads));
    }

    private void checkBound(long start, String what) {
        if (System.nanoTime() - start > LONGEST_NANOS) {
            throw stuck("waited " + TimeUnit.NANOSECONDS.toSeconds(LONGEST_NANOS) + " s for " + what);
        }
    }

    AssertionError stuck(String what) {
        StringBuilder text = new StringBuilder(what);
        for (Thread thread : threads()) {
            text.append("\n   ").append(thread.getName()).append(' ').append(thread.getState());
            StackTraceElement[] stack = thread.getStackTrace();
            for (int i = 0; i < Math.min(12, stack.length); i++) {
                text.append("\n      at ").append(stack[i]);
            }
        }
        return new AssertionError(text.toString());
    }
}
