package io.forebay.engine;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The threads of one sink: named daemons. It knows which of them still run. */
final class EngineThreads {
    private final Signal progress;
    private final Consumer<Thread> starter;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();

    EngineThreads(Signal progress) {
        this(progress, Thread::start);
    }

    EngineThreads(Signal progress, Consumer<Thread> starter) {
        this.progress = progress;
        this.starter = starter;
    }

    /** Starts a thread. The given work must not throw. */
    Thread start(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } finally {
                        running.remove(Thread.currentThread());
                        progress.raise();
                    }
                },
                name);
        thread.setDaemon(true);
        running.add(thread);
        boolean started = false;
        try {
            starter.accept(thread);
            started = true;
        } finally {
            if (!started) {
                running.remove(thread);
            }
        }
        return thread;
    }

    /** Whether a thread has done its work. The thread that asks counts as done: it can not wait for itself. */
    boolean finished(Thread thread) {
        return thread == Thread.currentThread() || !running.contains(thread);
    }

    /** Whether a thread has not done its work yet. */
    boolean runs(Thread thread) {
        return running.contains(thread);
    }

    /** Whether the thread that asks is one of these: a listener or a source calls the sink. */
    boolean runCaller() {
        return running.contains(Thread.currentThread());
    }

    boolean allFinished() {
        return running.stream().allMatch(this::finished);
    }

    List<Thread> unfinished() {
        return running.stream().filter(thread -> !finished(thread)).toList();
    }

    /**
     * Gives threads that have nothing left to wait for a moment to end: the time that the scheduler takes, by the clock of the machine.
     */
    static void linger(List<Thread> threads, long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean interrupted = Thread.interrupted();
        for (Thread thread : threads) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                break;
            }
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
