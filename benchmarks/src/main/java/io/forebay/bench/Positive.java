package io.forebay.bench;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads numbers of which those below zero, and mostly zero too, make no sense. */
final class Positive {
    private static final int MOST = 1_000_000;

    private Positive() {}

    /** A whole number from 1 to a million. */
    static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return whole(text, 1);
        }
    }

    /** A whole number from 0 to a million. */
    static final class CountOrZero implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return whole(text, 0);
        }
    }

    /** Any number above zero. */
    static final class Quantity implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            return number(text);
        }
    }

    private static int whole(String text, int least) {
        double number = parsed(text);
        if (!(number == Math.rint(number) && number >= least && number <= MOST)) {
            throw new TypeConversionException("'" + text + "' is not a whole number from " + least + " to " + MOST);
        }
        return (int) number;
    }

    private static double number(String text) {
        double number = parsed(text);
        if (number > 0 && number <= Float.MAX_VALUE) {
            return number;
        }
        throw new TypeConversionException("'" + text + "' is not a number above 0");
    }

    /** What no comparison holds for, where the text is no number. */
    private static double parsed(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
