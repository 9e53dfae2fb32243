package io.forebay.api;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The port that callers write records to.
 *
 * <p>A record is one caller's bytes, in any format. It is never torn, never altered, and never split over two files.
 * The sink adds nothing between records: a caller who wants lines ends each record with a newline.
 *
 * <p>An empty record is accepted and counted; it leaves no trace in any file.
 *
 * <p><b>Threads.</b> All methods may be called by any number of threads at once, platform or virtual. None of them
 * does I/O in the calling thread. Records of one thread that stay on one worker keep their order; records of different
 * threads have none.
 *
 * <p><b>Interrupts.</b> No method throws {@link InterruptedException}. An interrupted caller of {@code write} or {@code flush}
 * no longer waits and is told so by the result; {@code close} waits on, so that an interrupt costs no record. Either way the
 * interrupt flag is still set afterwards.
 */
public interface RecordSink extends AutoCloseable {

    /**
     * Writes all bytes of an array as one record; the same as {@code write(record, 0, record.length)}.
     *
     * @param record the record's bytes; read only during the call, so the caller may reuse it at once
     * @return what became of the record
     */
    default Outcome write(byte[] record) {
        return write(record, 0, record.length);
    }

    /**
     * Writes a part of an array as one record.
     *
     * <p>Returns within the sink's {@code timeout}, plus what the scheduler takes, also while the disk hangs. Where
     * memory is free and callers do not contend for a lock it neither waits nor allocates, and does no system call but to
     * wake the thread that flushes a buffer which is full. A record that is larger than a buffer waits until a thread of the
     * sink has taken all of it over.
     *
     * @param array holds the record; read only during the call, so the caller may reuse it at once
     * @param offset index of the record's first byte
     * @param length count of bytes, 0 or more
     * @return what became of the record
     * @throws IndexOutOfBoundsException if offset and length do not lie within the array; nothing is counted
     */
    Outcome write(byte[] array, int offset, int length);

    /**
     * Writes the bytes between a buffer's position and its limit as one record.
     *
     * <p>As {@link #write(byte[], int, int)} otherwise. A record that is larger than a buffer is read by a thread of the sink, so it
     * must not lie in memory that only the caller's thread may read, as that of a confined arena. No record may lie in a mapping of a file
     * that somebody else can cut: reading behind its end makes the JVM throw an {@link InternalError} at some later moment, in the middle of
     * whatever the thread does then. Copy such bytes to an array first.
     *
     * @param record heap or direct; read only during the call. Its position moves to its limit when the record is
     *     accepted, and stays where it was otherwise
     * @return what became of the record
     * @throws RuntimeException if its memory can not be read: what reading it throws; nothing is counted
     */
    Outcome write(ByteBuffer record);

    /**
     * Hands over a source whose bytes, up to its end, are one record.
     *
     * <p>The call waits for a place in the queue, at most for the sink's {@code timeout}, and does not read the source.
     * Threads of the sink read it later. Accepted means queued: from then on the record is no longer dropped for time,
     * but it counts as failed if the source throws, stalls, never ends, or lies about what it read. A failed source
     * leaves nothing behind and disturbs no other record.
     *
     * @param source passes to the sink, which closes it exactly once, whatever the outcome: in the calling thread, before this
     *     returns, if it is not accepted
     * @return what became of the record
     */
    Outcome write(RecordSource source);

    /**
     * Publishes everything that was accepted before this call, and waits for it. Not to be called by a target or a source, which
     * would wait for itself.
     *
     * @param deadline the longest wait; any length, zero only asks and does not wait
     * @return whether everything is published, and what is still pending if not
     */
    FlushReport flush(Duration deadline);

    /**
     * Stops intake, publishes what is held, ends all threads, and says exactly what could not be saved.
     *
     * <p>Writers that wait are woken and told {@link Outcome#CLOSED}. A second call waits for the first one, at most for its own
     * deadline, and returns the same report; if that is not there by then, one that says so. Not to be called by a target or a
     * source, whose own thread it would wait for until the deadline.
     *
     * @param deadline the longest wait; any length. What the target has not taken by then is given up and counted as
     *     lost. Sources that are still queued or read when three quarters of it have passed are given up, so that the rest
     *     can still be published
     * @return what was lost and why, and what could not be ended
     */
    CloseReport close(Duration deadline);

    /**
     * Closes with a deadline of {@link #DEFAULT_CLOSE_DEADLINE}. Losses are logged as a warning, and stand in the ledger.
     */
    @Override
    default void close() {
        close(DEFAULT_CLOSE_DEADLINE);
    }

    /**
     * Takes a snapshot of the sink's books; also after close.
     *
     * @return counts for which both equations of {@link Ledger} hold
     */
    Ledger ledger();

    /** How long {@link #close()} waits at most: 30 seconds. */
    Duration DEFAULT_CLOSE_DEADLINE = Duration.ofSeconds(30);
}
