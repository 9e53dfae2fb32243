package io.forebay.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** What is logged from now on until this is closed: the logger of the tests writes to standard error. */
final class CapturedLog implements AutoCloseable {
    private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
    private final PrintStream standardError = System.err;

    CapturedLog() {
        System.setErr(new PrintStream(captured, true, UTF_8));
    }

    /** The lines that hold a text. */
    List<String> lines(String text) {
        return captured.toString(UTF_8)
                .lines()
                .filter(line -> line.contains(text))
                .toList();
    }

    @Override
    public void close() {
        System.setErr(standardError);
    }
}
