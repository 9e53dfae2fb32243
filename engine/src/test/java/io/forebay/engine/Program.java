package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.RecordSink;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;

/** A JVM of its own, with the engine and its tests on the class path. */
final class Program {
    private Program() {}

    /** Runs a class, whose last word must be an exit code of 0; its output lands in the directory. */
    static void run(Path directory, Class<?> main, List<String> options, String... args)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(Stream.of(main, Forebay.class, RecordSink.class, Logger.class)
                .map(Program::place)
                .distinct()
                .collect(Collectors.joining(System.getProperty("path.separator"))));
        command.add(main.getName());
        command.addAll(List.of(args));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(output.toFile()))
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended)
                .as("ended by itself, after saying: %s", Files.readString(output))
                .isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }

    /** The directory or jar that holds a class; a class that is patched into a module has no other trace of where it is. */
    private static String place(Class<?> type) {
        String name = type.getName().replace('.', '/') + ".class";
        URL url = Objects.requireNonNull(type.getResource("/" + name), name);
        String root = url.toString().substring(0, url.toString().length() - name.length());
        if (root.startsWith("jar:")) {
            root = root.substring("jar:".length(), root.length() - "!/".length());
        }
        return Path.of(URI.create(root)).toString();
    }
}
