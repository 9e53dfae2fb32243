package io.forebay.spool;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Copies the head of a file to another, in small steps: it only runs where writing has failed before. */
final class FileCopy {
    private static final int CHUNK = 1 << 13;

    private FileCopy() {}

    static void copy(SteadyChannel from, SteadyChannel to, long length) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (long at = 0; at < length; at += chunk.limit()) {
            chunk.clear().limit((int) Math.min(CHUNK, length - at));
            if (from.read(chunk, at) < 0) {
                throw new EOFException("file ends at " + at + " while " + length + " bytes are copied");
            }
            to.writeFully(chunk.flip(), at);
        }
    }
}
