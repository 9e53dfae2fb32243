package io.forebay.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The forebay command's entry point. Confined to the main thread. */
@Command(name = "forebay", mixinStandardHelpOptions = true, version = "forebay 0.1.0-SNAPSHOT")
public final class Main implements Runnable {
    private Main() {}

    /**
     * Runs the command and ends the JVM with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.err);
    }
}
