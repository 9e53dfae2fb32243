package io.forebay.bench.parts;

import io.forebay.api.FlushTarget;
import io.forebay.api.Published;
import io.forebay.api.Segment;
import io.forebay.api.SegmentSpec;
import io.forebay.api.TargetSpec;
import io.forebay.nio.NioTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a file costs the flush thread: open a segment, publish it full, and delete the file again. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PublishBenchmark {
    /** Bytes of a file. */
    @Param({"65536", "262144"})
    private int size;

    /** Where the files are made, in a directory of their own. */
    @Param("/dev/shm")
    private String place = "";

    private Path directory = Path.of("");

    @SuppressWarnings("NullAway.Init") // set by open
    private FlushTarget target;

    /** Opens the target. */
    @Setup
    public void open() throws IOException {
        directory = Files.createTempDirectory(Path.of(place), "forebay-bench");
        target = NioTarget.in(directory).open(new TargetSpec(1, 1, size));
        target.recover();
    }

    /** Closes it, and deletes its directory. */
    @TearDown
    public void close() throws IOException {
        target.close();
        Files.delete(directory);
    }

    /** One file. */
    @Benchmark
    public Published publish() throws IOException {
        Segment segment = target.open(SegmentSpec.ordinary(0, size));
        segment.commit(size);
        Published published = segment.publish();
        Files.delete(directory.resolve(published.name()));
        return published;
    }
}
