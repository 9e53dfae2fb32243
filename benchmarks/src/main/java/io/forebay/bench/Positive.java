package io.forebay.bench;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads numbers of which zero and less make no sense. */
final class Positive {
    private Positive() {}

    /** A whole number from 1 to a million. */
    static final class Count implements ITypeConverter<Integer> {
        private static final int MOST = 1_000_000;

        @Override
        public Integer convert(String text) {
            double number = number(text);
            if (number != Math.rint(number) || number > MOST) {
                throw new TypeConversionException("'" + text + "' is not a whole number from 1 to " + MOST);
            }
            return (int) number;
        }
    }

    /** Any number above zero. */
    static final class Quantity implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            return number(text);
        }
    }

    private static double number(String text) {
        try {
            double number = Double.parseDouble(text);
            if (number > 0 && number <= Float.MAX_VALUE) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, as what is out of range
        }
        throw new TypeConversionException("'" + text + "' is not a number above 0");
    }
}
