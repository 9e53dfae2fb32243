package io.forebay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told of an exception, in one line. */
class TextTest {
    static Stream<FileSystemException> exceptions_that_say_nothing_but_a_path() {
        return Stream.of(
                new AccessDeniedException("/spool"),
                new NoSuchFileException("/spool"),
                new NotDirectoryException("/spool"),
                new FileSystemException("/spool"));
    }

    @ParameterizedTest
    @MethodSource
    void exceptions_that_say_nothing_but_a_path(FileSystemException exception) {
        assertThat(Text.oneLine(exception)).matches("/spool: [a-z]+ [a-z ]+; [a-z ,]+");
    }

    @Test
    void a_reason_that_is_given_stays_as_it_is() {
        assertThat(Text.oneLine(new AccessDeniedException("/spool", null, "ask the owner")))
                .isEqualTo("/spool: ask the owner");
        assertThat(Text.oneLine(new IOException("a\nb"))).isEqualTo("a b");
        assertThat(Text.oneLine(new IOException())).isEqualTo("IOException");
    }
}
