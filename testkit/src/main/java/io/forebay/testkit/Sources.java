package io.forebay.testkit;

import io.forebay.api.RecordSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * Sources as they come: good, slow, broken and malicious ones. Each counts its closes.
 *
 * <p><b>Threads.</b> Without state; the sources are as {@link io.forebay.api.RecordSource} says.
 */
public final class Sources {
    private Sources() {}

    /**
     * Gives as much at a time as fits.
     *
     * @param record all of it; not copied
     * @return a good source
     */
    public static CountedSource whole(byte[] record) {
        return chunked(record, Math.max(1, record.length));
    }

    /**
     * Gives a little at a time.
     *
     * @param record all of it; not copied
     * @param chunk the most bytes for each read, at least 1
     * @return a good source
     */
    public static CountedSource chunked(byte[] record, int chunk) {
        return new Bytes("a source of " + record.length + " bytes in chunks of " + chunk, record, chunk);
    }

    /**
     * Makes a source of a stream, with {@link RecordSource#of(java.io.InputStream)}.
     *
     * @param record its bytes, which it does not change
     * @return a good source
     */
    public static CountedSource stream(byte[] record) {
        return counting("a stream", RecordSource.of(new ByteArrayInputStream(record)));
    }

    /**
     * Makes a source of a channel, with {@link RecordSource#of(java.nio.channels.ReadableByteChannel)}.
     *
     * @param record its bytes, which it does not change
     * @return a good source
     */
    public static CountedSource channel(byte[] record) {
        return counting("a channel", RecordSource.of(Channels.newChannel(new ByteArrayInputStream(record))));
    }

    private static CountedSource counting(String kind, RecordSource source) {
        return new CountedSource(kind) {
            @Override
            public int read(ByteBuffer target) throws IOException {
                return source.read(target);
            }

            @Override
            protected void closed() throws IOException {
                source.close();
            }
        };
    }

    /**
     * Gives nothing at every other read, as a non-blocking channel may.
     *
     * @param record all of it; not copied
     * @param chunk the most bytes for each read that gives some, at least 1
     * @return a good source
     */
    public static CountedSource hesitant(byte[] record, int chunk) {
        return new Bytes("a hesitant source of " + record.length + " bytes", record, chunk) {
            private boolean ready = true;

            @Override
            public int read(ByteBuffer target) throws IOException {
                ready = !ready;
                return ready ? super.read(target) : 0;
            }
        };
    }

    /**
     * Gives some bytes and then throws.
     *
     * @param beginning what comes before; not copied
     * @param throwable makes what is thrown: an {@link IOException}, an unchecked exception or an error
     * @return a source that fails half way
     */
    public static CountedSource failing(byte[] beginning, Supplier<? extends Throwable> throwable) {
        return new Bytes("a source that fails after " + beginning.length + " bytes", beginning, beginning.length + 1) {
            @Override
            int atEnd() throws IOException {
                Fault.thrown(throwable).strike(Fault.Operation.OPEN);
                return -1;
            }
        };
    }

    /**
     * Gives some bytes and then 0 for ever.
     *
     * @param beginning what comes before; not copied
     * @return a source that stalls
     */
    public static CountedSource silent(byte[] beginning) {
        return new Bytes("a source that is silent after " + beginning.length + " bytes", beginning, 64) {
            @Override
            int atEnd() {
                return 0;
            }
        };
    }

    /**
     * Gives bytes for ever.
     *
     * @return a source that never ends
     */
    public static CountedSource endless() {
        return new CountedSource("a source without end") {
            @Override
            public int read(ByteBuffer target) {
                int count = target.remaining();
                while (target.hasRemaining()) {
                    target.put((byte) 'x');
                }
                return count;
            }
        };
    }

    /**
     * Gives some bytes and then blocks until it is closed, or interrupted, or the latch is at 0; then it ends as if whole.
     *
     * @param beginning what comes before; not copied
     * @param released lets it end
     * @return a source that stalls unless the latch is counted down
     */
    public static CountedSource blocking(byte[] beginning, CountDownLatch released) {
        return new Bytes("a source that blocks after " + beginning.length + " bytes", beginning, 64) {
            @Override
            int atEnd() throws IOException {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted while blocked");
                }
                return -1;
            }

            @Override
            protected void closed() {
                released.countDown();
            }
        };
    }

    /**
     * Says another count than that of the bytes which it gave.
     *
     * @param record what it gives, at least 1 byte; not copied
     * @param excess what is added to each count, not 0
     * @return a source that lies
     */
    public static CountedSource lying(byte[] record, int excess) {
        return new Bytes("a source that lies by " + excess, record, 64) {
            @Override
            public int read(ByteBuffer target) throws IOException {
                int count = super.read(target);
                return count < 0 ? count : count + excess;
            }
        };
    }

    /**
     * Moves the limit of the buffer.
     *
     * @param record what it gives; not copied
     * @return a source that breaks its side of the contract
     */
    public static CountedSource meddling(byte[] record) {
        return new Bytes("a source that moves the limit", record, 64) {
            @Override
            public int read(ByteBuffer target) throws IOException {
                int count = super.read(target);
                target.limit(target.position());
                return count;
            }
        };
    }

    /**
     * Gives all and throws when it is closed.
     *
     * @param record all of it; not copied
     * @return a source whose record can be read, and that can not be closed
     */
    public static CountedSource failingToClose(byte[] record) {
        return new Bytes("a source that can not be closed", record, 64) {
            @Override
            protected void closed() throws IOException {
                throw new IOException("the source can not be closed");
            }
        };
    }

    /** Gives an array in chunks, and then does what {@link #atEnd} says. */
    private static class Bytes extends CountedSource {
        private final byte[] bytes;
        private final int chunk;
        private int given;

        Bytes(String kind, byte[] bytes, int chunk) {
            super(kind);
            this.bytes = bytes;
            this.chunk = chunk;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int count = Math.min(Math.min(chunk, bytes.length - given), target.remaining());
            if (count == 0) {
                return atEnd();
            }
            target.put(bytes, given, count);
            given += count;
            return count;
        }

        int atEnd() throws IOException {
            return -1;
        }
    }
}
