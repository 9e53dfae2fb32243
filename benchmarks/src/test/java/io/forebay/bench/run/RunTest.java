package io.forebay.bench.run;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.forebay.bench.contender.Contender;
import io.forebay.bench.contender.Contenders;
import io.forebay.bench.contender.Entrant;
import io.forebay.bench.contender.Found;
import io.forebay.bench.contender.Session;
import io.forebay.bench.contender.Writer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunTest {
    private static final long BYTES = 1 << 20;
    private static final int RECORD = 200;
    private static final long RECORDS = BYTES / RECORD;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "forebay-nio-64k",
                "forebay-nio-8m",
                "forebay-nio-8m-32w",
                "forebay-mmap",
                "forebay-mmap-256k",
                "log4j2-raf",
                "log4j2-mmap",
                "logback-async",
                "plain-port",
                "sync-buffer",
                "raw-64k",
                "raw-8m"
            })
    void everyRecordIsFoundOnDisk(String name) throws Exception {
        RunResult result = new Run(spec(name), Contenders.named(name)).run();
        assertThat(result.problem()).isNull();
        assertThat(result.timed().records()).isEqualTo(RECORDS);
        assertThat(result.found().bytes()).isEqualTo(RECORDS * RECORD);
    }

    @Test
    void aRunInAJvmOfItsOwnComesBackWithItsResult() throws Exception {
        RunResult result = new ChildJvm(ChildJvm.own()).run(spec("chronicle"));
        assertThat(result.problem()).isNull();
        assertThat(result.found().records()).isEqualTo(RECORDS);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aJvmThatFailsIsAFailedRun() throws Exception {
        RunResult result = new ChildJvm("false").run(spec("sync-buffer"));
        assertThat(result.problem()).startsWith("its JVM ended with 1");
    }

    @Test
    void aDroppedRecordEndsTheRun() {
        IOException dropped = new IOException("dropped");
        IOException close = new IOException("not clean");
        Lossy lossy = new Lossy(Contenders.named("sync-buffer"), writer -> record -> throwing(dropped), close);
        assertThatThrownBy(() -> new Run(spec("sync-buffer"), lossy).run())
                .hasMessage("a producer failed: java.io.IOException: dropped")
                .hasCause(dropped);
        assertThat(dropped).hasSuppressedException(close);
    }

    @Test
    void aCloseThatFailsEndsTheRun() {
        IOException close = new IOException("not clean");
        Lossy lossy = new Lossy(Contenders.named("sync-buffer"), writer -> writer, close);
        assertThatThrownBy(() -> new Run(spec("sync-buffer"), lossy).run()).isSameAs(close);
    }

    @Test
    void aRecordThatIsLostSilentlyFailsTheRun() throws Exception {
        RunResult result = runLossy(writer -> {
            AtomicLong count = new AtomicLong();
            return record -> {
                if (count.incrementAndGet() != 7) {
                    writer.write(record);
                }
            };
        });
        assertThat(result.problem()).contains("bytes on disk");
    }

    @Test
    void aTornRecordFailsTheRun() throws Exception {
        RunResult result = runLossy(writer -> {
            AtomicLong count = new AtomicLong();
            return record -> writer.write(count.incrementAndGet() == 7 ? changed(record) : record);
        });
        assertThat(result.problem()).contains("whole records on disk");
    }

    @Test
    void aPacedRunOffersWhatItWasAskedFor() throws Exception {
        RunResult result = new Run(paced("sync-buffer", 10_000), Contenders.named("sync-buffer")).run();
        assertThat(result.problem()).isNull();
        assertThat(result.timed().records()).isEqualTo(1_000);
        assertThat(Latencies.decode(requireNonNull(result.latency())).getTotalCount())
                .isEqualTo(1_000);
    }

    @Test
    void aPacedRunIsRefusedRatherThanCutShort() throws Exception {
        RunResult result = new Run(paced("sync-buffer", 100_000), Contenders.named("sync-buffer")).run();
        assertThat(result.problem())
                .isEqualTo("100000 records/s for 0.1 s are 2 MiB, and a run may write 1; raise --max-mib, or shorten"
                        + " --seconds");
    }

    @Test
    void aProducerThatBeginsLateIsLate() throws Exception {
        Paced paced = new Paced(1_000);
        long second = 1_000_000_000;
        paced.write(record -> {}, new byte[1], 2, System.nanoTime() - second);
        assertThat(Latencies.decode(paced.latency()).getMinValue()).isGreaterThan(second / 2);
    }

    private RunResult runLossy(UnaryOperator<Writer> loss) throws IOException, InterruptedException {
        return new Run(spec("sync-buffer"), new Lossy(Contenders.named("sync-buffer"), loss, null)).run();
    }

    private static byte[] changed(byte[] record) {
        byte[] changed = record.clone();
        changed[3]++;
        return changed;
    }

    private static void throwing(IOException e) throws IOException {
        throw e;
    }

    private RunSpec spec(String name) {
        return paced(name, 0);
    }

    private RunSpec paced(String name, double rate) {
        return new RunSpec(new Entrant(name, 2, false), RECORD, directory.toString(), new Effort(0, 0.1, BYTES), rate);
    }

    /** A contender that does not keep what it is given. */
    private record Lossy(
            Contender contender,
            UnaryOperator<Writer> loss,
            @Nullable IOException close) implements Contender {
        @Override
        public Session open(Path place, byte[] sample) throws IOException {
            Session session = contender.open(place, sample);
            return new Session() {
                @Override
                public Writer writer() throws IOException {
                    return loss.apply(session.writer());
                }

                @Override
                public void close() throws IOException {
                    session.close();
                    if (close != null) {
                        throw close;
                    }
                }
            };
        }

        @Override
        public Found count(Path place, byte[] sample) throws IOException {
            return contender.count(place, sample);
        }
    }
}
