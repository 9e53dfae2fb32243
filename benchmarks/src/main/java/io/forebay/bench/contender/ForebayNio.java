package io.forebay.bench.contender;

import io.forebay.api.CloseReport;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.engine.Forebay;
import io.forebay.nio.NioTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Forebay with files written through channels. All but this is as it comes; the timeout is long, since nothing may be dropped.
 *
 * @param size of a buffer
 * @param rollSize of a file
 * @param workers how many; 0 for as many as there are by default
 */
record ForebayNio(int size, long rollSize, int workers) implements Contender {
    ForebayNio(int size, long rollSize) {
        this(size, rollSize, 0);
    }

    @Override
    public Session open(Path directory, byte[] sample) throws IOException {
        Forebay sink = Forebay.to(NioTarget.in(directory))
                .size(size)
                .rollSize(rollSize)
                .timeout(Duration.ofMinutes(1));
        return new SinkSession((workers == 0 ? sink : sink.workers(workers)).open());
    }

    @Override
    public Found count(Path directory, byte[] sample) throws IOException {
        return WrittenFiles.count(directory, sample);
    }

    /** An open sink. */
    record SinkSession(RecordSink sink) implements Session {
        @Override
        public Writer writer() {
            return this::write;
        }

        private void write(byte[] record) throws IOException {
            Outcome outcome = sink.write(record);
            if (outcome != Outcome.ACCEPTED) {
                throw new IOException("a record was not accepted: " + outcome);
            }
        }

        @Override
        public void close() throws IOException {
            CloseReport report = sink.close(Duration.ofMinutes(5));
            if (!report.clean()) {
                throw new IOException("the sink did not close cleanly: " + report);
            }
        }
    }
}
