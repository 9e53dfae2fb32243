package io.forebay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.engine.Forebay;
import io.forebay.nio.NioTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What accepting a record asks of the system: nothing, as strace sees it. */
class SystemCallTest {
    private static final String BEGIN = "/mark-where-writing-begins";
    private static final String END = "/mark-where-writing-ends";

    /** Writes 200 records of 200 bytes, which fit one buffer, between two calls that strace can see. */
    static final class Writer {
        private static final Set<Thread.State> AT_REST = Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

        private Writer() {}

        public static void main(String[] args) throws IOException {
            byte[] record = new byte[200];
            try (RecordSink sink = Forebay.to(NioTarget.in(Path.of(args[0])))
                    .workers(1)
                    .rollAge(Duration.ofHours(1))
                    .timeout(Duration.ofSeconds(60))
                    .open()) {
                for (int i = 0; i < 200; i++) {
                    write(sink, record, 200);
                    sink.flush(Duration.ofSeconds(60));
                }
                awaitRest();
                Files.exists(Path.of(BEGIN));
                write(sink, record, 200);
                Files.exists(Path.of(END));
            }
        }

        /** A flush thread that is still on its way to sleep would meet the writer at a lock, and be woken by it. */
        private static void awaitRest() {
            long begin = System.nanoTime();
            while (Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread ->
                            thread.getName().startsWith("forebay-") && !AT_REST.contains(thread.getState()))) {
                if (System.nanoTime() - begin > 60e9) {
                    throw new IllegalStateException("threads of the sink do not come to rest");
                }
                Thread.onSpinWait();
            }
        }

        private static void write(RecordSink sink, byte[] record, int count) {
            for (int i = 0; i < count; i++) {
                if (sink.write(record) != Outcome.ACCEPTED) {
                    throw new IllegalStateException("record " + i + " was not accepted");
                }
            }
        }
    }

    @Test
    void acceptingARecordDoesNoSystemCallWhileABufferIsFree(@TempDir Path directory) throws Exception {
        assumeTrue(straceWorks(), "strace is missing, or not allowed here: install it to run this test");
        Path trace = directory.resolve("trace");
        Path spool = Files.createDirectory(directory.resolve("spool"));
        // Interpreted, so that no compiler thread's work shows in the writer's; the calls it would make are the same.
        try (Child child = Child.program(
                Map.of(),
                "strace",
                "-f",
                "-qq",
                "-o",
                trace,
                Path.of(System.getProperty("java.home"), "bin", "java"),
                "-Xint",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                spool)) {
            assertThat(child.exitCode()).as(child.err()).isZero();
        }
        List<String> lines = Files.readAllLines(trace, UTF_8);
        int begin = indexOf(lines, BEGIN);
        int end = indexOf(lines, END);
        String thread = lines.get(begin).split(" ", 2)[0];
        assertThat(lines.get(end)).startsWith(thread + " ");
        assertThat(lines.subList(begin + 1, end).stream().filter(line -> line.startsWith(thread + " ")))
                .allSatisfy(line ->
                        assertThat(line).as("a call of the writing thread").contains("resumed>"));
    }

    private static int indexOf(List<String> lines, String mark) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(mark)) {
                return i;
            }
        }
        throw new AssertionError("strace has not seen " + mark);
    }

    private static boolean straceWorks() throws InterruptedException {
        try (Child strace = Child.program(Map.of(), "strace", "-o", "/dev/null", "true")) {
            return strace.exitCode() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
