package io.forebay.api;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * One record whose bytes are read from a channel, a stream or anything else, and whose length is not known ahead.
 *
 * <p><b>Threads.</b> One thread of the sink calls {@link #read}, never two at once. {@link #close} is called exactly
 * once by the sink; where a read does not return in time, from another thread, so that a blocked read has a chance to end.
 * A read may therefore begin, or go on, after the source was closed. Both may throw anything: the record then counts as failed and
 * nothing else is harmed.
 */
public interface RecordSource extends Closeable {

    /**
     * Reads the next bytes of the record.
     *
     * @param target takes the bytes from its position on; the implementation must move the position by as many bytes as
     *     it returns, and must neither change the limit nor keep the buffer after it has returned. Has room for 1 byte
     *     at least
     * @return the count of bytes read, 0 if none are there just now, or -1 at the end of the record
     * @throws IOException if the record can not be read; none of it is published
     */
    int read(ByteBuffer target) throws IOException;

    /**
     * Makes a source of a channel.
     *
     * @param channel is closed with the source; a non-blocking one is asked again while it gives 0 bytes
     * @return a source that ends where the channel ends
     */
    static RecordSource of(ReadableByteChannel channel) {
        return new ChannelSource(channel);
    }

    /**
     * Makes a source of a stream.
     *
     * @param stream is closed with the source
     * @return a source that ends where the stream ends
     */
    static RecordSource of(InputStream stream) {
        return new StreamSource(stream);
    }
}
