package io.forebay.testkit.process;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a child process tells its parent of one record, through a pipe; 13 bytes, which a pipe takes as a whole whatever
 * other threads write to it.
 *
 * @param event what has happened
 * @param producer of the record, as {@link io.forebay.testkit.Records} has it
 * @param serial of the record
 * @param length of the record in bytes
 */
record Report(Event event, int producer, int serial, int length) {
    private static final int BYTES = 13;

    /** What a child can tell. */
    enum Event {
        /** The child is warm; nothing is done in the directory before the parent answers. */
        READY('r'),
        /** The child's sink is open. */
        OPEN('o'),
        /** The child is about to write the record. */
        OFFERED('f'),
        /** The record is accepted, and in a buffer. */
        ACCEPTED('a'),
        /** The record is where no kill may cost it. */
        SAFE('s'),
        /** The record was taken back, and must not be published. */
        DISCARDED('x'),
        /** The child has come to its end. */
        DONE('d');

        private final byte code;

        Event(char code) {
            this.code = (byte) code;
        }

        private static Event of(byte code) throws IOException {
            for (Event event : values()) {
                if (event.code == code) {
                    return event;
                }
            }
            throw new IOException("a report begins with " + code + ": has something else been written to the pipe?");
        }
    }

    static Report of(Event event) {
        return new Report(event, 0, 0, 0);
    }

    /** Writes it in one call. */
    void to(OutputStream pipe) {
        byte[] bytes = new byte[BYTES];
        ByteBuffer.wrap(bytes).put(event.code).putInt(producer).putInt(serial).putInt(length);
        try {
            pipe.write(bytes);
            pipe.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the parent is gone", e);
        }
    }

    /** Reads the next one, or returns null where the pipe ends, be it in the middle of a report. */
    static @Nullable Report from(InputStream pipe) throws IOException {
        byte[] bytes = new byte[BYTES];
        try {
            new DataInputStream(pipe).readFully(bytes);
        } catch (EOFException e) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Report(Event.of(buffer.get()), buffer.getInt(), buffer.getInt(), buffer.getInt());
    }
}
