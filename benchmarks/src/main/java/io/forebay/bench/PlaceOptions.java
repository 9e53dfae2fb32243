package io.forebay.bench;

import io.forebay.bench.run.ChildJvm;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where runs write, which JVM they use, and where the report goes. */
final class PlaceOptions {
    @Option(
            names = "--place",
            description = "directory to write below; the default is memory, so that the CPU is what limits")
    private Path place = Path.of("/dev/shm");

    @Option(names = "--disk", description = "directory on a disk, for suites that need both")
    private Path disk = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--jvm", description = "the java command of the runs")
    private String jvm = ChildJvm.own();

    @Option(names = "--out", description = "directory for the report")
    private Path out = Path.of("benchmarks", "target", "report");

    Path place() {
        return place;
    }

    Path disk() {
        return disk;
    }

    String jvm() {
        return jvm;
    }

    Path out() {
        return out;
    }
}
