package io.forebay.bench;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The benchmarks' command line. */
@Command(
        name = "forebay-benchmarks",
        description = "Measures Forebay beside its peers.",
        subcommands = {CompareCommand.class, LatencyCommand.class, OverloadCommand.class},
        mixinStandardHelpOptions = true)
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private Main() {}

    /** Runs the command and ends the JVM. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main())
                .setExecutionExceptionHandler(Main::tell)
                .execute(args));
    }

    /** Tells in one line what its user can mend; all else is a flaw, and thrown on with its trace. */
    private static int tell(Exception e, CommandLine command, ParseResult parsed) throws Exception {
        if (e instanceof IllegalArgumentException) {
            command.getErr().println("forebay-benchmarks: " + e.getMessage());
            return ExitCode.USAGE;
        }
        if (e instanceof IOException) {
            command.getErr().println("forebay-benchmarks: " + e);
            return ExitCode.SOFTWARE;
        }
        if (e instanceof InterruptedException) {
            return ExitCode.SOFTWARE; // by a signal, of which its sender knows
        }
        throw e;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a suite");
    }
}
