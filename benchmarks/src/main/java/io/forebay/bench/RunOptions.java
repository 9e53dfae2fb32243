package io.forebay.bench;

import io.forebay.bench.run.ChildJvm;
import io.forebay.bench.run.Effort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where runs write, how much, in which JVM, and where the report goes. */
final class RunOptions {
    @Option(
            names = "--place",
            description = "directory to write below; the default is memory, so that the CPU is what limits")
    private Path place = Path.of("/dev/shm");

    @Option(names = "--jvm", description = "the java command of the runs")
    private String jvm = ChildJvm.own();

    @Option(names = "--out", description = "directory for the report")
    private Path out = Path.of("benchmarks", "target", "report");

    @Option(names = "--rounds", converter = Positive.Count.class, description = "how often each contender runs")
    private int rounds = 7;

    @Option(names = "--warm-up", converter = Positive.Quantity.class, description = "seconds before the clock counts")
    private double warmUp = 2;

    @Option(names = "--seconds", converter = Positive.Quantity.class, description = "about how long a timed run takes")
    private double seconds = 2;

    @Option(names = "--max-mib", converter = Positive.Count.class, description = "the most that a run writes, in MiB")
    private int maxMib;

    /** With a default for the most that a run writes. */
    RunOptions(int maxMib) {
        this.maxMib = maxMib;
    }

    Path place() {
        return place;
    }

    ChildJvm runner() {
        return new ChildJvm(jvm);
    }

    String jvm() {
        return jvm;
    }

    /** Makes it if it is missing: before hours of runs, not after them. */
    Path out() throws IOException {
        return Files.createDirectories(out);
    }

    int rounds() {
        return rounds;
    }

    Effort effort() {
        return new Effort(warmUp, seconds, (long) maxMib << 20);
    }
}
