package io.forebay.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A terminal that shows a status line below everything else that is written to it.
 *
 * <p>The line is replaced in place, and makes way for ordinary output. It never wraps, not even when the terminal has just become
 * narrower: wrapping is switched off while it is drawn, and the cursor waits at its beginning, so that erasing to the end of
 * the screen also takes what a resize made of it. Safe for use by any thread.
 */
final class StatusStream extends OutputStream {
    private static final String ERASE = "\r\u001b[J";
    private static final String WRAP_OFF = "\u001b[?7l";
    private static final String WRAP_ON = "\u001b[?7h";

    private final OutputStream terminal;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean shown;
    private boolean inLine;

    StatusStream(OutputStream terminal) {
        this.terminal = terminal;
    }

    /** Shows a text in place of the one before; none if it is empty. Waits until a line of ordinary output is whole. */
    void show(String text) throws IOException {
        lock.lock();
        try {
            if (inLine || (text.isEmpty() && !shown)) {
                return;
            }
            send(text.isEmpty() ? ERASE : ERASE + WRAP_OFF + text + "\r" + WRAP_ON);
            shown = !text.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        lock.lock();
        try {
            if (shown) {
                send(ERASE);
                shown = false;
            }
            terminal.write(bytes, offset, length);
            inLine = bytes[offset + length - 1] != '\n';
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() throws IOException {
        lock.lock();
        try {
            terminal.flush();
        } finally {
            lock.unlock();
        }
    }

    private void send(String text) throws IOException {
        terminal.write(text.getBytes(StandardCharsets.US_ASCII));
        terminal.flush();
    }
}
