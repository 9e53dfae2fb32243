package io.forebay.bench.contender;

import io.forebay.api.CloseReport;
import io.forebay.api.Outcome;
import io.forebay.api.RecordSink;
import io.forebay.engine.Forebay;
import io.forebay.nio.NioTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Forebay with files written through channels. All but the sizes is as it comes; the timeout is long, since nothing may be dropped. */
record ForebayNio(int size, long rollSize) implements Contender {
    @Override
    public Session open(Path directory, byte[] sample) throws IOException {
        return new SinkSession(Forebay.to(NioTarget.in(directory))
                .size(size)
                .rollSize(rollSize)
                .timeout(Duration.ofMinutes(1))
                .open());
    }

    @Override
    public Found count(Path directory, byte[] sample) throws IOException {
        return WrittenFiles.count(directory, sample);
    }

    /** An open sink. */
    record SinkSession(RecordSink sink) implements Session {
        @Override
        public Writer writer() {
            return record -> sink.write(record) == Outcome.ACCEPTED;
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
