package io.forebay.cli;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes as it is written on the command line: {@code 4096}, {@code 64KiB}, {@code 8MiB}, {@code 1GiB}. */
final class ByteSize implements ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,19})(KiB|MiB|GiB|)");
    private static final Map<String, Long> UNITS = Map.of("", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

    @Override
    public Long convert(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is not a size; give bytes as a whole number, alone or with KiB, MiB or GiB: 64KiB");
        }
        try {
            return Math.multiplyExact(Long.parseLong(form.group(1)), UNITS.getOrDefault(form.group(2), 1L));
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            throw new TypeConversionException(
                    "'" + text + "' is more than " + Long.MAX_VALUE + " bytes; give a smaller size: 64KiB");
        }
    }
}
