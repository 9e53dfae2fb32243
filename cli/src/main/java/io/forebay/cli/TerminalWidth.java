package io.forebay.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks how wide the terminal on standard error is just now.
 *
 * <p>Java can not ask itself, so {@code stty} does, which takes a few milliseconds of another process.
 */
final class TerminalWidth implements IntSupplier {
    private static final int UNKNOWN = 80;
    private static final Pattern SIZE = Pattern.compile("\\d+ (\\d{1,5})");

    @Override
    public int getAsInt() {
        ProcessBuilder command = new ProcessBuilder("sh", "-c", "exec stty size <&2 2>/dev/null");
        command.redirectError(Redirect.INHERIT);
        try {
            Process stty = command.start();
            stty.getOutputStream().close();
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return UNKNOWN;
            }
            return parse(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return UNKNOWN; // no stty here; the terminal is told not to wrap anyway
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        }
    }

    /** Reads {@code "rows columns"}; 0 columns is what a terminal says that does not know. */
    static int parse(String size) {
        Matcher form = SIZE.matcher(size.strip());
        if (!form.matches()) {
            return UNKNOWN;
        }
        int columns = Integer.parseInt(form.group(1));
        return columns == 0 ? UNKNOWN : columns;
    }
}
