package io.forebay.testkit.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** strace, attached to all threads of a child process, so that what each of them calls is counted from here on. */
final class Strace implements AutoCloseable {
    private final Process process;
    private final BufferedReader messages;
    private final Path trace;

    private Strace(Process process, Path trace) {
        this.process = process;
        this.messages = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.trace = trace;
    }

    /** Thrown where there is no strace, or where this process may not watch its children. */
    static final class UnusableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Writes down every call on files.
     *
     * @param trace a directory for what is written down, empty
     */
    static Strace watch(ChildJvm child, Path trace) throws IOException {
        return attach(child, trace, "-e", "trace=%file,%desc");
    }

    /** Kills the child when one of its threads is about to make the call. */
    static Strace killAt(FileCall call, ChildJvm child, Path trace) throws IOException {
        String inject = "inject=" + call.name() + ":signal=SIGKILL:when=" + call.when();
        return attach(child, trace, "-e", "trace=" + call.name(), "-e", inject);
    }

    private static Strace attach(ChildJvm child, Path trace, String... what) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "strace",
                "-ff",
                "-y",
                "-s",
                "0",
                "-p",
                Long.toString(child.pid()),
                "-o",
                trace.resolve("thread").toString()));
        command.addAll(Arrays.asList(what));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UnusableException("strace is missing: install it to run this test", e);
        }
        Strace strace = new Strace(process, trace);
        String answer = strace.messages.readLine();
        if (answer == null || !answer.contains("attached")) {
            strace.close();
            throw new UnusableException(
                    "strace may not watch a process here, which root or kernel.yama.ptrace_scope=0 would allow: "
                            + answer,
                    null);
        }
        return strace;
    }

    /** Reads what was written down, each thread's lines by themselves, when the child has ended. */
    List<List<String>> lines() throws IOException {
        var unused = process.onExit().join();
        List<List<String>> lines = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(trace)) {
            for (Path file : files) {
                lines.add(Files.readAllLines(file, StandardCharsets.UTF_8));
            }
        }
        return lines;
    }

    /** Ends strace; a child that still runs then runs on. */
    @Override
    public void close() throws IOException {
        process.destroy();
        var unused = process.onExit().join();
        messages.close();
    }
}
