package io.forebay.cli;

import io.forebay.spool.Sync;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** When files are forced to the disk, as it is written on the command line: {@code none} or {@code publish}. */
final class SyncText implements ITypeConverter<Sync> {
    @Override
    public Sync convert(String text) {
        for (Sync sync : Sync.values()) {
            if (word(sync).equals(text)) {
                return sync;
            }
        }
        throw new TypeConversionException("'" + text + "' is not one of them; give "
                + Arrays.stream(Sync.values()).map(SyncText::word).collect(Collectors.joining(" or ")));
    }

    private static String word(Sync sync) {
        return sync.name().toLowerCase(Locale.ROOT);
    }
}
