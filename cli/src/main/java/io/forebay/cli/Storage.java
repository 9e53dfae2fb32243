package io.forebay.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The storage adapters that the command can use. */
enum Storage {
    /** Files written through file channels. */
    NIO,
    /** Files that are mapped and filled in memory. */
    MMAP;

    /** An adapter's name as it is written on the command line. */
    static final class Converter implements ITypeConverter<Storage> {
        @Override
        public Storage convert(String text) {
            for (Storage storage : values()) {
                if (word(storage).equals(text)) {
                    return storage;
                }
            }
            throw new TypeConversionException("'" + text + "' is not a storage adapter; accepted: "
                    + Arrays.stream(values()).map(Converter::word).collect(Collectors.joining(", ")));
        }

        private static String word(Storage storage) {
            return storage.name().toLowerCase(Locale.ROOT);
        }
    }
}
