package io.forebay.engine;

import io.forebay.testkit.model.ModelReport;
import io.forebay.testkit.model.ModelSequence;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** What {@link SinkModelProperties} does, for long; in two subclasses, so that two JVMs share it. */
@AddLifecycleHook(ModelReport.class)
abstract class LongSinkModel {
    @Property(tries = 230_000, shrinking = ShrinkingMode.BOUNDED)
    @Tag("stress")
    void promises_1_to_7_and_9_to_14_holdWhateverIsDoneForLong(@ForAll("sequences") ModelSequence sequence) {
        sequence.run();
    }

    @Provide
    Arbitrary<ModelSequence> sequences() {
        return SinkModelProperties.inMemory();
    }
}
