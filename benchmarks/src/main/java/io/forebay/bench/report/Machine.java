package io.forebay.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where, when and how the runs were made.
 *
 * @param time when this was asked, before the runs
 * @param command that asked for them, without its JVM
 * @param java the version of what {@code --jvm} runs
 * @param processor its model
 * @param processors how many the JVM sees
 * @param kernel name and version
 */
public record Machine(String time, String command, String java, String processor, int processors, String kernel) {
    /** This machine; runs the {@code java} command to ask for its version. */
    public static Machine here(String java) throws IOException, InterruptedException {
        return new Machine(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                System.getProperty("sun.java.command", "unknown"),
                version(java),
                processorModel(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"));
    }

    /** The line above a page of tables. */
    String heading() {
        return processor + ", " + processors + " processors, " + kernel + ", " + java + "; " + time + ": `" + command
                + "`.\n";
    }

    private static String version(String java) throws IOException, InterruptedException {
        Process asked =
                new ProcessBuilder(java, "-version").redirectErrorStream(true).start();
        // Other lines may come first, of options from the environment.
        List<String> lines = asked.inputReader()
                .lines()
                .filter(line -> line.contains(" version \""))
                .toList();
        if (asked.waitFor() != 0 || lines.isEmpty()) {
            throw new IllegalArgumentException(java + " -version tells no version; name a java command");
        }
        return lines.get(0);
    }

    private static String processorModel() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
