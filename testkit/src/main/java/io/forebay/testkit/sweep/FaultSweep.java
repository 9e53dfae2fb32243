package io.forebay.testkit.sweep;

import io.forebay.testkit.SampleSize;
import io.forebay.testkit.StorageUnderTest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A suite for storage adapters that write files: a run of a sink is repeated once for each call that it makes of the disk, each fault
 * at that call, and each time that the fault lasts, and after each the promises 1 to 6 and 10 to 14 are checked.
 *
 * <pre>{@code
 * class MyFaultSweepTest extends FaultSweep {
 *     @Override protected StorageUnderTest storage() { return new MyStorage(); }
 * }
 * }</pre>
 *
 * <p>The calls are those that a run without faults makes; each is told by its kind, the kind of its file, and its number among these,
 * because threads race. A failure names the schedules that broke a promise; {@code -Dforebay.sweep.only="…"} repeats those whose name
 * contains that text, and {@code -Dforebay.seed=…} draws the same sample again.
 *
 * <p><b>Threads.</b> Runs some schedules side by side; each has threads and a time of its own.
 */
public abstract class FaultSweep {
    private static final int SAMPLE_ONCE = SampleSize.of(600);
    private static final int SAMPLE = SampleSize.of(400);
    private static final int CALM_RUNS = 4;

    /** For subclasses. */
    protected FaultSweep() {}

    /**
     * Names the adapter.
     *
     * @return the adapter and the engine that drives it
     */
    protected abstract StorageUnderTest storage();

    @Test
    void promises_1_to_6_and_10_to_14_hold_after_a_sample_of_faults_that_strike_once() throws Exception {
        List<Schedule<DiskPlace>> once = schedules(true)
                .filter(schedule -> schedule.lasting() == Lasting.ONCE)
                .toList();
        Sweep sweep = sweep("once");
        sweep.run(sweep.sample(once, SAMPLE_ONCE), SAMPLE_ONCE);
    }

    @Test
    void promises_1_to_6_and_10_to_14_hold_after_a_sample_of_all_others() throws Exception {
        Stream<Schedule<DiskPlace>> lasting = schedules(true).filter(schedule -> schedule.lasting() != Lasting.ONCE);
        List<Schedule<DiskPlace>> others =
                Stream.concat(schedules(false), lasting).toList();
        Sweep sweep = sweep("a sample");
        sweep.run(sweep.sample(others, SAMPLE), SAMPLE);
    }

    @Test
    @Tag("stress")
    @Timeout(1_800)
    void promises_1_to_6_and_10_to_14_hold_after_every_fault() throws Exception {
        sweep("all").run(Stream.concat(schedules(false), schedules(true)).toList(), 4_000);
    }

    private Sweep sweep(String which) {
        StorageUnderTest storage = storage();
        return new Sweep(storage.getClass().getSimpleName() + ", " + which, storage);
    }

    private Stream<Schedule<DiskPlace>> schedules(boolean forced) throws Exception {
        List<Schedule<DiskPlace>> all = new ArrayList<>();
        for (DiskPoint point : points(forced)) {
            for (DiskTrouble trouble : DiskTrouble.values()) {
                for (Lasting lasting : Lasting.values()) {
                    if (trouble.fits(point, lasting)) {
                        all.add(schedule(forced, point, trouble, lasting));
                    }
                }
            }
        }
        return all.stream();
    }

    /** The calls that each of some runs without a fault makes. */
    private Collection<DiskPoint> points(boolean forced) throws Exception {
        Schedule<DiskPlace> calm = new Schedule<>(
                "no fault",
                Lasting.ONCE,
                true,
                false,
                false,
                () -> new DiskPlace(storage(), forced),
                (place, time) -> {});
        Set<DiskPoint> points = new LinkedHashSet<>();
        for (int run = 0; run < CALM_RUNS; run++) {
            List<DiskPoint> calls = new ArrayList<>();
            SweepRun.Result result = SweepRun.go(storage(), calm, place -> calls.addAll(place.points()));
            if (!result.problems().isEmpty()) {
                throw new AssertionError("without any fault: " + result.problems());
            }
            if (run == 0) {
                points.addAll(calls);
            } else {
                points.retainAll(Set.copyOf(calls));
            }
        }
        return points;
    }

    private Schedule<DiskPlace> schedule(boolean forced, DiskPoint point, DiskTrouble trouble, Lasting lasting) {
        return new Schedule<>(
                (forced ? "forced, " : "") + trouble + " at " + point + ", " + lasting,
                lasting,
                trouble.harmless(),
                trouble.hangs(),
                trouble.damages(point),
                () -> new DiskPlace(storage(), forced),
                (place, time) -> place.arm(trouble.at(
                        point, lasting, new DiskTrouble.Tools(time, place.jam(), place.disk()), place.flag())));
    }
}
