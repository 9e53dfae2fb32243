package io.forebay.engine;

import io.forebay.testkit.SinkPromises;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The promises that can be checked without killing a process, under random records, sources, threads and faults. */
class SinkPromisesProperties {
    private final SinkPromises promises = new SinkPromises((target, settings, time) -> Forebay.to(target)
            .workers(settings.workers())
            .size(settings.size())
            .timeout(settings.timeout())
            .queue(settings.queue())
            .maxRecordBytes(settings.maxRecordBytes())
            .rollSize(settings.rollSize())
            .rollAge(settings.rollAge())
            .sourceTimeout(settings.sourceTimeout())
            .timeSource(time)
            .open());

    @Property(tries = 250)
    void promises_1_2_3_6_and_14_holdUnderRandomFaults(@ForAll long seed) {
        promises.run(seed);
    }
}
