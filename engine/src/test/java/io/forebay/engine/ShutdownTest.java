package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.api.RecordSink;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

/** A JVM that ends while a sink is open. */
class ShutdownTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"exit", "return", "listener", "source", "closed"})
    void flaw7_whatIsInMemoryWhenTheJvmEndsIsPublished(String how) throws Exception {
        Path file = directory.resolve("out");
        run(how, file);
        Collection<String> expected = IntStream.range(0, ShutdownProgram.RECORDS)
                .mapToObj(i -> "record " + i)
                .toList();
        assertThat(Files.readAllLines(file)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aSinkThatComesTooLateToBeClosedIsNotLeftOpen() throws Exception {
        Path file = directory.resolve("out");
        run("late", file);
        assertThat(file).hasContent("the JVM is shutting down: too late to open a sink that closes at shutdown");
    }

    private void run(String how, Path file) throws IOException, InterruptedException {
        String path = Stream.of(ShutdownProgram.class, Forebay.class, RecordSink.class, Logger.class)
                .map(ShutdownTest::place)
                .distinct()
                .collect(Collectors.joining(System.getProperty("path.separator")));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        path,
                        ShutdownProgram.class.getName(),
                        how,
                        file.toString()))
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
