package io.forebay.cli;

import static java.util.Objects.requireNonNull;

import io.forebay.spool.SpoolRecovery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forebay recover}: publishes what dead writers left, or sets it aside. Confined to the main thread. */
@Command(
        name = "recover",
        description = {
            "Publishes what writers that died have left in a directory.",
            "Their files are cut to the last whole record. What is damaged is set aside",
            "(.quarantine) and named on standard error. Writers that live are not touched.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        footer = {
            "",
            "The line on standard output is a JSON object: recovered (files), quarantined",
            "(files), records (null where they can not be told), bytes, live (writers).",
            "",
            "Exit code:",
            "  0  done; a quarantined file does not change that, as a writer that is killed",
            "     in its first write leaves one",
            "  1  some files could not be recovered and stay as they are; warnings name them",
            "  2  wrong usage, or a directory that can not be searched"
        })
final class RecoverCommand implements Callable<Integer> {
    private static final int NOT_ALL_RECOVERED = 1;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Where the files are published.")
    private @Nullable Path dir;

    @Option(
            names = "--temp",
            paramLabel = "DIR",
            description = "Where the files are made, if that is another directory.")
    private @Nullable Path temp;

    @Option(names = "--prefix", paramLabel = "P", description = "Only files with this prefix. Default: all.")
    private @Nullable String prefix;

    private RecoverCommand() {}

    @Override
    public Integer call() {
        SinkOptions options = new SinkOptions(requireNonNull(spec).commandLine());
        SpoolRecovery search = SpoolRecovery.in(requireNonNull(dir));
        options.apply("--temp", temp, search::temp);
        options.apply("--prefix", prefix, search::prefix);
        SpoolRecovery.Attempt attempt;
        try {
            attempt = search.attempt();
        } catch (IOException e) {
            throw new ParameterException(requireNonNull(spec).commandLine(), Text.oneLine(e), e);
        }
        Events.quarantined(attempt.recovery());
        Stdout.line(Json.of(attempt.recovery()));
        if (attempt.unsettled() > 0) {
            System.err.println("forebay: " + Text.count(attempt.unsettled(), "file")
                    + " could not be recovered; mend what the warnings name, and run this again");
            return NOT_ALL_RECOVERED;
        }
        return CommandLine.ExitCode.OK;
    }
}
