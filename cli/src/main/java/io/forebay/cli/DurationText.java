package io.forebay.cli;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration as it is written on the command line: {@code 100ms}, {@code 10s}, {@code 5m}, {@code 1h}, {@code 0}. */
final class DurationText implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,19})(ms|s|m|h)|0+");
    private static final Map<String, ChronoUnit> UNITS =
            Map.of("ms", ChronoUnit.MILLIS, "s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h", ChronoUnit.HOURS);

    @Override
    public Duration convert(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is not a duration; give a whole number with ms, s, m or h, or 0: 100ms");
        }
        String number = form.group(1);
        if (number == null) {
            return Duration.ZERO;
        }
        try {
            return Duration.of(Long.parseLong(number), UNITS.getOrDefault(form.group(2), ChronoUnit.SECONDS));
        } catch (ArithmeticException | NumberFormatException tooLong) {
            throw new TypeConversionException(
                    "'" + text + "' is more than " + Long.MAX_VALUE + " seconds; give a shorter duration: 1h");
        }
    }
}
