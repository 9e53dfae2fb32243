package io.forebay.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
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
        if (cause instanceof FileSystemException refused && refused.getReason() == null && message != null) {
            message += ": " + reason(refused); // which is a path and no more
        }
        return oneLine(message == null || message.isBlank() ? cause.getClass().getSimpleName() : message);
    }

    private static String reason(FileSystemException refused) {
        if (refused instanceof AccessDeniedException) {
            return "permission denied; it must be readable, writable and searchable";
        }
        if (refused instanceof NoSuchFileException) {
            return "does not exist; create it first";
        }
        if (refused instanceof NotDirectoryException) {
            return "not a directory; name one that is";
        }
        return "refused by the file system; look at its log";
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
