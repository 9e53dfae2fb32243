package io.forebay.testkit.sweep;

import io.forebay.testkit.Fault.Operation;
import io.forebay.testkit.SinkPromises;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The sweep of {@link FaultSweep} for a sink over any target: the faults strike at the port, before the operation that they
 * concern, and the files are kept in memory.
 *
 * <p><b>Threads.</b> Runs some schedules side by side; each has threads and a time of its own.
 */
public abstract class PortFaultSweep {
    /** For subclasses. */
    protected PortFaultSweep() {}

    /**
     * Opens the sinks that are put to the test.
     *
     * @return hands all settings on to the sink
     */
    protected abstract SinkPromises.Opener opener();

    @Test
    void promises_1_to_6_and_10_to_14_hold_after_every_fault_at_the_port() throws Exception {
        List<Schedule<MemoryPlace>> all = new ArrayList<>();
        for (Map.Entry<Operation, Integer> counted : counts().entrySet()) {
            for (int nth = 1; nth <= counted.getValue(); nth++) {
                for (PortTrouble trouble : PortTrouble.values()) {
                    for (Lasting lasting : Lasting.values()) {
                        all.add(schedule(counted.getKey(), nth, trouble, lasting));
                    }
                }
            }
        }
        new Sweep(getClass().getSimpleName(), opener()).run(all, 500);
    }

    private Map<Operation, Integer> counts() throws Exception {
        Map<Operation, Integer> counts = new EnumMap<>(Operation.class);
        Schedule<MemoryPlace> calm =
                new Schedule<>("no fault", Lasting.ONCE, true, false, false, MemoryPlace::new, (place, time) -> {});
        SweepRun.Result result = SweepRun.go(opener(), calm, place -> counts.putAll(place.counts()));
        if (!result.problems().isEmpty()) {
            throw new AssertionError("without any fault: " + result.problems());
        }
        return counts;
    }

    private static Schedule<MemoryPlace> schedule(Operation operation, int nth, PortTrouble trouble, Lasting lasting) {
        return new Schedule<>(
                trouble + " at " + operation + " " + nth + ", " + lasting,
                lasting,
                trouble.harmless(),
                trouble == PortTrouble.HANG,
                false,
                MemoryPlace::new,
                (place, time) -> place.arm(trouble.at(operation, nth, lasting, time, place.jam(), place.flag())));
    }
}
