package io.forebay.bench.run;

import com.google.gson.Gson;
import io.forebay.bench.contender.Contenders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts a fresh JVM for each run. */
public final class ChildJvm {
    private static final int LAST_WORDS = 2_000;

    private final String java;
    private final Gson json = new Gson();

    /** Runs with the given {@code java} command. */
    public ChildJvm(String java) {
        this.java = java;
    }

    /** The command of the JVM that this code runs in. */
    public static String own() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Does one run, and empties its directory whatever came of it. */
    public RunResult run(RunSpec spec) throws IOException, InterruptedException {
        Path directory = Path.of(spec.directory());
        Directories.empty(directory);
        Path result = Files.createTempFile("forebay-bench", ".json");
        Path output = Files.createTempFile("forebay-bench", ".txt");
        try {
            Process process = new ProcessBuilder(command(spec, result))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended;
            try {
                ended = process.waitFor(patienceSeconds(spec.effort()), TimeUnit.SECONDS);
            } finally {
                // Before its directory is emptied it must have stopped writing, whoever interrupts this.
                process.destroyForcibly().onExit().join();
            }
            if (!ended) {
                return RunResult.failed("it did not end in time");
            }
            if (process.exitValue() != 0) {
                return RunResult.failed("its JVM ended with " + process.exitValue() + ": " + lastWords(output));
            }
            RunResult told = json.fromJson(Files.readString(result), RunResult.class);
            return told == null ? RunResult.failed("its JVM ended without a result; is " + java + " one?") : told;
        } finally {
            Files.deleteIfExists(result);
            Files.deleteIfExists(output);
            Directories.empty(directory);
        }
    }

    private static long patienceSeconds(Effort effort) {
        return (long) (120 + 20 * (effort.warmUpSeconds() + effort.seconds()));
    }

    private List<String> command(RunSpec spec, Path result) {
        List<String> command = new ArrayList<>(List.of(java, "-Xms1g", "-Xmx1g"));
        command.addAll(Contenders.named(spec.entrant().contender()).jvmOptions());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(ChildMain.class.getName(), json.toJson(spec), result.toString()));
        return command;
    }

    private static String lastWords(Path output) throws IOException {
        String all = Files.readString(output);
        return all.substring(Math.max(0, all.length() - LAST_WORDS)).strip();
    }
}
