package io.forebay.cli;

import java.util.Locale;

/** Small pieces of the command's messages. */
final class Text {
    private Text() {}

    /** Puts a message on one line, whatever it quotes from the command line or the file system. */
    static String oneLine(String message) {
        return message.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /** What went wrong, on one line; the kind of exception only where it carries no message. */
    static String oneLine(Throwable cause) {
        String message = cause.getMessage();
        return oneLine(message == null || message.isBlank() ? cause.getClass().getSimpleName() : message);
    }

    /** A count with its thousands apart: {@code 1,234,567}. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A count of things: {@code 1 file}, {@code 1,234 files}. */
    static String count(long count, String thing) {
        return count(count) + " " + thing + (count == 1 ? "" : "s");
    }

    /** A number of bytes in MiB: {@code 12.3 MiB}. */
    static String mebibytes(double bytes) {
        return String.format(Locale.ROOT, "%,.1f MiB", bytes / (1 << 20));
    }
}
