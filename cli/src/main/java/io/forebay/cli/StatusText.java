package io.forebay.cli;

import java.util.ArrayList;
import java.util.List;

/** What the status line says at one moment. */
record StatusText(long rate, long accepted, long dropped, long files) {

    /**
     * Puts it on one line that leaves the terminal's last column free, as a character there can wrap the line.
     *
     * <p>What does not fit is left out whole: first the files, then the rate, then what was accepted. Drops stay longest.
     *
     * @param width of the terminal in columns
     * @return at most {@code width - 1} ASCII characters; none if nothing fits
     */
    String fit(int width) {
        List<String> fields = new ArrayList<>(List.of(
                Text.count(rate) + "/s",
                "accepted " + Text.count(accepted),
                "dropped " + Text.count(dropped),
                "files " + Text.count(files)));
        for (int leaveOut : new int[] {3, 0, 0, 0}) {
            String line = String.join("  ", fields);
            if (line.length() < width) {
                return line;
            }
            fields.remove(leaveOut);
        }
        return "";
    }
}
