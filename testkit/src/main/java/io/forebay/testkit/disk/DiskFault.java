package io.forebay.testkit.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * One fault of a disk: asked before each call, it lets it pass, throws, waits, or lets a write be done in part.
 *
 * <pre>{@code
 * disk.fault((call, path) -> {
 *     if (call == DiskCall.MOVE) throw new IOException("injected");
 * });
 * }</pre>
 *
 * <p>Small faults make larger ones, as with {@link io.forebay.testkit.Fault}: what goes wrong ({@link #refusal}, {@link #noSpace},
 * {@link #hang} and so on), narrowed to when. The narrowing that is written last looks at the call first; so this one fails the third
 * rename of a temporary file, whatever else is renamed before:
 *
 * <pre>{@code
 * disk.fault(DiskFault.refusal().onCall(3).onNames("\\.tmp$").on(DiskCall.MOVE));
 * }</pre>
 *
 * <p>Each tells what it does in its {@link Object#toString}, its seed included, and in what it throws.
 *
 * <p><b>Threads.</b> Called by those that use the disk, also side by side; the faults made here are safe for that.
 */
@FunctionalInterface
public interface DiskFault {
    /**
     * Lets a call pass by returning.
     *
     * @param call what is about to be done
     * @param path to what, on the real disk; for a move, from where
     * @throws IOException to refuse it
     */
    void before(DiskCall call, Path path) throws IOException;

    /**
     * Makes writes partial.
     *
     * @param path of the file
     * @param bytes that were to be written, at least 1
     * @return how many of them are written, 0 to all
     */
    default int part(Path path, int bytes) {
        return bytes;
    }

    /**
     * Does both: {@link #before}, and {@link #part} if there are bytes to write. This is what the disk calls, once for each call; a fault
     * that has to decide once for both overrides it.
     *
     * @param call what is about to be done
     * @param path to what, on the real disk; for a move, from where
     * @param bytes that are to be written; 0 for all other calls
     * @return how many of them are written
     * @throws IOException to refuse the call
     */
    default int strike(DiskCall call, Path path, int bytes) throws IOException {
        before(call, path);
        return bytes == 0 ? 0 : part(path, bytes);
    }

    // ---- what goes wrong

    /**
     * Nothing ever goes wrong.
     *
     * @return a fault that lets each call pass
     */
    static DiskFault none() {
        return new DiskFaults.None();
    }

    /**
     * Refuses with an {@link IOException}, as a disk that can not be read or written does.
     *
     * @return a fault that strikes each time
     */
    static DiskFault refusal() {
        return new DiskFaults.Refusal("Input/output error");
    }

    /**
     * Throws anything: an exception of the wrong kind, or an {@link Error}.
     *
     * @param throwable makes what is thrown: an {@link IOException}, an unchecked exception or an error
     * @return a fault that strikes each time
     */
    static DiskFault thrown(Supplier<? extends Throwable> throwable) {
        return new DiskFaults.Thrown(throwable);
    }

    /**
     * Blocks as a hung disk does, deaf to interrupts, and then lets the call pass.
     *
     * @param released ends it when it comes to 0, for all calls; count it down in a {@code finally}, or threads stay blocked
     * @return a fault that strikes each time
     */
    static DiskFault hang(CountDownLatch released) {
        return new DiskFaults.Hang(released);
    }

    /**
     * Lets time pass before the call, as a slow disk does.
     *
     * @param passing moves the clock that the code under test lives by; called by the thread that makes the call
     * @return a fault that strikes each time
     */
    static DiskFault slow(Runnable passing) {
        return new DiskFaults.Slow(passing);
    }

    /**
     * Interrupts the thread that makes the call, and lets the call pass.
     *
     * @return a fault that strikes each time
     */
    static DiskFault interrupt() {
        return new DiskFaults.Interrupt();
    }

    /**
     * Refuses writes, as a full disk does.
     *
     * @return a fault that strikes at each write
     */
    static DiskFault noSpace() {
        return noSpaceAfter(0);
    }

    /**
     * Refuses writes once the disk is full; the write that fills it is done in part. Deleting makes no room.
     *
     * @param bytes that still fit, 0 or more
     * @return a fault that strikes at each write once they are written
     */
    static DiskFault noSpaceAfter(long bytes) {
        return new DiskFaults.NoSpace(bytes);
    }

    /**
     * Does about half of each write, as a signal or a disk that is nearly full makes it happen, and reports that truly.
     *
     * @return a fault that strikes at each write of more than one byte
     */
    static DiskFault partialWrite() {
        return new DiskFaults.PartialWrite();
    }

    /**
     * Does nothing of a write, and says so without an error.
     *
     * @return a fault that strikes at each write
     */
    static DiskFault zeroProgress() {
        return new DiskFaults.ZeroProgress();
    }

    /**
     * Refuses each call that would change something, as a disk that was mounted anew for reading does: with an {@link IOException}.
     * Directories can still be opened, and forced.
     *
     * @return a fault that strikes at each such call
     */
    static DiskFault readOnly() {
        return new DiskFaults.ReadOnly(false);
    }

    /**
     * Refuses the same calls as {@link #readOnly}, with {@link java.nio.file.ReadOnlyFileSystemException}, which is unchecked.
     *
     * @return a fault that strikes at each such call
     */
    static DiskFault readOnlyUnchecked() {
        return new DiskFaults.ReadOnly(true);
    }

    /**
     * Refuses to open anything, as if the process had too many files open.
     *
     * @return a fault that strikes whenever a file or directory is opened
     */
    static DiskFault tooManyHandles() {
        return handleLimit(0, () -> 0);
    }

    /**
     * Refuses to open more than so many files and directories at a time.
     *
     * @param most handles that may be open, 0 or more
     * @param open tells how many are, for instance {@link FaultyDisk#openHandles}
     * @return a fault that strikes when one too many is opened
     */
    static DiskFault handleLimit(int most, IntSupplier open) {
        return new DiskFaults.HandleLimit(most, open);
    }

    /**
     * Fails to force a file, and takes its bytes along: they read as zeros from then on, and a further force says that all is well.
     *
     * @param throwable makes what is thrown
     * @return a fault that strikes whenever a file is forced
     */
    static DiskFault forgetfulForce(Supplier<? extends Throwable> throwable) {
        return new DiskFaults.ForgetfulForce(throwable);
    }

    // ---- when it does

    /**
     * Narrows this fault to some kinds of call.
     *
     * @param first one of them
     * @param more the others
     * @return a fault that lets all other calls pass
     */
    default DiskFault on(DiskCall first, DiskCall... more) {
        return new DiskFaults.Narrowed(this, new DiskFaults.OfKind(EnumSet.of(first, more)));
    }

    /**
     * Narrows this fault to files and directories with some names.
     *
     * @param regex is looked for in the last part of the path
     * @return a fault that lets calls on all others pass
     */
    default DiskFault onNames(String regex) {
        return new DiskFaults.Narrowed(this, new DiskFaults.Named(Pattern.compile(regex)));
    }

    /**
     * Narrows this fault to one call.
     *
     * @param number which of the calls that come this far, from 1
     * @return a fault that strikes once
     */
    default DiskFault onCall(long number) {
        return onCalls(number, number);
    }

    /**
     * Narrows this fault to one call and all that follow.
     *
     * @param number which of the calls that come this far is the first, from 1
     * @return a fault that strikes from then on
     */
    default DiskFault fromCall(long number) {
        return onCalls(number, Long.MAX_VALUE);
    }

    /**
     * Narrows this fault to some calls in a row.
     *
     * @param first of the calls that come this far, from 1
     * @param last of them, not less than the first
     * @return a fault that strikes for a while
     */
    default DiskFault onCalls(long first, long last) {
        return new DiskFaults.Narrowed(this, new DiskFaults.Counted(first, last));
    }

    /**
     * Leaves this fault to chance.
     *
     * @param probability of striking at each call, 0 to 1
     * @param seed decides which calls; the same calls for the same seed, counted over all threads
     * @return a fault that strikes now and then
     */
    default DiskFault withProbability(double probability, long seed) {
        return new DiskFaults.Narrowed(this, new DiskFaults.ByChance(probability, seed));
    }

    /**
     * Ends this fault when something has happened.
     *
     * @param over asked at each call; must be safe for use by several threads
     * @return a fault that strikes no more once that says true
     */
    default DiskFault until(BooleanSupplier over) {
        return new DiskFaults.Narrowed(this, new DiskFaults.Until(over));
    }

    /**
     * Adds another fault, which is asked where this one lets the call pass, about as many bytes as this one lets be written.
     *
     * @param other the other fault
     * @return both
     */
    default DiskFault and(DiskFault other) {
        return new DiskFaults.Both(this, other);
    }
}
