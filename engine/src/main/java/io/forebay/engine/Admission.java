package io.forebay.engine;

import io.forebay.api.Outcome;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds a worker that has room for a record, or waits for one.
 *
 * <p>A thread begins with the worker that its id names, and goes round from there: so few threads meet at one lock, and a thread's
 * records stay on one worker as long as that has room.
 */
final class Admission {
    private final SinkConfig config;
    private final Worker[] workers;
    private final Vacancy vacancy;
    private volatile boolean callersRefused;

    Admission(SinkConfig config, List<Worker> workers, Vacancy vacancy) {
        this.config = config;
        this.workers = workers.toArray(new Worker[0]);
        this.vacancy = vacancy;
    }

    /** A caller's record, which waits for the sink's timeout at most. */
    Outcome admit(byte @Nullable [] array, @Nullable ByteBuffer bytes, int offset, int length) {
        if (callersRefused) {
            return Outcome.CLOSED;
        }
        return outcome(tryAll(array, bytes, offset, length, true), array, bytes, offset, length, true);
    }

    /** A source's record, which was accepted when it was queued, and waits until the workers close. */
    Outcome admitQueued(ByteBuffer bytes, int length) {
        return outcome(tryAll(null, bytes, 0, length, false), null, bytes, 0, length, false);
    }

    private Outcome outcome(
            int offer,
            byte @Nullable [] array,
            @Nullable ByteBuffer bytes,
            int offset,
            int length,
            boolean fromCaller) {
        return switch (offer) {
            case Worker.TAKEN -> Outcome.ACCEPTED;
            case Worker.CLOSED -> Outcome.CLOSED;
            default -> await(array, bytes, offset, length, fromCaller);
        };
    }

    private int tryAll(
            byte @Nullable [] array, @Nullable ByteBuffer bytes, int offset, int length, boolean fromCaller) {
        int home = home();
        boolean busy = false;
        for (int i = 0; i < workers.length; i++) {
            int offer = worker(home + i).offer(array, bytes, offset, length, false, fromCaller);
            if (offer == Worker.TAKEN || offer == Worker.CLOSED) {
                return offer;
            }
            busy |= offer == Worker.BUSY;
        }
        return busy ? lockAll(home, array, bytes, offset, length, fromCaller) : Worker.FULL;
    }

    /**
     * Other writers held locks: waits for each lock, which is held for a copy, so as to know rather than to guess. A copy into a mapped file may stand
     * still with its disk: one such lock is waited for, and not for long.
     */
    private int lockAll(
            int home, byte @Nullable [] array, @Nullable ByteBuffer bytes, int offset, int length, boolean fromCaller) {
        boolean standsStill = false;
        for (int i = 0; i < workers.length; i++) {
            int offer = worker(home + i).offer(array, bytes, offset, length, !standsStill, fromCaller);
            if (offer == Worker.TAKEN || offer == Worker.CLOSED) {
                return offer;
            }
            standsStill |= offer == Worker.BUSY;
        }
        return standsStill ? Worker.BUSY : Worker.FULL;
    }

    private Outcome await(
            byte @Nullable [] array, @Nullable ByteBuffer bytes, int offset, int length, boolean fromCaller) {
        StackRoom.check();
        if (fromCaller && config.timeout() == 0) {
            return Outcome.TIMED_OUT;
        }
        Deadline deadline = Deadline.in(config.time(), fromCaller ? config.timeout() : Long.MAX_VALUE);
        long seen = vacancy.enter();
        boolean mayHaveRoom = false;
        try {
            while (true) {
                if (fromCaller && callersRefused) {
                    return Outcome.CLOSED;
                }
                // Should the look fail, for instance since another thread changes the caller's buffer, the next one
                // looks.
                mayHaveRoom = true;
                int offer = tryAll(array, bytes, offset, length, fromCaller);
                mayHaveRoom = offer != Worker.FULL;
                if (offer == Worker.TAKEN || offer == Worker.CLOSED) {
                    return offer == Worker.TAKEN ? Outcome.ACCEPTED : Outcome.CLOSED;
                }
                if (deadline.passed()) {
                    return Outcome.TIMED_OUT;
                }
                if (offer == Worker.FULL) {
                    seen = vacancy.await(seen, deadline);
                } else if (Thread.currentThread().isInterrupted()) {
                    return Outcome.TIMED_OUT;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.TIMED_OUT;
        } finally {
            vacancy.leave(seen, mayHaveRoom);
        }
    }

    /** Turns callers away from now on; those that wait are woken. Queued sources are still admitted. */
    void refuseCallers() {
        callersRefused = true;
        vacancy.signalAll();
    }

    boolean refusesCallers() {
        return callersRefused;
    }

    private int home() {
        return (int) (Thread.currentThread().getId() % workers.length);
    }

    private Worker worker(int index) {
        return workers[index < workers.length ? index : index - workers.length];
    }
}
