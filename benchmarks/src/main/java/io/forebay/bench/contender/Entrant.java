package io.forebay.bench.contender;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A contender with a number of threads that write to it.
 *
 * @param contender its name
 * @param producers the threads
 * @param virtual whether they are virtual
 */
public record Entrant(String contender, int producers, boolean virtual) {
    private static final Pattern FORM = Pattern.compile("([a-z0-9-]+)@([1-9][0-9]{0,5})(v?)");

    /** Refuses unknown contenders. */
    public Entrant {
        Contenders.named(contender);
    }

    /** Whether the text names the producers too. */
    public static boolean isComplete(String text) {
        return FORM.matcher(text).matches();
    }

    /** Reads {@code contender@producers}, with a {@code v} behind for virtual threads. */
    public static Entrant of(String text) {
        Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text
                    + "' names no entrant; give contender@producers, as in chronicle@2 or forebay-nio-64k@1000v");
        }
        return new Entrant(
                form.group(1), Integer.parseInt(form.group(2)), !form.group(3).isEmpty());
    }

    @Override
    public String toString() {
        return contender + "@" + producers + (virtual ? "v" : "");
    }
}
