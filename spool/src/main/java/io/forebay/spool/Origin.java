package io.forebay.spool;

import java.io.IOException;

/**
 * A mapped file whose bytes are appended to a plain one. It counts until the plain file has the bytes, and no longer.
 *
 * <p><b>Threads.</b> Called by the thread that appends.
 */
public interface Origin {

    /**
     * Tells how recovery knows these bytes.
     *
     * @return number and generation
     */
    Absorbed absorbed();

    /**
     * Writes down in a line of its own that some of its generations count no more. Called when the plain file's note of that is about
     * to go. Does nothing where the file is gone.
     *
     * @param bytes the last of these generations
     * @throws IOException if it can not be written; the plain file is neither appended to nor published then
     */
    void noteAbsorbed(Absorbed bytes) throws IOException;

    /**
     * Writes down for certain that nothing in it counts any more. Called when the plain file has all of it and is about to be published: its note of
     * what it has absorbed may be gone soon after.
     *
     * @throws IOException if it can not be written; the plain file is not published then
     */
    void giveAway() throws IOException;

    /**
     * Takes that back: the plain file is gone or goes on without it, and what was copied from here last counts here again. Does nothing
     * where nothing was given away, and never throws; what could not be written down is tried again when the file is left to recovery.
     *
     * @return whether nothing is given away now
     */
    boolean takeBack();
}
