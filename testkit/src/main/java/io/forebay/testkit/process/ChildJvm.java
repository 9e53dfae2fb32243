package io.forebay.testkit.process;

import io.forebay.testkit.StorageUnderTest;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that this one has started on the same classes, to be killed or watched. One that has not ended after five minutes is
 * killed.
 *
 * <p><b>Threads.</b> Any may {@link #kill}; the rest is for one.
 */
final class ChildJvm implements AutoCloseable {
    static final int SIGKILL_EXIT = 128 + 9;
    private static final long PATIENCE_SECONDS = 300;

    private final Process process;
    private final Path errors;

    private ChildJvm(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        var unused =
                process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).whenComplete((ended, late) -> kill());
    }

    /**
     * Starts one.
     *
     * @param main runs in it; its first argument is the name of the storage's class, the others follow
     */
    static ChildJvm start(Class<?> main, StorageUnderTest storage, Object... arguments) throws IOException {
        return start(List.of("-XX:TieredStopAtLevel=1"), main, storage, arguments);
    }

    /**
     * Starts one in which no thread calls the system for a file that is not told to: the compiler's threads would, to look at the
     * memory and the processors that are left.
     */
    static ChildJvm startInterpreted(Class<?> main, StorageUnderTest storage, Object... arguments) throws IOException {
        return start(List.of("-Xint", "-XX:-UseContainerSupport"), main, storage, arguments);
    }

    private static ChildJvm start(List<String> options, Class<?> main, StorageUnderTest storage, Object... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto"));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                classPath(storage.getClass()),
                main.getName(),
                storage.getClass().getName()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        Path errors = Files.createTempFile("forebay-child", ".err");
        return new ChildJvm(
                new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
    }

    /** Makes, in the child, the storage whose name the parent has handed over. */
    static StorageUnderTest storage(String name) {
        try {
            return Class.forName(name)
                    .asSubclass(StorageUnderTest.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name + " must be public, with a public constructor without parameters", e);
        }
    }

    /** Modules' paths too; and a module may have been patched with its tests, which only the classes themselves can tell. */
    private static String classPath(Class<?> storage) {
        return String.join(
                File.pathSeparator,
                System.getProperty("java.class.path", ""),
                System.getProperty("jdk.module.path", ""),
                root(storage));
    }

    private static String root(Class<?> type) {
        String file = '/' + type.getName().replace('.', '/') + ".class";
        URL url = Objects.requireNonNull(type.getResource(file), file);
        String location = url.toString();
        String root = location.substring(0, location.length() - file.length());
        if (root.startsWith("jar:")) {
            root = root.substring("jar:".length(), root.length() - 1);
        }
        return Path.of(URI.create(root)).toString();
    }

    long pid() {
        return process.pid();
    }

    InputStream output() {
        return process.getInputStream();
    }

    OutputStream input() {
        return process.getOutputStream();
    }

    /** Sends SIGKILL; what is in the pipe can still be read. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Waits for its end, however that comes, and returns the exit code. */
    int exitCode() {
        return process.onExit().join().exitValue();
    }

    /** What it has written to standard error. */
    String errors() throws IOException {
        return Files.readString(errors, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        kill();
        process.onExit().join();
        process.getInputStream().close();
        Files.deleteIfExists(errors);
    }
}
