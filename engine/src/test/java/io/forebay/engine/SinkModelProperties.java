package io.forebay.engine;

import io.forebay.api.RecordSink;
import io.forebay.api.TargetOpener;
import io.forebay.api.TimeSource;
import io.forebay.testkit.SinkSettings;
import io.forebay.testkit.model.ModelReport;
import io.forebay.testkit.model.ModelSequence;
import io.forebay.testkit.model.SinkModel;
import java.io.IOException;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** The sink against the model, over targets in memory. */
@AddLifecycleHook(ModelReport.class)
class SinkModelProperties {
    static RecordSink open(TargetOpener target, SinkSettings settings, TimeSource time) throws IOException {
        return Forebay.to(target)
                .workers(settings.workers())
                .size(settings.size())
                .timeout(settings.timeout())
                .queue(settings.queue())
                .maxRecordBytes(settings.maxRecordBytes())
                .rollSize(settings.rollSize())
                .rollAge(settings.rollAge())
                .sourceTimeout(settings.sourceTimeout())
                .timeSource(time)
                .open();
    }

    @Property(tries = 2_250, shrinking = ShrinkingMode.BOUNDED)
    void promises_1_to_7_and_9_to_14_holdWhateverIsDone(@ForAll("sequences") ModelSequence sequence) {
        sequence.run();
    }

    @Provide
    Arbitrary<ModelSequence> sequences() {
        return inMemory();
    }

    static Arbitrary<ModelSequence> inMemory() {
        return SinkModel.inMemory(SinkModelProperties::open).sequences();
    }
}
