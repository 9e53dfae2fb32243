package io.forebay.engine;

import io.forebay.testkit.SinkPromises;
import io.forebay.testkit.sweep.PortFaultSweep;

class PortFaultSweepTest extends PortFaultSweep {
    @Override
    protected SinkPromises.Opener opener() {
        return (target, settings, time) -> Forebay.to(target)
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
}
