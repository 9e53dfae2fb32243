package io.forebay.api;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * A record that is read from a stream, through a small array that lives only as long as the source.
 *
 * <p>The array keeps one read of the stream from depending on how large the sink's buffers are.
 */
final class StreamSource implements RecordSource {
    private static final int CHUNK = 8_192;

    private final InputStream stream;
    private byte[] chunk = new byte[0];

    StreamSource(InputStream stream) {
        this.stream = requireNonNull(stream, "stream");
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (chunk.length == 0) {
            chunk = new byte[CHUNK];
        }
        int count = stream.read(chunk, 0, Math.min(chunk.length, target.remaining()));
        if (count > 0) {
            target.put(chunk, 0, count);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
