package io.forebay.testkit.model;

import io.forebay.testkit.StorageUnderTest;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/**
 * A suite for storage adapters that write files: sinks over the adapter, in a real directory, are held against the {@link SinkModel}.
 *
 * <pre>{@code
 * class MyModelProperties extends SinkModelSuite {
 *     @Override protected StorageUnderTest storage() { return new MyStorage(); }
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> As {@link SinkModel}.
 */
@AddLifecycleHook(ModelReport.class)
public abstract class SinkModelSuite {
    /** For subclasses. */
    protected SinkModelSuite() {}

    /**
     * Names the adapter.
     *
     * @return the adapter and the engine that drives it
     */
    protected abstract StorageUnderTest storage();

    @Property(tries = 250, shrinking = ShrinkingMode.BOUNDED)
    void promises_1_to_7_and_9_to_14_hold_whatever_is_done(@ForAll("sequences") ModelSequence sequence) {
        sequence.run();
    }

    @Property(tries = 20_000, shrinking = ShrinkingMode.BOUNDED)
    @Tag("stress")
    void promises_1_to_7_and_9_to_14_hold_whatever_is_done_for_long(@ForAll("sequences") ModelSequence sequence) {
        sequence.run();
    }

    @Provide
    Arbitrary<ModelSequence> sequences() {
        return SinkModel.over(storage()).sequences();
    }
}
