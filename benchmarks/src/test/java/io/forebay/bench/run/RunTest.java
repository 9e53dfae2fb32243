package io.forebay.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.forebay.bench.contender.Contender;
import io.forebay.bench.contender.Contenders;
import io.forebay.bench.contender.Found;
import io.forebay.bench.contender.Session;
import io.forebay.bench.contender.Writer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
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
        assertThat(result.accepted()).isEqualTo(RECORDS);
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
    void aDroppedRecordFailsTheRun() throws Exception {
        RunResult result = runLossy(writer -> {
            AtomicLong count = new AtomicLong();
            return record -> count.incrementAndGet() != 7 && writer.write(record);
        });
        assertThat(result.problem()).isEqualTo("2 of " + RECORDS + " records were dropped");
    }

    @Test
    void aRecordThatIsLostSilentlyFailsTheRun() throws Exception {
        RunResult result = runLossy(writer -> {
            AtomicLong count = new AtomicLong();
            return record -> count.incrementAndGet() == 7 || writer.write(record);
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

    private RunResult runLossy(UnaryOperator<Writer> loss) throws IOException, InterruptedException {
        return new Run(spec("lossy"), new Lossy(Contenders.named("sync-buffer"), loss)).run();
    }

    private static byte[] changed(byte[] record) {
        byte[] changed = record.clone();
        changed[3]++;
        return changed;
    }

    private RunSpec spec(String name) {
        return new RunSpec(name, 2, false, RECORD, directory.toString(), 0, 0.1, 0, BYTES);
    }

    /** A contender that does not keep what it is given. */
    private record Lossy(Contender contender, UnaryOperator<Writer> loss) implements Contender {
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
                }
            };
        }

        @Override
        public Found count(Path place, byte[] sample) throws IOException {
            return contender.count(place, sample);
        }
    }
}
