package io.forebay.testkit;

/**
 * Lets a writer die at every moment, and then its recoverer: by the death of the process, and by a loss of power that takes along
 * what the disk was not forced to keep. An adapter extends it by one class:
 *
 * <pre>{@code
 * class MyCrashSweepTest extends CrashSweep {
 *     @Override protected StorageUnderTest storage() { return new MyStorage(); }
 * }
 * }</pre>
 *
 * <p>A writer goes through spills, rolls, records larger than a buffer, and records that are given up, in an order that a seed draws.
 * What a loss of power may do is said in {@link io.forebay.testkit.disk.DiskLog}. After each crash the leftovers are recovered, and then the
 * following must hold.
 *
 * <ul>
 *   <li><b>Always:</b> recovery and the next start are not refused. No file that was visible before recovery is gone or changed
 *       (promise 4). What recovery publishes has a new name, the final permission, the length that it tells, and ends where a record
 *       ended that a writer had stored (2). No record is there twice (3). Nothing stays but what was set aside, and a second recovery
 *       finds nothing.
 *   <li><b>When a process dies:</b> all that was spilled or published is there, whole (9); with {@link Capability#KEEPS_COMMITTED},
 *       all that was committed too. What was discarded is not. A live owner beside it goes on as if nothing had been (13).
 *   <li><b>When the power goes and files are forced:</b> each file whose publish had returned is there, under its name, with its
 *       permission and its bytes; and what else is visible is whole, has its permission, and was not discarded (3, 4, 9). The same
 *       goes for what a recovery that came to its end has published, and for what a flush of a whole sink has confirmed (10).
 *   <li><b>When the power goes and nothing was forced:</b> records may be missing, and visible files may be cut, hold zeros, or lack
 *       their permission, since nothing was asked of the disk. If the bytes of the files survive, and only names or permissions are lost,
 *       each visible file consists of whole records that were not discarded.
 * </ul>
 *
 * <p>What a shipper took away between a rename and the force that follows is out of sight here: the power may take the rename back, and
 * recovery then publishes the file under another name.
 *
 * <p>Each test prints how many crashes it has looked into, and fails if these are too few. The message of a failure has the seed, and
 * the property that gives it back.
 */
public abstract class CrashSweep extends PowerLossSweep {
    /** To be subclassed. */
    protected CrashSweep() {}
}
