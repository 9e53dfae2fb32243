package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A process that runs the real command, or any other, with its output in files. Every wait has a bound, and closing it kills what
 * still runs.
 */
final class Child implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final Pattern ACCEPTED = Pattern.compile("accepted ([\\d,]+) ");
    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\":(\\d+|null)");

    private final Process process;
    private final Path out;
    private final Path err;

    private Child(ProcessBuilder command) throws IOException {
        out = Files.createTempFile("child", ".out");
        err = Files.createTempFile("child", ".err");
        process =
                command.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    }

    /** Starts the command; what is written to {@link #input} is its standard input. */
    static Child forebay(Object... args) throws IOException {
        return new Child(new ProcessBuilder(commandLine(args)));
    }

    /** As {@link #forebay}, with the status line, as if its standard error were a terminal. */
    static Child forebayWithStatus(Object... args) throws IOException {
        return forebayWith(Main.TERMINAL_PROPERTY + "=true", args);
    }

    /** As {@link #forebay}, with a system property. */
    static Child forebayWith(String property, Object... args) throws IOException {
        List<String> command = commandLine(args);
        command.add(1, "-D" + property);
        return new Child(new ProcessBuilder(command));
    }

    /** Starts the command on a file. */
    static Child forebayOn(Path input, Object... args) throws IOException {
        return new Child(new ProcessBuilder(commandLine(args)).redirectInput(input.toFile()));
    }

    /** Runs a shell's script in which {@code "$@"} is the command; {@code "$0"} is for its own use. */
    static Child shell(String script, String zero, Object... args) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, zero));
        command.addAll(commandLine(args));
        return new Child(new ProcessBuilder(command));
    }

    /** Runs any program on an empty input. */
    static Child program(Map<String, String> environment, Object... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(Arrays.stream(command).map(Object::toString).toList());
        builder.environment().putAll(environment);
        return new Child(builder.redirectInput(Redirect.from(new File("/dev/null"))));
    }

    private static List<String> commandLine(Object... args) {
        // Without the test's own folder, whose logging settings are not the command's.
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                Main.class.getName()));
        for (Object arg : args) {
            command.add(arg.toString());
        }
        return command;
    }

    OutputStream input() {
        return process.getOutputStream();
    }

    /** Writes to its standard input, at once. */
    Child type(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        process.getOutputStream().flush();
        return this;
    }

    /** Sends a signal by its name: {@code TERM}, {@code INT}, {@code KILL}. */
    Child signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return this;
    }

    /** Whether it was started with interrupts ignored, as a shell does for what it runs in the background; Java then leaves it so. */
    boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }

    boolean runs() {
        return process.isAlive();
    }

    /** Waits for its end and returns the exit code. */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("ended within %s s; standard error: %s", PATIENCE_SECONDS, err())
                .isTrue();
        return process.exitValue();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    /** How many records it had accepted when it last drew its status line; none if it has not yet. */
    long accepted() {
        Matcher status = ACCEPTED.matcher(err());
        long last = 0;
        while (status.find()) {
            last = Long.parseLong(status.group(1).replace(",", ""));
        }
        return last;
    }

    /** The numbers in the last line of its output, which is one JSON object; null stands for null. */
    Map<String, Long> json() {
        String[] lines = out().split("\n", -1);
        assertThat(lines.length)
                .as("lines of output: %s, error: %s", out(), err())
                .isGreaterThan(1);
        return parse(lines[lines.length - 2]);
    }

    /** The numbers in a line that is one JSON object. */
    static Map<String, Long> parse(String line) {
        assertThat(line).matches("\\{(\"\\w+\":(\\d+|null),?)+\\}");
        Map<String, Long> numbers = new HashMap<>();
        Matcher field = FIELD.matcher(line);
        while (field.find()) {
            numbers.put(field.group(1), field.group(2).equals("null") ? null : Long.valueOf(field.group(2)));
        }
        return numbers;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
    }
}
