package io.forebay.testkit.process;

import io.forebay.testkit.Capability;
import io.forebay.testkit.StorageUnderTest;
import io.forebay.testkit.process.Report.Event;
import io.forebay.testkit.process.SystemCallChild.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.assertj.core.util.Throwables;
import org.jspecify.annotations.Nullable;

/**
 * Kills a child at the file calls of its work, one after the other, each in a new child and a new directory, and checks each time what
 * recovery makes of it.
 *
 * <p>One run that nobody kills tells which calls there are.
 */
final class KillSweep {
    private static final int AT_A_TIME = 2;

    private final StorageUnderTest storage;
    private final boolean forced;
    private final Scratch scratch;
    /** Copies of a directory have the same instance in them, and in one JVM an instance is recovered once at a time. */
    private final ReentrantLock recovery = new ReentrantLock();

    KillSweep(StorageUnderTest storage, boolean forced, Scratch scratch) {
        this.storage = storage;
        this.forced = forced;
        this.scratch = scratch;
    }

    /**
     * What a killed child has left.
     *
     * @param directory to be copied, never used
     * @param records what must be in it, and may be
     */
    record Killed(Path directory, Known records) {}

    /** Finds the calls of {@link Work#WRITE}, or those of {@link Work#RECOVER} after a kill. */
    List<FileCall> calls(@Nullable Killed state) throws IOException {
        Path directory = place(state);
        Path trace = scratch.directory();
        List<FileCall> calls;
        List<String> problems;
        try (ChildJvm child = start(state, directory);
                Strace strace = Strace.watch(child, trace)) {
            Known known = run(child);
            if (child.exitCode() != 0) {
                throw new AssertionError("a child that nobody kills fails: " + child.errors());
            }
            calls = made(strace, directory);
            problems = check(directory, state == null ? known : state.records());
        }
        if (!problems.isEmpty()) {
            throw new AssertionError("without any kill: " + problems);
        }
        return calls;
    }

    /** Lets a writer die at one of its calls. */
    Killed killWriterAt(FileCall call) throws IOException {
        Path directory = scratch.directoryFor(storage);
        Known known = kill(call, null, directory);
        return new Killed(directory, known);
    }

    /**
     * Kills a child at each of the calls.
     *
     * @param state where it recovers, or null if it writes
     * @return what was wrong, for each call where something was
     */
    List<String> killAt(List<FileCall> calls, @Nullable Killed state) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            List<Future<List<String>>> results = new ArrayList<>();
            for (FileCall call : calls) {
                results.add(pool.submit(() -> killAndCheck(call, state)));
            }
            List<String> problems = new ArrayList<>();
            for (int i = 0; i < calls.size(); i++) {
                String at = "killed at " + calls.get(i) + ": ";
                try {
                    results.get(i).get().forEach(problem -> problems.add(at + problem));
                } catch (ExecutionException e) {
                    problems.add(at + Throwables.getStackTrace(e.getCause()));
                }
            }
            return problems;
        } finally {
            pool.shutdownNow();
        }
    }

    private List<String> killAndCheck(FileCall call, @Nullable Killed state) throws IOException {
        Path directory = place(state);
        Known known = kill(call, state, directory);
        List<String> problems = check(directory, state == null ? known : state.records());
        Scratch.delete(directory);
        return problems;
    }

    /** Has a child killed, and returns what it has told. */
    private Known kill(FileCall call, @Nullable Killed state, Path directory) throws IOException {
        Path trace = scratch.directory();
        try (ChildJvm child = start(state, directory);
                Strace strace = Strace.killAt(call, child, trace)) {
            Known known = run(child);
            if (child.exitCode() != ChildJvm.SIGKILL_EXIT) {
                throw new AssertionError("it came to its end instead: " + child.errors());
            }
            List<FileCall> made = made(strace, directory);
            if (made.isEmpty() || !made.get(made.size() - 1).equals(call)) {
                throw new AssertionError("the run was another one this time: " + strace.lines());
            }
            return known;
        } finally {
            Scratch.delete(trace);
        }
    }

    private static List<FileCall> made(Strace strace, Path directory) throws IOException {
        List<List<FileCall>> threads = new ArrayList<>();
        List<List<String>> lines = strace.lines();
        for (List<String> thread : lines) {
            List<FileCall> calls = FileCall.parse(thread, directory.toString());
            if (!calls.isEmpty()) {
                threads.add(calls);
            }
        }
        if (threads.size() > 1) {
            throw new AssertionError("more than one thread uses the directory, so calls can not be counted: " + threads
                    + " of " + lines);
        }
        return threads.isEmpty() ? List.of() : threads.get(0);
    }

    private Path place(@Nullable Killed state) throws IOException {
        return state == null ? scratch.directoryFor(storage) : scratch.copy(state.directory());
    }

    /** Starts a child and waits until it has practised. */
    private ChildJvm start(@Nullable Killed state, Path directory) throws IOException {
        Path practice = place(state);
        Work work = state == null ? Work.WRITE : Work.RECOVER;
        ChildJvm child = ChildJvm.startInterpreted(SystemCallChild.class, storage, work, forced, directory, practice);
        Report ready = Report.from(child.output());
        if (ready == null || ready.event() != Event.READY) {
            String errors = child.errors();
            child.close();
            throw new AssertionError("a child does not get as far as to be watched: " + errors);
        }
        Scratch.delete(practice);
        return child;
    }

    /** Lets a child do its work, and returns what it has told when it has ended. */
    private static Known run(ChildJvm child) throws IOException {
        child.input().write('\n');
        child.input().flush();
        Known known = new Known();
        known.hearAll(child.output());
        return known;
    }

    private List<String> check(Path directory, Known known) throws IOException {
        recovery.lock();
        try {
            boolean keepsAccepted = storage.capabilities().contains(Capability.KEEPS_COMMITTED);
            return Aftermath.problems(storage, directory, known.checker(keepsAccepted));
        } finally {
            recovery.unlock();
        }
    }
}
