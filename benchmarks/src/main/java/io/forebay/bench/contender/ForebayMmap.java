package io.forebay.bench.contender;

import io.forebay.engine.Forebay;
import io.forebay.mmap.MmapTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Forebay with mapped files of 8 MiB, as it comes; the timeout is long, since nothing may be dropped. */
record ForebayMmap() implements Contender {
    @Override
    public Session open(Path directory, byte[] sample) throws IOException {
        return new ForebayNio.SinkSession(Forebay.to(MmapTarget.in(directory))
                .timeout(Duration.ofMinutes(1))
                .open());
    }

    @Override
    public Found count(Path directory, byte[] sample) throws IOException {
        return WrittenFiles.count(directory, sample);
    }
}
