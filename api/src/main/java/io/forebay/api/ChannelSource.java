package io.forebay.api;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** A record that is read from a channel. */
final class ChannelSource implements RecordSource {
    private final ReadableByteChannel channel;

    ChannelSource(ReadableByteChannel channel) {
        this.channel = requireNonNull(channel, "channel");
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
