package io.forebay.bench.parts;

import io.forebay.api.Ledger;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.api.RecordSource;
import io.forebay.api.TargetOpener;
import io.forebay.engine.Forebay;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What a caller pays, with a target that throws everything away. Each operation fails if a record was not accepted. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SinkBenchmark {
    /** Bytes of a record. */
    @Param({"20", "200", "2048"})
    private int recordBytes;

    @SuppressWarnings("NullAway.Init") // set by open
    private RecordSink sink;

    private byte[] record = {};

    /** Opens the sink. */
    @Setup
    public void open() throws IOException {
        record = new byte[recordBytes];
        sink = Forebay.to(TargetOpener.of(batch -> {}))
                .timeout(Duration.ofMinutes(1))
                .open();
    }

    /** Closes it. */
    @TearDown
    public void close() {
        sink.close();
    }

    /** A record from the only thread. */
    @Benchmark
    public void accept() {
        check(sink.write(record));
    }

    /** A record, while three other threads write too. */
    @Benchmark
    @Threads(4)
    public void acceptContended() {
        check(sink.write(record));
    }

    /** A source, through the hand-off queue and a thread that reads it. */
    @Benchmark
    public void handOff() {
        check(sink.write(RecordSource.of(new ByteArrayInputStream(record))));
    }

    /** A snapshot of the books. */
    @Benchmark
    public Ledger ledger() {
        return sink.ledger();
    }

    private static void check(Outcome outcome) {
        if (outcome != Outcome.ACCEPTED) {
            throw new IllegalStateException("not accepted: " + outcome);
        }
    }
}
