package io.forebay.testkit;

import io.forebay.api.FlushTarget;
import io.forebay.api.Segment;
import io.forebay.api.TargetOpener;

/**
 * The compatibility suite: one test for each "must" of {@link FlushTarget}, {@link Segment} and {@link TargetOpener}.
 *
 * <p>Whoever writes a target extends it, in a test, with one method:
 *
 * <pre>{@code
 * class MyTargetContractTest extends FlushTargetContract {
 *     @Override protected TargetHarness harness() throws IOException {
 *         return new MyHarness(Files.createTempDirectory("contract"));
 *     }
 * }
 * }</pre>
 *
 * <p>What not every target can do is declared as a {@link Capability} by the harness, and never guessed from its class. The
 * name of a test carries the number of the promise, or of the flaw of the original, that it guards.
 *
 * <p>A harness of four methods runs the core of the suite. Each further {@link Capability} that it declares lets it bring one more
 * kind of trouble about, and adds the tests for that: a disk that refuses, hangs, disappears or forgets; the death of a target;
 * damage to what it has left.
 *
 * <p><b>Threads.</b> JUnit makes one instance for each test; each works on a place of its own, so tests may run side by side.
 */
public abstract class FlushTargetContract extends RandomLivesContract {
    /** For subclasses. */
    protected FlushTargetContract() {}

    /**
     * Makes a new, empty place to publish to. Called once before each test.
     *
     * @return a harness, which the suite closes after the test
     * @throws Exception if there can be none; the test fails then
     */
    @Override
    protected abstract TargetHarness harness() throws Exception;
}
