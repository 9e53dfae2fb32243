package io.forebay.testkit.disk;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A real directory, seen through a file system that can refuse each call, write in part, and die.
 *
 * <p>{@link #path} is given to the code under test in place of the real one; everything that it resolves from there goes through
 * here too. Death is that of a process: what was written stays, half of a write may be there, all handles are closed and so all
 * locks are gone, and no call has any effect any more, so that neither {@code finally} nor a shutdown can tidy up.
 *
 * <p>Only what the storage adapters use is there: asynchronous channels, file channels to map, directories, attributes, moving and deleting.
 *
 * <p><b>Threads.</b> Any.
 */
public final class FaultyDisk {
    private static final int PAGE = 4096;
    private static final DiskFault NONE = DiskFault.none();

    private final FaultyPath path;
    private final DiskEffects effects;
    private final AtomicLong calls = new AtomicLong();
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();
    private volatile DiskFault fault = NONE;
    private volatile long deathAt = Long.MAX_VALUE;
    private volatile boolean dead;

    FaultyDisk(Path real, DiskEffects effects) {
        this.effects = effects;
        this.path = new FaultyPath(new FaultyFileSystem(this, real.getFileSystem()), real);
    }

    /**
     * Looks at a directory.
     *
     * @param real on the real file system
     * @return a disk without faults
     */
    public static FaultyDisk over(Path real) {
        return new FaultyDisk(real.toAbsolutePath(), DiskEffects.NONE);
    }

    /**
     * Returns the directory, as the code under test is to see it.
     *
     * @return a path whose every use goes through this disk
     */
    public Path path() {
        return path;
    }

    /**
     * Replaces the fault.
     *
     * @param newFault asked before each call from now on
     */
    public void fault(DiskFault newFault) {
        fault = newFault;
    }

    /** Ends the fault. */
    public void heal() {
        fault = NONE;
    }

    /**
     * Dies at one of the calls to come.
     *
     * @param call how many calls still pass, 0 or more; of a write that is the next one, the first half of its pages is still written
     */
    public void dieAfter(long call) {
        deathAt = calls.get() + call;
    }

    /** Dies now: each call from now on throws {@link DiskDeadError}. */
    public void die() {
        dead = true;
        for (Channel channel : open) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new AssertionError("a real channel could not be closed", e);
            }
        }
        open.clear();
    }

    /**
     * Tells whether it has died.
     *
     * @return whether no call has any effect any more
     */
    public boolean dead() {
        return dead;
    }

    /**
     * Counts calls.
     *
     * @return how many there were so far
     */
    public long calls() {
        return calls.get();
    }

    void before(DiskCall call, Path real) throws IOException {
        before(call, real, 0);
    }

    /** As the other one, and tells how many bytes are to be written. */
    int before(DiskCall call, Path real, int bytes) throws IOException {
        if (dead || calls.getAndIncrement() >= deathAt) {
            if (!dead) {
                die();
            }
            throw new DiskDeadError(call + " " + real.getFileName());
        }
        return fault.strike(call, real, bytes);
    }

    /** Of a write that is to meet death, whole pages are done: the kernel looks for signals between them. The next call dies. */
    int lastPart(int bytes) {
        return !dead && calls.get() >= deathAt ? bytes / 2 / PAGE * PAGE : 0;
    }

    /** Whom to tell what was done. */
    DiskEffects effects() {
        return effects;
    }

    void opened(Channel channel) {
        open.add(channel);
    }

    void closed(Channel channel) {
        open.remove(channel);
    }

    /**
     * Counts handles.
     *
     * @return how many files and directories are open now
     */
    public int openHandles() {
        return open.size();
    }
}
