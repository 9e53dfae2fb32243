package io.forebay.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/**
 * Standard input that another thread can cut short: a read that waits is called off, and takes no byte from a pipe that it does not
 * return. A plain stream would go on waiting, and swallow what comes next.
 *
 * <p>Read by one thread; {@link #cutShort} is for any.
 */
final class StandardInput {
    @SuppressWarnings("resource") // the channel closes it
    private final FileChannel channel = new FileInputStream(FileDescriptor.in).getChannel();

    /** What is read here ends with a {@link java.nio.channels.ClosedChannelException} once it was cut short. */
    InputStream stream() {
        return Channels.newInputStream(channel);
    }

    /** Ends reading, and does not wait for it. */
    void cutShort() {
        // The channel waits for its reader, whom a hung network disk may hold for ever.
        Thread closer = new Thread(this::close, "forebay-stop-input");
        closer.setDaemon(true);
        closer.start();
    }

    private void close() {
        try {
            channel.close();
        } catch (IOException e) {
            return; // the run ends all the same
        }
    }
}
