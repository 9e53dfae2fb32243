package io.forebay.testkit.model;

import static java.util.Objects.requireNonNull;

import io.forebay.api.FlushTarget;
import io.forebay.testkit.SinkPromises;
import io.forebay.testkit.StorageUnderTest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.Store;

/**
 * A property of sinks: whatever is done to them, one action after the other, they do what a simple model says.
 *
 * <p>A sequence has up to 200 actions: records are written in all ways that there are, good and bad ones, by one caller, by several at once, by
 * one that is interrupted; time passes, the clock jumps, the clock on the wall jumps; the target refuses, breaks, hangs, and is well
 * again, also while a caller waits; sinks are flushed, closed, opened again, killed; two of them share the place; strangers
 * recover, shippers take files. After each action everybody comes to rest, and the books are held against what callers were told and
 * against what came to the target, and the files against what was published. {@link SinkModelSuite} does so for a storage adapter; by
 * hand, it is:
 *
 * <pre>{@code
 * @AddLifecycleHook(ModelReport.class)
 * class MyModelProperties {
 *     @Property(tries = 1_000)
 *     void promises_hold_whatever_is_done(@ForAll("sequences") ModelSequence sequence) {
 *         sequence.run();
 *     }
 *
 *     @Provide
 *     Arbitrary<ModelSequence> sequences() {
 *         return SinkModel.inMemory(MySink::open).sequences();
 *     }
 * }
 * }</pre>
 *
 * <p>Time is simulated, so that nothing is waited for but the work itself; a sink must wait by its {@link io.forebay.api.TimeSource} alone, on
 * conditions of {@link ReentrantLock}s. A sequence that fails is shrunk to a handful of actions, and is printed with the settings of its
 * sinks.
 *
 * <p>The system property {@value #SEQUENCES} stops after so many sequences of each model, for a long property that is to run for a
 * shorter time.
 *
 * <p><b>Threads.</b> Sequences of one JVM run one at a time.
 */
public final class SinkModel {
    /** The name of the system property that bounds how many sequences a model runs. */
    public static final String SEQUENCES = "forebay.model.sequences";

    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

    /** Not one for each sequence: on some JVMs a group is never forgotten. */
    private static ThreadGroup threads = new ThreadGroup("forebay-model");

    private final SinkPromises.Opener opener;
    private final Places places;
    private boolean failed;

    private interface Places {
        Place open(InstantSource clock) throws IOException;
    }

    private SinkModel(SinkPromises.Opener opener, Places places) {
        this.opener = requireNonNull(opener, "opener");
        this.places = places;
    }

    /**
     * Prepares sequences over targets in memory.
     *
     * @param opener opens the sinks
     * @return a model for as many sequences as you like
     */
    public static SinkModel inMemory(SinkPromises.Opener opener) {
        return inMemory(opener, UnaryOperator.identity());
    }

    /**
     * Prepares sequences over targets in memory that are changed before anybody sees them: made worse on purpose, to see the model go
     * red.
     *
     * @param opener opens the sinks
     * @param change wraps each target that is opened
     * @return a model for as many sequences as you like
     */
    public static SinkModel inMemory(SinkPromises.Opener opener, UnaryOperator<FlushTarget> change) {
        requireNonNull(change, "change");
        return new SinkModel(opener, clock -> new MemoryPlace(change));
    }

    /**
     * Prepares sequences over a storage adapter, each in a directory of its own, which is removed afterwards.
     *
     * @param storage opens the sinks and their targets
     * @return a model for as many sequences as you like
     */
    public static SinkModel over(StorageUnderTest storage) {
        return new SinkModel(storage, clock -> new DirectoryPlace(storage, clock));
    }

    /**
     * Generates sequences, most of them of one to a few dozen actions.
     *
     * @return sequences that jqwik can shrink
     */
    public Arbitrary<ModelSequence> sequences() {
        return Moves.sequences().map(moves -> new ModelSequence(this, moves)).withoutEdgeCases();
    }

    /** Counts what came up in the sequences of the property that runs now. */
    static Tally tally() {
        return Store.getOrCreate(Tally.class, Lifespan.PROPERTY, Tally::new).get();
    }

    void run(ModelSequence sequence) {
        if (enough()) {
            return;
        }
        ONE_AT_A_TIME.lock();
        PrintStream err = System.err;
        try {
            // What sinks warn of when all goes wrong, over and over, would fill the log of the build.
            System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
            run(sequence, new World(this));
        } finally {
            System.setErr(err);
            ONE_AT_A_TIME.unlock();
        }
    }

    private void run(ModelSequence sequence, World world) {
        try {
            sequence.run(world);
            tally().add(world.tally(), sequence.length());
        } catch (RuntimeException | Error e) {
            failed = true;
            Object what = e instanceof AssertionError ? e.getMessage() : e;
            AssertionError failure =
                    new AssertionError(String.format("%s%n  after%s%n  in %s", what, sequence, world), e);
            try {
                dispose(world);
            } catch (RuntimeException | Error also) {
                failure.addSuppressed(also);
            }
            throw failure;
        }
        dispose(world);
    }

    private void dispose(World world) {
        try {
            world.dispose();
        } catch (AssertionError e) {
            // Threads may run on, and must not be taken for those of the next sequence.
            threads = new ThreadGroup("forebay-model");
            throw e;
        }
    }

    /** Once one has failed, jqwik runs more of them to shrink it. */
    private boolean enough() {
        return !failed && tally().sequences() >= Long.getLong(SEQUENCES, Long.MAX_VALUE);
    }

    SinkPromises.Opener opener() {
        return opener;
    }

    ThreadGroup threads() {
        return threads;
    }

    Place place(InstantSource clock) {
        try {
            return places.open(clock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
