package io.forebay.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Standard output for results: unlike {@link System#out} it notices that nobody reads them, and says so on standard error. */
final class Stdout {
    private Stdout() {}

    @SuppressWarnings("resource") // closing it would close standard output
    static void line(String text) {
        try {
            new FileOutputStream(FileDescriptor.out).write((text + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            System.err.println(
                    "forebay: cannot write to standard output (" + Text.oneLine(e) + "); it was to say: " + text);
        }
    }
}
