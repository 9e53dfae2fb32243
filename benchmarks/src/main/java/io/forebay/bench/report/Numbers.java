package io.forebay.bench.report;

import io.forebay.bench.compare.Spread;
import java.util.Locale;

/** Numbers as tables show them: with three digits, or all before the point; that is more than the measurement is good for. */
final class Numbers {
    private Numbers() {}

    static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    static String spread(Spread spread) {
        return number(spread.median()) + " (" + number(spread.min()) + "–" + number(spread.max()) + ")";
    }

    /** The first line of a text, so that it does not break its cell of a table. */
    static String cell(String text) {
        return text.lines().findFirst().orElse("").replace("|", "/");
    }
}
