package io.forebay.bench.contender;

import io.forebay.engine.Forebay;
import io.forebay.mmap.MmapTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Forebay with mapped files; the timeout is long, since nothing may be dropped.
 *
 * @param segmentSize capacity of a mapped file, in bytes
 * @param rollSize of the published files; where that is more, mapped files are emptied into plain ones and filled again
 */
record ForebayMmap(int segmentSize, long rollSize) implements Contender {
    @Override
    public Session open(Path directory, byte[] sample) throws IOException {
        return new ForebayNio.SinkSession(Forebay.to(MmapTarget.in(directory).segmentSize(segmentSize))
                .rollSize(rollSize)
                .timeout(Duration.ofMinutes(1))
                .open());
    }

    @Override
    public Found count(Path directory, byte[] sample) throws IOException {
        return WrittenFiles.count(directory, sample);
    }
}
