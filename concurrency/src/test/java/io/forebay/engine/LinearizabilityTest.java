package io.forebay.engine;

import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever threads write, flush, close and read the ledger at once, they are told what they would be told one after the other, as
 * {@link SinkModel} has it. Lincheck makes the scenarios, the same ones each time; if one fails, it prints the smallest and how it went.
 */
class LinearizabilityTest {
    /** Each in all interleavings that the budget allows. */
    private static ModelCheckingOptions modelChecking(int scenarios, int schedules) {
        return new ModelCheckingOptions()
                .iterations(scenarios)
                .invocationsPerIteration(schedules)
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .sequentialSpecification(SinkModel.class);
    }

    /** Each many times over, with real threads. */
    private static StressOptions stress(int scenarios, int runs) {
        return new StressOptions()
                .iterations(scenarios)
                .invocationsPerIteration(runs)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .sequentialSpecification(SinkModel.class);
    }

    @Test
    void promise1_promise10_thePartsOfASinkAreLinearizable() {
        modelChecking(2, 15).check(RigUnderLincheck.class);
    }

    @Test
    void promise1_promise10_aWholeSinkIsLinearizable() {
        stress(10, 100).check(SinkUnderLincheck.class);
    }

    @Test
    @Tag("stress")
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void promise1_promise10_thePartsOfASinkAreLinearizableInManySchedules() {
        modelChecking(100, 1_000).check(RigUnderLincheck.class);
    }

    @Test
    @Tag("stress")
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void promise1_promise10_aWholeSinkIsLinearizableInManyRuns() {
        stress(100, 200).check(SinkUnderLincheck.class);
    }
}
