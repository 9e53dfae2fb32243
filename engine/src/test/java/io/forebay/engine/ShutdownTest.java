package io.forebay.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM that ends while a sink is open. */
class ShutdownTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"exit", "return", "listener", "source", "closed"})
    void flaw7_whatIsInMemoryWhenTheJvmEndsIsPublished(String how) throws Exception {
        Path file = directory.resolve("out");
        Program.run(directory, ShutdownProgram.class, List.of(), how, file.toString());
        Collection<String> expected = IntStream.range(0, ShutdownProgram.RECORDS)
                .mapToObj(i -> "record " + i)
                .toList();
        assertThat(Files.readAllLines(file)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aSinkThatComesTooLateToBeClosedIsNotLeftOpen() throws Exception {
        Path file = directory.resolve("out");
        Program.run(directory, ShutdownProgram.class, List.of(), "late", file.toString());
        assertThat(file).hasContent("the JVM is shutting down: too late to open a sink that closes at shutdown");
    }
}
