package io.forebay.cli;

import io.forebay.api.RecordSink;
import io.forebay.engine.Forebay;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Carries options to the library, and what the library refuses back to the user: one line that names the option. */
final class SinkOptions {
    /** Of any buffer or record, in bytes. */
    static final int MOST = 1 << 30;

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
    void applyInt(String option, @Nullable Long bytes, Consumer<Integer> setting) {
        if (bytes != null && (bytes < 1 || bytes > MOST)) {
            throw new ParameterException(
                    command,
                    option + ": " + bytes + " bytes is not between 1 and " + MOST
                            + " (1GiB); give a size in that range");
        }
        apply(option, bytes == null ? null : Math.toIntExact(bytes), setting);
    }

    RecordSink open(Forebay forebay) {
        return open(forebay, () -> "");
    }

    /**
     * Opens the sink; what stands in the way is an error of configuration, and nothing was left behind.
     *
     * @param advice is added to what the file system says
     */
    RecordSink open(Forebay forebay, Supplier<String> advice) {
        try {
            return forebay.open();
        } catch (IOException refused) {
            throw new ParameterException(command, Text.oneLine(refused) + advice.get(), refused);
        } catch (IllegalArgumentException refused) {
            throw new ParameterException(command, Text.oneLine(refused), refused);
        }
    }
}
