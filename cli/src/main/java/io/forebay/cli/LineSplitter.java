package io.forebay.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Cuts a stream into lines, without copying or decoding them.
 *
 * <p>Reads large chunks and hands out slices of them. A line that is longer than the chunk makes it grow, up to what a record may
 * hold; of a line that is longer still, one slice that is too long is handed out, so that the sink can reject and count it, and the
 * rest up to its newline is skipped. Confined to one thread.
 */
final class LineSplitter {
    private static final int CHUNK = 256 << 10;
    private static final long NOTHING_YET = TimeUnit.MILLISECONDS.toNanos(1);

    /** Takes the lines. */
    @FunctionalInterface
    interface Lines {
        /** Takes a line with its newline; the array is reused afterwards. */
        void line(byte[] array, int offset, int length);
    }

    private final InputStream input;
    private final Gate gate;
    private final Lines lines;
    private final int longest;
    private byte[] chunk = new byte[CHUNK];
    /** Where the unfinished line begins. */
    private int start;
    /** Where the bytes that were read end. */
    private int end;
    /** Whether the unfinished line was found too long, and the rest of it is to be skipped. */
    private boolean skipping;
    /** For other threads: as of the last time that the gate was left. */
    private volatile int unfinished;
    /** For other threads. */
    private volatile long tooLong;

    /**
     * Prepares to read.
     *
     * @param longest of a line with its newline, in bytes; at most 1 GiB, as what is longer has to fit an array too, to be seen as longer
     */
    LineSplitter(InputStream input, Gate gate, int longest, Lines lines) {
        this.input = input;
        this.gate = gate;
        this.lines = lines;
        this.longest = longest;
    }

    /**
     * Reads until the input ends, which makes the rest of it a line, or it is closed or the gate shut, which does not. All that was
     * read by then is handed out but for an unfinished line.
     *
     * @throws IOException if the input can not be read; the lines before that have been handed out
     */
    void run() throws IOException {
        boolean more = true;
        // Inside while it reads: whoever finds the gate empty knows that nothing is under way.
        while (more && gate.enter()) {
            try {
                makeRoom();
                more = read();
                unfinished = end - start;
            } finally {
                gate.leave();
            }
        }
    }

    /** Bytes of the last line that were read, but not handed out; of interest once the gate is empty. */
    int unfinished() {
        return unfinished;
    }

    /** Lines handed out so far that are too long; safe for use by any thread. */
    long tooLong() {
        return tooLong;
    }

    private boolean read() throws IOException {
        int count;
        try {
            count = input.read(chunk, end, Math.min(CHUNK, chunk.length - end));
        } catch (ClosedChannelException cutShort) {
            return false;
        }
        if (count < 0) {
            finish();
            return false;
        }
        if (count == 0) {
            // An input that does not block has nothing yet.
            LockSupport.parkNanos(NOTHING_YET);
        }
        split(count);
        return true;
    }

    private void makeRoom() throws IOException {
        if (start > 0) {
            System.arraycopy(chunk, start, chunk, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == chunk.length) {
            // One byte above the longest line, so that a longer one can be told from it.
            int larger = (int) Math.min(2L * chunk.length, longest + 1L);
            try {
                chunk = Arrays.copyOf(chunk, larger);
            } catch (OutOfMemoryError e) {
                throw new IOException(
                        "a line of more than " + end + " bytes does not fit the Java heap; lower --max-record, or give"
                                + " more heap with JAVA_TOOL_OPTIONS=-Xmx...",
                        e);
            }
        }
    }

    private void split(int count) {
        int fresh = end;
        end += count;
        int newline = Newline.find(chunk, fresh, end);
        while (newline < end) {
            hand(newline + 1);
            newline = Newline.find(chunk, start, end);
        }
        if (skipping) {
            start = end;
        } else if (end - start > longest) {
            hand(end);
            skipping = true;
        }
    }

    private void finish() {
        if (end > start) {
            hand(end);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread only
    private void hand(int lineEnd) {
        int from = start;
        start = lineEnd;
        if (skipping) {
            skipping = false;
            return;
        }
        if (lineEnd - from > longest) {
            tooLong++;
        }
        lines.line(chunk, from, lineEnd - from);
    }
}
