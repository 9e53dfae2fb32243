package io.forebay.engine;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Waits and wake-ups, model checked: Lincheck runs the threads one at a time, decides after each step who goes on, and finds when
 * all of them sleep. If a test fails it prints the schedule, step by step; it takes the same schedules each time.
 */
class WaitingModelTest {
    private static final int SCHEDULES = 10;
    private static final int MANY_SCHEDULES = 2_000;

    @Test
    void promise7_oneFreeBufferLetsInBothCallersThatFit() {
        oneFreeBuffer(SCHEDULES);
    }

    @Test
    @Tag("stress")
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void promise7_oneFreeBufferLetsInBothCallersThatFitOverManySchedules() {
        oneFreeBuffer(MANY_SCHEDULES);
    }

    /** The flush thread signals once; so the caller that was woken must pass that on. */
    private static void oneFreeBuffer(int schedules) {
        Lincheck.runConcurrentTest(schedules, () -> {
            Rig rig = Rig.full(2, 2, new UntimedTime());
            rig.step();
            List<String> told = race(() -> rig.write("c"), () -> rig.write("d"), rig::step);
            check(told.equals(List.of("ACCEPTED", "ACCEPTED", "aa|")), told);
        });
    }

    @Test
    void aWriterAndACloseLeaveNobodyAsleep() {
        writerAndClose(SCHEDULES);
    }

    @Test
    @Tag("stress")
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void aWriterAndACloseLeaveNobodyAsleepOverManySchedules() {
        writerAndClose(MANY_SCHEDULES);
    }

    /** All three sides of a wait: a caller without room, the flush thread that makes room and then ends, and the close. */
    private static void writerAndClose(int schedules) {
        Lincheck.runConcurrentTest(schedules, () -> {
            Rig rig = Rig.full(1, 1, new UntimedTime());
            List<String> told = race(() -> rig.write("c"), rig::runToEnd, () -> {
                rig.admission.refuseCallers();
                rig.worker.close(rig.never());
                return "closed";
            });
            boolean accepted = told.get(0).equals("ACCEPTED");
            check(told.get(1).equals(accepted ? "a|b|c|" : "a|b|"), told);
            check(rig.publishedOfAccepted().equals(accepted ? "3 of 3" : "2 of 2"), told);
        });
    }

    /** Plain, because Lincheck calls methods of what it meets that AssertJ's assertions do not support. */
    private static void check(boolean holds, List<String> otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise.toString());
        }
    }

    /** Does these at once, each in a thread of its own; returns what they say. */
    @SafeVarargs
    private static List<String> race(Supplier<String>... actions) {
        String[] said = new String[actions.length];
        Thread[] threads = new Thread[actions.length];
        for (int i = 0; i < actions.length; i++) {
            int index = i;
            threads[i] = new Thread(() -> said[index] = actions[index].get());
            threads[i].start();
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this", e);
        }
        return Arrays.asList(said);
    }
}
