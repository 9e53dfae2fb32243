package io.forebay.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A file permission as it is written on the command line, in octal: {@code 0400}, {@code 644}. */
final class OctalMode implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
        if (!text.matches("0?[0-7]{1,3}")) {
            throw new TypeConversionException(
                    "'" + text + "' is not a permission; give it in octal, from 0 to 0777: 0400");
        }
        return Integer.parseInt(text, 8);
    }
}
