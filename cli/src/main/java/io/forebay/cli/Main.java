package io.forebay.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code forebay} command.
 *
 * <p>Ends the JVM with 0 if all accepted records were published, 1 if some were not, and 2 on wrong usage or configuration,
 * which is told in one line on standard error. Confined to the main thread.
 */
@Command(
        name = "forebay",
        description = "Takes records and writes them to complete files.",
        subcommands = {CollectCommand.class, RecoverCommand.class, DemoCommand.class},
        synopsisSubcommandLabel = "(collect | recover | demo)",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footer = {"", "'forebay COMMAND --help' lists the options of a command."})
public final class Main implements Runnable {
    /** Set to {@code true} by the launcher script where standard error is a terminal. */
    static final String TERMINAL_PROPERTY = "forebay.terminal";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private Main() {}

    /**
     * Runs the command and ends the JVM.
     *
     * @param args the command line, without the command's own name
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler((wrong, args) -> explain(wrong))
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure))
                .registerConverter(Path.class, Main::directory)
                .registerConverter(int.class, Main::wholeNumber)
                .registerConverter(Integer.class, Main::wholeNumber);
    }

    /** Not the current directory where a script's variable was not set. */
    private static Path directory(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("the name is empty; give that of a directory, or . for this one");
        }
        return Path.of(text);
    }

    private static int wholeNumber(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text
                    + (text.matches("[+-]?\\d+") ? "' is out of any range" : "' is not a whole number")
                    + "; the command's --help names the range");
        }
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "no command is given; use collect, recover or demo ('forebay --help' tells more)");
    }

    private static int explain(ParameterException wrong) {
        boolean usage = wrong instanceof UnmatchedArgumentException
                || wrong instanceof MissingParameterException
                || wrong instanceof OverwrittenOptionException;
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        String message = Text.oneLine(Optional.ofNullable(wrong.getMessage()).orElse(wrong.toString()));
        System.err.println("forebay: " + message + (usage ? "; '" + command + " --help' lists the options" : ""));
        return CommandLine.ExitCode.USAGE;
    }

    private static int explain(Exception failure) {
        String flaw = failure instanceof RuntimeException ? "stopped by a flaw of its own, please report it: " : "";
        System.err.println("forebay: " + flaw + Text.oneLine(failure));
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "forebay "
                        + Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                                .orElse("(version unknown: not run from its jar)")
            };
        }
    }
}
