package io.forebay.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/**
 * Where and when the runs were made.
 *
 * @param time of the report
 * @param java what {@code --jvm} runs
 * @param processor its model
 * @param processors how many the JVM sees
 * @param kernel name and version
 */
public record Machine(String time, String java, String processor, int processors, String kernel) {
    /** This machine. */
    public static Machine here(String java) {
        return new Machine(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                java,
                processorModel(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"));
    }

    /** The line above a page of tables. */
    String heading() {
        return processor + ", " + processors + " processors, " + kernel + ", Java " + java + "; " + time + ".\n";
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
