package io.forebay.testkit.sweep;

import io.forebay.api.Recovery;
import io.forebay.api.TargetOpener;
import java.io.IOException;
import java.util.List;

/**
 * Where the sink of one run publishes, faults included; seen by its targets on one side, and by a shipper and an operator, whom the
 * faults do not concern, on the other.
 */
interface Place extends AutoCloseable {
    /**
     * A file that a shipper has seen.
     *
     * @param leftover whether it was spilled by the instance that died before the run
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a record
    record Seen(String name, int worker, byte[] bytes, boolean leftover) {}

    /** Opens targets that meet the fault. */
    TargetOpener opener();

    /** Whether the fault has struck at all. */
    boolean struck();

    /** Where those hang that meet a fault which has them hang. */
    Jam jam();

    /** Ends the fault, and releases what hangs. */
    void heal();

    /** How often a target has been asked for something: when that stands still, so does the sink. */
    long calls();

    /** Takes what has become visible since the last call, in the order in which it was published. */
    List<Seen> ship() throws IOException;

    /** Publishes what dead instances have left, as another process would. */
    Recovery recover() throws IOException;

    /** Names what is held open: one sentence for each kind. */
    List<String> held();

    /** Tells a file of the instance that died before the run, whatever became of it. */
    boolean isLeftover(String name);

    /** Names what is left when no instance lives and all is recovered, but for what was set aside for a person. */
    List<String> residue() throws IOException;

    /** Names what the target did that it must not do, as far as the place can see it. */
    List<String> misdeeds() throws IOException;

    /** Names what was published and would not survive a loss of power, where it must. */
    List<String> unforced();

    @Override
    void close() throws IOException;
}
