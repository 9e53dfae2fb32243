package io.forebay.mmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * How a program ended that ran in a JVM of its own.
 *
 * @param exitCode 0 if all was well
 * @param errors what it wrote to standard error
 */
record ChildRun(int exitCode, String errors) {
    private static final long PATIENCE_SECONDS = 60;

    /** Runs a program of these tests to its end. */
    static ChildRun of(Class<?> program, Path errors, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), program.getName()));
        command.addAll(List.of(arguments));
        Process child =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try {
            assertThat(child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("ends")
                    .isTrue();
        } finally {
            child.destroyForcibly();
        }
        return new ChildRun(child.exitValue(), Files.readString(errors, StandardCharsets.UTF_8));
    }

    /** Modules' paths too, and the classes of this module, which are patched into it for its tests. */
    private static String classPath() throws IOException {
        return String.join(
                File.pathSeparator,
                System.getProperty("java.class.path", ""),
                System.getProperty("jdk.module.path", ""),
                root(ChildRun.class));
    }

    private static String root(Class<?> type) throws IOException {
        String name = '/' + type.getName().replace('.', '/') + ".class";
        String file = Objects.requireNonNull(type.getResource(name), name).getPath();
        return file.substring(0, file.length() - name.length());
    }
}
