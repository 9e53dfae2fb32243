package io.forebay.cli;

import io.forebay.api.RecordSink;
import io.forebay.engine.Forebay;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Carries options to the library, and what the library refuses back to the user: one line that names the option. */
final class SinkOptions {
    private final CommandLine command;

    SinkOptions(CommandLine command) {
        this.command = command;
    }

    /** Applies an option if it is given; otherwise the library's default holds. */
    <T> void apply(String option, @Nullable T value, Consumer<T> setting) {
        if (value == null) {
            return;
        }
        try {
            setting.accept(value);
        } catch (IllegalArgumentException refused) {
            throw new ParameterException(command, option + ": " + Text.oneLine(refused), refused);
        }
    }

    /** As {@link #apply}, for sizes that the library takes as an {@code int}. */
    void applyInt(String option, @Nullable Long bytes, int most, Consumer<Integer> setting) {
        if (bytes != null && bytes > most) {
            throw new ParameterException(
                    command, option + ": " + bytes + " bytes is more than " + most + ", the most it can be; give less");
        }
        apply(option, bytes == null ? null : Math.toIntExact(bytes), setting);
    }

    /** Opens the sink; what stands in the way is an error of configuration, and nothing was left behind. */
    RecordSink open(Forebay forebay) {
        try {
            return forebay.open();
        } catch (IOException | IllegalArgumentException refused) {
            throw new ParameterException(command, Text.oneLine(refused), refused);
        }
    }
}
